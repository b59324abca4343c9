"""What ads came to by their platform's own count: sums, ratios of sums, and the campaigns that stand out. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.ledger.adverts import Sums

MILLION = 1_000_000
ENOUGH = 10
"""Purchases below which a campaign's ratios are mostly luck."""
LACKING = 5
"""Purchases a campaign without any would have had at the others' cost: by luck alone once in 150 times."""


def figures(of: Sums) -> dict[str, Fraction | None]:
    """Return each figure by name, money in micros, a ratio as sum over sum and None where there is nothing below it."""
    return {
        "spend": Fraction(of.spend),
        "impressions": Fraction(of.impressions),
        "clicks": Fraction(of.clicks),
        "ctr": _over(of.clicks, of.impressions),
        "cpc": _over(of.spend, of.clicks),
        "cpm": _over(1000 * of.spend, of.impressions),
        "conversions": Fraction(of.purchases, MILLION),
        "conversion_value": Fraction(of.value),
        "cost_per_purchase": _over(of.spend * MILLION, of.purchases),
        "platform_roas": _over(of.value, of.spend),
    }


def extremes(campaigns: Mapping[str, Sums]) -> tuple[str, str] | None:
    """Return which campaigns bring most and least for what they spend, None without two that can be told apart.

    Only those with enough purchases to tell, and those with none that had spent enough for several.
    """
    spent = sum(of.converted for of in campaigns.values())
    bought = sum(of.purchases for of in campaigns.values())
    usual = _over(spent * MILLION, bought)
    known = {
        name: figures(of)["platform_roas"]
        for name, of in campaigns.items()
        if of.spend > 0 and (of.purchases >= ENOUGH * MILLION or _lacks(of, usual))
    }
    ranked = sorted(known, key=lambda name: (known[name] or 0, name))
    if len(ranked) < 2 or known[ranked[0]] == known[ranked[-1]]:  # noqa: PLR2004 - two to compare
        return None
    return ranked[-1], ranked[0]


def _lacks(of: Sums, usual: Fraction | None) -> bool:
    return usual is not None and not of.purchases and of.converted >= LACKING * usual


def _over(above: int, below: int) -> Fraction | None:
    return Fraction(above, below) if below > 0 else None
