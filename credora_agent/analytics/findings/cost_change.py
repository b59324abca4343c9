"""A unit cost that changed while the price stayed: what it costs a month at the pace the product sells now."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from credora_agent.analytics.findings.base import Confidence, Evidence, Finding, monthly
from credora_agent.analytics.findings.words import money, share
from credora_agent.analytics.metrics import Unit
from credora_agent.core.period import Period

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen
    from credora_agent.ledger.goods import UnitCost

WORTH = 0.05
STAYED = 0.02
"""A price that moved less than this has stayed."""
FEW = 5
ENOUGH = 30
OLDEST = 365


def find(seen: Seen) -> list[Finding]:
    """Return each product whose newest change of cost of 5 % or more within a year its price did not follow."""
    by_sku: dict[str, list[UnitCost]] = {}
    for cost in seen.costs:
        by_sku.setdefault(cost.sku, []).append(cost)
    found = []
    for sku, costs in by_sku.items():
        if sku in seen.sku_names and (finding := _of(seen, sku, costs)):
            found.append(finding)
    return found


def _of(seen: Seen, sku: str, costs: list[UnitCost]) -> Finding | None:
    steps = [
        (a, b)
        for a, b in pairwise(costs)
        if a.currency == b.currency and a.unit_cost > 0 and b.unit_cost != a.unit_cost
    ]
    steps = [(a, b) for a, b in steps if 0 <= (seen.last - b.valid_from).days <= OLDEST]
    if not steps:
        return None
    before, after = steps[-1]
    ratio = after.unit_cost / before.unit_cost - 1
    row = seen.sku_names.index(sku)
    gross, units = seen.skus["gross_sales"][row], seen.skus["units"][row]
    weeks_since = (seen.last - after.valid_from).days // 7
    then, now = slice(None, max(units.size - weeks_since - 1, 0)), slice(-13, None)
    sold = int(units[now].sum())
    if ratio < WORTH or after.currency != seen.currency or sold < FEW or units[then].sum() <= 0:
        return None
    old_price, price = gross[then].sum() / units[then].sum(), gross[now].sum() / sold
    if price <= 0 or abs(price / old_price - 1) > max(STAYED, ratio / 4):
        return None
    days = 7 * min(13, units.size)
    stake = monthly((after.unit_cost - before.unit_cost) * sold, days)
    recent = Period(seen.last - timedelta(days=days - 1), seen.last)
    return Finding(
        rule="cost_change",
        subject=sku,
        edition=f"{after.valid_from}:{after.unit_cost}",
        title=f"{seen.title(sku)} costs {share(ratio)} more and sells at the same price",
        says=(
            f"A unit cost {money(before.unit_cost, seen.currency)} before {after.valid_from} and"
            f" {money(after.unit_cost, seen.currency)} since; its price stayed at {money(price, seen.currency)}."
        ),
        evidence=(
            Evidence("Unit cost before", before.unit_cost, Unit.MONEY),
            Evidence("Unit cost since", after.unit_cost, Unit.MONEY, metric="cogs", sku=sku, period=recent),
            Evidence("Rise of the unit cost", ratio, Unit.RATIO),
            Evidence("Price a unit", round(price), Unit.MONEY, metric="gross_sales", sku=sku, period=recent),
            Evidence("Units sold", sold, Unit.COUNT, metric="gross_sales", sku=sku, period=recent),
        ),
        confidence=Confidence.HIGH if sold >= ENOUGH else Confidence.MEDIUM,
        sample=sold,
        sampled="units sold",
        at_stake=stake,
        basis=f"the rise × units sold a month, over the last {days} days",
        since=after.valid_from,
        next_step=f"credora products --order cm2 --start {recent.start} --end {recent.end}",
    )
