"""A shop that stopped paying for itself: CM3 below nought for four weeks after weeks above it."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from credora_agent.analytics.findings.base import RECENT, Confidence, Evidence, Finding, monthly
from credora_agent.analytics.findings.words import money
from credora_agent.analytics.metrics import Unit

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen

BEFORE = 12
SURE = 3.5


def find(seen: Seen) -> list[Finding]:
    """Return the crossing of break-even, if CM3 was surely above it before and surely is below it now."""
    if seen.weeks < RECENT + BEFORE or {"cogs", "gross_sales"} & seen.missing:
        return []
    cm3 = seen.shop["cm3"].astype(float)
    now, then = cm3[-RECENT:], cm3[-RECENT - BEFORE : -RECENT]
    spread = float(then.std(ddof=1))
    if not spread:
        return []
    below, above = now.mean() / (spread / sqrt(RECENT)), then.mean() / (spread / sqrt(BEFORE))
    if below > -SURE or above < SURE:
        return []
    period = seen.recent()
    return [
        Finding(
            rule="break_even",
            subject="shop",
            edition=f"{period.end.year}-{period.end.month:02}",
            title="The shop has stopped earning what its ads cost",
            says=(
                f"CM3 is {money(now.mean(), seen.currency)} a week over four weeks; over the {BEFORE} weeks before"
                f" it was {money(then.mean(), seen.currency)}."
            ),
            evidence=(
                Evidence("CM3 of four weeks", round(now.sum()), Unit.MONEY, period, "cm3"),
                Evidence("A week before", round(then.mean()), Unit.MONEY, seen.recent(BEFORE, ago=RECENT), "cm3"),
            ),
            confidence=Confidence.HIGH,
            sample=int(seen.shop["orders"][-RECENT:].sum()),
            sampled="orders",
            at_stake=monthly(-now.sum(), period.days),
            basis="CM3 of the last four weeks",
            since=period.start,
            next_step=f"credora explain cm3 --start {period.start} --end {period.end}",
        )
    ]
