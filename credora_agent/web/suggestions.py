"""Questions to begin with: what fits what a shop's books hold, what is connected, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credora_agent.core.period import Grain, around, month_end

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from credora_agent.core.period import Period
    from credora_agent.reports.schemas_findings import Finding

MOST = 8
CAMPAIGNS, PRODUCTS, REORDER = "which campaigns lose money?", "which products lose money?", "what should I reorder?"
OF_RULES = {
    "ads_beyond_margin": PRODUCTS,
    "break_even": CAMPAIGNS,
    "campaign_decay": CAMPAIGNS,
    "cash_low": "when will I run out of cash?",
    "dead_stock": REORDER,
    "margin_drop": PRODUCTS,
    "spend_without_sales": CAMPAIGNS,
    "stock_out": REORDER,
    "taking_off": REORDER,
}
"""What to ask about a finding of a rule."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a shop: the days its books hold, which lines, its findings, and what is connected."""

    recorded: Period | None
    provides: frozenset[str]
    findings: Sequence[Finding] = ()
    platforms: frozenset[str] = frozenset()


def suggestions(known: Known, today: date) -> tuple[str, ...]:
    """Return up to eight questions that these books answer; none of empty books."""
    if known.recorded is None:
        return ()
    month = _latest_whole_month(known.recorded, today)
    before = around(month, Grain.MONTH).previous().start
    found = [f"did we make money in {month:%B %Y}?"]
    if before >= known.recorded.start:
        found.append(f"why did net profit change in {month:%B %Y}?")
    found += [OF_RULES[each.rule] for each in known.findings if each.rule in OF_RULES]
    found.append(f"net sales by week in {month:%B %Y}")
    if known.recorded.days >= 120:  # noqa: PLR2004 - a forecast needs a season's worth
        found.append("how is our cash over the next 90 days?")
    found += [PRODUCTS, "what if we raise prices by 8%?"]
    if known.platforms & {"meta_ads", "google_ads"} or "marketing" in known.provides:
        found.append(CAMPAIGNS)
    if "returns" in known.provides:
        found.append(f"returns in {month:%B %Y}")
    return tuple(dict.fromkeys(each[0].upper() + each[1:] for each in found))[:MOST]


def _latest_whole_month(recorded: Period, today: date) -> date:
    last = min(recorded.end, today)
    month = around(last, Grain.MONTH)
    if last < month_end(last) and recorded.start < month.start:
        return month.previous().start
    return month.start
