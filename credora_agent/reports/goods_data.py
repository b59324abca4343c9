"""What the reports on products, campaigns and stock read of the books, and the arithmetic's inputs made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from credora_agent.analytics.inventory.demand import WINDOW_DAYS, Rate, rates
from credora_agent.analytics.metrics import METRICS
from credora_agent.analytics.pnl import COLUMN, ROW
from credora_agent.analytics.products.lines import LINES, Line, Shop, product_lines
from credora_agent.analytics.products.ties import Tie, ties
from credora_agent.core.period import Period
from credora_agent.ledger import adverts
from credora_agent.ledger.entries import GOODS, Category
from credora_agent.ledger.load import load_books, load_daily
from credora_agent.ledger.load_adverts import load_campaign_days, load_campaign_products
from credora_agent.ledger.load_goods import (
    load_goods,
    load_moved_skus,
    load_sold_before,
    load_stock,
    load_unit_grid,
)
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.kept import kept
from credora_agent.reports.schemas import Schema

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.adverts import CampaignDays
    from credora_agent.ledger.goods import GoodsSums, Stock
    from credora_agent.ledger.view import Books, DailyView

SPEND = adverts.MEASURES.index("spend")
FEW = 40
"""SKUs that are each looked up by themselves."""
LOOK_BACK = 28
"""Days before a period in which a SKU that moves in it usually moved too, so that few need be looked for further."""


@dataclass(frozen=True, slots=True)
class Goods:
    """The lines of a period's products, and what else was read to make them."""

    lines: list[Line]
    tied: dict[str, Tie]
    campaigns: dict[str, str]
    days: CampaignDays
    shop: Shop


async def product_data(
    session: AsyncSession, tenant: UUID, books: Books, period: Period, *, stock: Sequence[Stock] = ()
) -> Goods:
    """Return the lines of every SKU that moved, was advertised or lies in `stock`, over the period."""
    goods = await load_goods(session, tenant, period)
    shop = shop_sums(await load_daily(session, tenant, period), books, period)
    days = await load_campaign_days(session, tenant, period)
    said = await load_campaign_products(session, tenant) if days.campaigns else {}
    names = {campaign.key: campaign.name for campaign in days.campaigns}
    titles = {**{item.sku: item.title for item in stock}, **_titles(goods)}
    tied = ties(names, titles, said)
    spent = days.sums([period])[0][:, SPEND].tolist()
    spend = {campaign.key: amount for campaign, amount in zip(days.campaigns, spent, strict=True)}
    idle = {item.sku: item.title for item in stock if (item.on_hand or 0) > 0}
    known = {sku: titles.get(sku) for tie in tied.values() for sku in tie.skus}
    lines = product_lines(goods, shop, spend=spend, tied=tied, idle={**known, **idle})
    return Goods(lines, tied, names, days, shop)


def shop_sums(view: DailyView, books: Books, period: Period) -> Shop:
    """Return the shop's sums of a period by category, and which of the lines down to CM3 nobody records."""
    sums = view.sums([period])[0].tolist()

    def of(measure: str) -> dict[str, int]:
        return {category.value: sums[ROW[category]][COLUMN[measure]] for category in Category}

    amounts, entries = of("amount"), of("entries")
    booked = [METRICS[name] for name in LINES if METRICS[name].category]
    absent = [m for m in booked if m.category not in books.provides and not entries[m.id]]
    return Shop(
        amounts=amounts,
        units=of("quantity")[Category.GROSS_SALES.value],
        costed=sum(of("costed")[category.value] for category in GOODS),
        entries=entries,
        unconverted=of("unconverted"),
        missing=frozenset(m.id for m in absent if m.expected),
        absent=frozenset(m.id for m in absent),
    )


async def selling_rates(
    session: AsyncSession, tenant: UUID, books: Books, stock: Sequence[Stock], *, today: date
) -> dict[str, Rate]:
    """Return how fast every SKU sells, read over the days up to the one before `today`."""
    window = Period(today - timedelta(days=WINDOW_DAYS), today - timedelta(days=1))
    within = window.meet(books.recorded) if books.recorded else None
    if within is None:
        return {}
    grid = await load_unit_grid(session, tenant, within)
    late = [sku for sku, row in zip(grid.skus, grid.sold, strict=True) if not row[: within.days // 2].any()]
    new = await new_skus(session, tenant, books, within, late)
    empty = {item.sku for item in stock if item.on_hand is not None and item.on_hand <= 0}
    related = {item.sku: item.product or item.sku for item in stock}
    return rates(grid, empty=empty, new=new, related=related)


class Selling(Schema):
    """Units a day by SKU, of those that sell."""

    units: dict[str, float]


async def selling(database: Database, caller: Caller, *, today: date) -> dict[str, float]:
    """Return how many units a day every SKU sells, as `selling_rates` has it; worked out once while the books stand."""
    tenant = tenant_of(caller)

    async def work(session: ReadSession) -> Selling:
        books, stock = await books_and_stock(session, tenant)
        found = await selling_rates(session, tenant, books, stock, today=today)
        return Selling(units={sku: rate.mean for sku, rate in found.items() if rate.sold or rate.before})

    answer = await kept(database, caller, name="selling", args={"today": today}, schema=Selling, work=work)
    return answer.units


async def new_skus(
    session: AsyncSession, tenant: UUID, books: Books, period: Period, skus: Collection[str]
) -> frozenset[str]:
    """Return those of `skus` whose first movement ever is in the period; none where the books begin with it."""
    if books.recorded is None or books.recorded.start >= period.start or not skus:
        return frozenset()
    unseen = sorted(set(skus))
    if len(unseen) > FEW:
        shortly = Period(period.start - timedelta(days=LOOK_BACK), period.start - timedelta(days=1))
        unseen = sorted(set(skus) - await load_moved_skus(session, tenant, shortly))
    if not unseen:
        return frozenset()
    return frozenset(unseen) - await load_sold_before(session, tenant, unseen, period.start)


async def books_and_stock(session: AsyncSession, tenant: UUID) -> tuple[Books, tuple[Stock, ...]]:
    """Return the books as a whole, and what is on the shelf."""
    return await load_books(session, tenant), await load_stock(session, tenant)


def _titles(goods: GoodsSums) -> dict[str, str | None]:
    return dict(zip(goods.skus, goods.titles, strict=True))
