"""Unit costs seen on the shelf: in force since they were set, news only when they differ, never against a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from platform_books import PlatformBooks
from shopify_nodes import agreement, gid, line, order, sale

from credora_agent.ledger.details import Costed, keep_costs, keep_variants
from credora_agent.ledger.entries import Cost
from credora_agent.ledger.platform_rows import VariantRow
from credora_agent.ledger.store import Posted, post_records
from credora_agent.sync.normalize.shopify import order_records

if TYPE_CHECKING:
    from shop_desk import Desk

    from credora_agent.core.db import WriteSession
    from credora_agent.ledger.store import Target

COSTS = "select sku, valid_from::text, unit_cost_micros / 1000000.0 from product_costs order by 1, 2"


def cost(sku: str, day: int, pounds: float) -> Cost:
    return Cost(sku, date(2026, 3, day), int(pounds * 1_000_000), "GBP")


async def seen(shopify: PlatformBooks, *costs: Cost) -> Costed:
    async def work(session: WriteSession, target: Target) -> Costed:
        return await keep_costs(session, target, await shopify.all_connections(session), costs)

    return await shopify.write(work)


def sold(day: int, units: int = 1, number: int = 1001, sku: str = "A") -> dict[str, Any]:
    at = f"2026-03-{day:02d}T10:00:00Z"
    return order(agreement(sale("10.00", quantity=units, item=line(7, sku)), at=at), number=number, at=at)


async def test_a_cost_counts_from_the_day_it_was_set(books: Desk) -> None:
    """4.00 since the 5th, 5.00 since the 8th: 1 sold on the 1st is uncosted, 2 on the 6th −8.00, 1 on the 9th −5.00."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(sold(1, 1, 1), sold(6, 2, 2), sold(9, 1, 3))
    assert (await seen(shopify, cost("A", 5, 4))).posted.added == 2
    assert (await seen(shopify, cost("A", 8, 5))).posted.superseded == 1
    found = await books.rows("select local_date::text, amount_micros from pnl_daily where category = 'cogs' order by 1")
    assert found == [("2026-03-06", -8_000_000), ("2026-03-09", -5_000_000)]
    assert await books.drift() == []


async def test_the_same_cost_seen_again_is_no_news(books: Desk) -> None:
    """Seen every hour, and once more with a later day because the item's name was changed: one row of costs."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(sold(6))
    await seen(shopify, cost("A", 5, 4))
    before = await books.state(), await books.version()
    assert await seen(shopify, cost("A", 5, 4)) == Costed(Posted(), ())
    assert await seen(shopify, cost("A", 20, 4)) == Costed(Posted(), ())
    assert (await books.state(), await books.version()) == before


async def test_what_a_file_states_for_a_day_stands_against_the_shelf(books: Desk) -> None:
    """The sheet says 3.00 from 5 March (freight in it), the shelf 4.00 on that day; from 8 March the shelf is news."""
    shopify = await PlatformBooks.connect(books)
    await books.costs("sku,unit cost,valid from\nA,3.00,2026-03-05\n")
    await seen(shopify, cost("A", 5, 4))
    assert await books.rows(COSTS) == [("A", "2026-03-05", 3)]
    await seen(shopify, cost("A", 8, 4))
    assert [(day, int(pounds)) for _, day, pounds in await books.rows(COSTS)] == [("2026-03-05", 3), ("2026-03-08", 4)]


async def test_a_second_change_on_one_day_replaces_the_first(books: Desk) -> None:
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(sold(6))
    await seen(shopify, cost("A", 5, 4))
    await seen(shopify, cost("A", 5, 6))
    assert await books.sums() == {"gross_sales": "10.00", "cogs": "-6.00"}


async def test_a_sku_of_variants_that_cost_differently_is_left_out_and_named(books: Desk) -> None:
    """A and its twin on another page cost 4.00 and 5.00: neither is taken; B beside them is; agreeing, A is."""
    shopify = await PlatformBooks.connect(books)
    moment = datetime(2026, 3, 1, tzinfo=UTC)

    def shelf(number: str, sku: str, pounds: int, day: int = 1) -> VariantRow:
        return VariantRow(number, sku, sku, None, None, "GBP", None, pounds * 1_000_000, moment.replace(day=day))

    async def page(*variants: VariantRow) -> Costed:
        async def work(session: WriteSession, target: Target) -> Costed:
            await keep_variants(session, target, variants)
            costs = [Cost(v.sku or "", v.updated_at.date(), v.unit_cost or 0, "GBP") for v in variants]
            return await keep_costs(session, target, await shopify.all_connections(session), costs)

        return await shopify.write(work)

    await page(shelf("1", "A", 4), shelf("2", "B", 1))
    assert (await page(shelf("3", "A", 5, day=2))).unsure == ("A",)
    assert (await page(shelf("4", "C", 5), shelf("5", "C", 6))).unsure == ("C",)
    assert [sku for sku, *_ in await books.rows(COSTS)] == ["A", "B"]
    assert (await page(shelf("1", "A", 5, day=3), shelf("2", "B", 1))).unsure == ()
    assert [(sku, int(pounds)) for sku, _, pounds in await books.rows(COSTS)] == [("A", 4), ("A", 5), ("B", 1)]


async def test_costs_and_sales_of_one_step_are_written_together(books: Desk) -> None:
    """Costs, sales, then costs again in one transaction: each posting starts with a clean workspace."""
    shopify = await PlatformBooks.connect(books)

    async def work(session: WriteSession, target: Target) -> tuple[Costed, Posted, Costed]:
        connections = await shopify.all_connections(session)
        records = order_records(sold(6, 2), zone=books.shop.zone, restocks={})
        first = await keep_costs(session, target, connections, [cost("A", 5, 4)])
        posted = await post_records(session, target, records)  # type: ignore[arg-type]
        return first, posted, await keep_costs(session, target, connections, [cost("A", 6, 5)])

    first, posted, second = await shopify.write(work)
    assert (first.posted.added, posted.added, second.posted.superseded) == (0, 2, 1)
    assert await books.sums() == {"gross_sales": "10.00", "cogs": "-10.00"}
    assert await books.drift() == []


async def test_only_restocked_units_give_their_cost_back(books: Desk) -> None:
    """3 sold at 4.00, 2 returned when a unit costs 5.00, 1 of them restocked: −12.00, then +5.00."""
    shopify = await PlatformBooks.connect(books)
    await seen(shopify, cost("A", 1, 4))
    await seen(shopify, cost("A", 10, 5))
    node = sold(6, 3)
    back = sale("-6.00", action="RETURN", quantity=-2, item=line(7))
    node["agreements"].append(agreement(back, at="2026-03-12T10:00:00Z", reason="REFUND", refund=5))
    node["currentTotalPriceSet"] = None
    await shopify.orders(node, restocks={gid("Refund", 5): {gid("LineItem", 7): {"RETURN": 1, "NO_RESTOCK": 1}}})
    found = await books.rows("select local_date::text, amount_micros from pnl_daily where category = 'cogs' order by 1")
    assert found == [("2026-03-06", -12_000_000), ("2026-03-12", 5_000_000)]
