"""Goods that lie and do not sell: the money tied up in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.analytics.findings.base import LONG, Confidence, Evidence, Finding
from credora_agent.analytics.findings.words import money
from credora_agent.analytics.metrics import Unit

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen

EXPECTED = 6.0
"""Units its earlier weeks would have made the quarter sell: none instead is 1 in 400 by chance."""
LEAST_SHARE = 0.02
"""Of the shop's stock at cost, below which it is not worth a word."""
SHOWN = 4
WEEKS = 13


def find(seen: Seen) -> list[Finding]:
    """Return one finding on all goods on hand that sold before and not once in the last quarter."""
    cost = {each.sku: each.unit_cost for each in seen.costs if each.currency == seen.currency}
    worth = {
        item.sku: item.on_hand * cost[item.sku]
        for item in seen.stock
        if item.on_hand is not None and item.on_hand > 0 and item.sku in cost
    }
    if seen.weeks < 2 * WEEKS or not worth:
        return []
    dead = {sku: value for sku, value in worth.items() if sku in seen.sku_names and _stopped(seen, sku)}
    tied = sum(dead.values())
    if tied < LEAST_SHARE * sum(worth.values()) or not tied:
        return []
    ranked = sorted(dead, key=lambda sku: (-dead[sku], sku))
    names = ", ".join(f"{seen.title(sku)} ({money(dead[sku], seen.currency)})" for sku in ranked[:SHOWN])
    return [
        Finding(
            rule="dead_stock",
            subject="shop",
            edition="+".join(ranked[:SHOWN]),
            title=f"{money(tied, seen.currency)} lie in goods nobody bought for {LONG} days",
            says=f"{names}{' and others' if len(ranked) > SHOWN else ''}.",
            evidence=(
                Evidence("Tied up at cost", tied, Unit.MONEY),
                Evidence("All stock at cost", sum(worth.values()), Unit.MONEY),
                Evidence("Products", len(dead), Unit.COUNT),
            ),
            confidence=Confidence.HIGH,
            sample=len(dead),
            sampled="products",
            next_step="credora inventory",
        )
    ]


def _stopped(seen: Seen, sku: str) -> bool:
    units = seen.skus["units"][seen.sku_names.index(sku)]
    before = units[-4 * WEEKS : -WEEKS]
    return not units[-WEEKS:].any() and float(before.mean()) * WEEKS >= EXPECTED
