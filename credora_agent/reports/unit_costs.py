"""What a unit of each product costs: all a shop sells or holds, those sold lately without a cost first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from credora_agent.core.money import to_decimal
from credora_agent.core.period import Period
from credora_agent.ledger.load_goods import load_moved_skus, load_titles, load_unit_costs
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.schemas import Plain, Schema

if TYPE_CHECKING:
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.goods import UnitCost

PAGE = 100
LATELY = 90
"""Days within which a product that was sold should have a cost."""


class CostLine(Schema):
    """One SKU: what a unit of it costs today and since when, how many costs are known, whether it was sold lately."""

    sku: str
    title: str | None
    unit_cost: Plain | None
    currency: str | None
    valid_from: date | None
    known: int
    sold: bool


class UnitCosts(Schema):
    """A page of SKUs; `lacking` counts those sold in the last 90 days without a cost, `total` all that were found."""

    lines: tuple[CostLine, ...]
    total: int
    lacking: int
    page: int
    pages: int


async def read_unit_costs(
    database: Database, caller: Caller, *, today: date, search: str = "", page: int = 1
) -> UnitCosts:
    """Return a page of the shop's SKUs whose code or title holds `search`, those that lack a cost first."""

    async def work(session: ReadSession) -> list[CostLine]:
        tenant = tenant_of(caller)
        titles, costs = await load_titles(session, tenant), await load_unit_costs(session, tenant)
        sold = await load_moved_skus(session, tenant, Period(today - timedelta(days=LATELY), today))
        by_sku: dict[str, list[UnitCost]] = {}
        for each in costs:
            by_sku.setdefault(each.sku, []).append(each)
        skus = {*titles, *by_sku, *sold}
        return [_line(sku, titles.get(sku), by_sku.get(sku, []), today, sold=sku in sold) for sku in skus]

    every = await database.read(caller, work)
    wanted = search.strip().casefold()
    found = [each for each in every if wanted in f"{each.sku} {each.title or ''}".casefold()]
    found.sort(key=lambda each: (not (each.sold and each.unit_cost is None), not each.sold, each.sku))
    pages = max(1, -(-len(found) // PAGE))
    at = min(max(1, page), pages)
    return UnitCosts(
        lines=tuple(found[(at - 1) * PAGE : at * PAGE]), total=len(found), page=at, pages=pages,
        lacking=sum(each.sold and each.unit_cost is None for each in every),
    )  # fmt: skip


def _line(sku: str, title: str | None, costs: list[UnitCost], today: date, *, sold: bool) -> CostLine:
    good = [each for each in costs if each.valid_from <= today]
    now = max(good, key=lambda each: each.valid_from) if good else None
    return CostLine(
        sku=sku, title=title, unit_cost=to_decimal(now.unit_cost) if now else None,
        currency=now.currency if now else None, valid_from=now.valid_from if now else None, known=len(costs), sold=sold,
    )  # fmt: skip
