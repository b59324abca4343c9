"""The rules, in a flat list: adding one is a file and a line. Each takes what is seen, returns what it finds. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.analytics.findings import (
    bank,
    break_even,
    campaign_decay,
    concentration,
    cost_change,
    dead_stock,
    gaps,
    levels,
    own_ads,
    product_margin,
    sku_refunds,
    spend_without_sales,
    stock_out,
    taking_off,
)
from credora_agent.analytics.findings.base import Confidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.analytics.findings.base import Finding, Seen

    Rule = Callable[[Seen], list[Finding]]

RULES: tuple[Rule, ...] = (
    own_ads.find,
    campaign_decay.find,
    cost_change.find,
    levels.find,
    product_margin.find,
    sku_refunds.find,
    stock_out.find,
    bank.find,
    spend_without_sales.find,
    break_even.find,
    concentration.find,
    dead_stock.find,
    gaps.find,
    taking_off.find,
)


def findings(seen: Seen) -> list[Finding]:
    """Return all that is worth a look: by money at stake, then confidence; good news last."""
    found = [finding for rule in RULES for finding in rule(seen)]
    return sorted(found, key=_order)


def _order(finding: Finding) -> tuple[bool, int, bool, str]:
    return finding.good, -(finding.at_stake or 0), finding.confidence is not Confidence.HIGH, finding.key
