"""A product that brings less a unit than it did, by lower prices or deeper discounts; costs are cost_change's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.analytics.findings.base import RECENT, Confidence, Evidence, Finding, monthly
from credora_agent.analytics.findings.odds import SURE, level
from credora_agent.analytics.findings.words import money, share
from credora_agent.analytics.metrics import Unit

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen

FEW = 20
"""Units in four weeks below which nothing is said of a price."""
LEAST = 0.06
MANY = 2.0
"""Standard errors more than one series needs, since many products are looked at."""
YEAR = 52


def find(seen: Seen) -> list[Finding]:
    """Return the products whose price after discounts surely fell by 6 % or more, below last year's too."""
    if not seen.sku_names:
        return []
    charged = seen.skus["gross_sales"] + seen.skus["discounts"]
    found = []
    for i, sku in enumerate(seen.sku_names):
        units = seen.skus["units"][i]
        sold = int(units[-RECENT:].sum())
        moved = level(charged[i], units, recent=RECENT) if sold >= FEW else None
        if moved is None or moved.z > -SURE - MANY or moved.now > (1 - LEAST) * moved.before:
            continue
        then = slice(-YEAR - RECENT, -YEAR)
        if units[then].sum() > 0 and moved.now >= charged[i][then].sum() / units[then].sum() * (1 - LEAST / 2):
            continue
        period = seen.recent()
        found.append(
            Finding(
                rule="margin_drop",
                subject=sku,
                edition=f"{period.end.year}-{period.end.month:02}",
                title=f"{seen.title(sku)} brings {share(1 - moved.now / moved.before)} less a unit after discounts",
                says=(
                    f"{money(moved.now, seen.currency)} a unit over four weeks, {money(moved.before, seen.currency)} in"
                    f" the weeks before; {sold} were sold."
                ),
                evidence=(
                    Evidence("A unit now", round(moved.now), Unit.MONEY, period, "gross_sales", sku),
                    Evidence("A unit before", round(moved.before), Unit.MONEY),
                    Evidence("Less a unit", 1 - moved.now / moved.before, Unit.RATIO),
                    Evidence("Units sold", sold, Unit.COUNT, period, "gross_sales", sku),
                ),
                confidence=Confidence.HIGH if sold >= 2 * FEW else Confidence.MEDIUM,
                sample=sold,
                sampled="units sold",
                at_stake=monthly((moved.before - moved.now) * sold, period.days),
                basis="the difference a unit × units sold; what the lower price sold more is not taken off",
                since=period.start,
                next_step=f"credora products --start {period.start} --end {period.end}",
            )
        )
    return found
