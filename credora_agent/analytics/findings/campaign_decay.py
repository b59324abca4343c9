"""A campaign whose purchases grow dearer; the trend and its test are analytics.campaigns.decay's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from credora_agent.analytics.campaigns.decay import BLOCK
from credora_agent.analytics.findings.base import Confidence, Evidence, Finding, monthly
from credora_agent.analytics.findings.words import money, times
from credora_agent.analytics.metrics import Unit
from credora_agent.core.quoting import quoted
from credora_agent.ledger import adverts

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen

MUCH = 1.4
ENOUGH = 100.0


def find(seen: Seen) -> list[Finding]:
    """Return each campaign that still spends and whose cost per purchase surely rose by two fifths or more."""
    if seen.ads is None:
        return []
    recent = seen.recent()
    spent = seen.ads.sums([recent])[0][:, adverts.MEASURES.index("spend")]
    found = []
    for i, campaign in enumerate(seen.ads.campaigns):
        moved = seen.decays.get(campaign.key)
        if moved is None or not moved.decaying or min(moved.factor, moved.halves) < MUCH or not spent[i]:
            continue
        span = moved.blocks * BLOCK
        found.append(
            Finding(
                rule="campaign_decay",
                subject=campaign.key,
                edition=f"{seen.last.year}H{(seen.last.month + 5) // 6}",
                title=f"Campaign {quoted(campaign.name)} pays {times(moved.factor)} as much for a purchase as it did",
                says=(
                    f"Over {span // 7} weeks its cost per purchase rose {times(moved.factor)}"
                    f" ({times(moved.halves)} from the first half to the second), and it still spends"
                    f" {money(int(spent[i]), seen.currency)} in four weeks."
                ),
                evidence=(
                    Evidence("Spend of four weeks", int(spent[i]), Unit.MONEY, recent, "marketing", None, campaign.key),
                    Evidence("Cost per purchase, now ÷ then", moved.factor, Unit.MULTIPLE),
                    Evidence("Second half ÷ first half", moved.halves, Unit.MULTIPLE),
                ),
                confidence=Confidence.HIGH if moved.purchases >= ENOUGH else Confidence.MEDIUM,
                sample=round(moved.purchases),
                sampled="purchases credited",
                at_stake=monthly(int(spent[i]) * (1 - 1 / moved.halves), recent.days),
                basis="what its spend buys less than at the first half's cost per purchase",
                since=seen.last - timedelta(days=span - 1),
                next_step=f"credora campaigns --start {seen.quarter.start} --end {seen.quarter.end}",
            )
        )
    return found
