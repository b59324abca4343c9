"""The sums of orders move with the ledger, change by change, and are what its rows add up to at every stage."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from platform_books import PlatformBooks
from shop_desk import SAME, Desk
from shopify_export import export, line
from shopify_export import order as exported
from shopify_nodes import agreement, movement, order, sale
from sqlalchemy import text

from credora_agent.ledger.erasure import erase_connection
from credora_agent.sync.normalize.shopify_balance import balance_records

if TYPE_CHECKING:
    from one_server import Server

    from credora_agent.runtime import Urls

LONDON = ZoneInfo("Europe/London")
MIGRATION = Path(__file__).parents[2] / "migrations" / "versions" / "0007_sums_of_orders.py"
AMOUNTS = ("gross_sales", "discounts", "returns", "shipping_income", "cogs", "fees", "sales_tax")


async def sums(books: Desk, ref: str = "1001") -> dict[str, str]:
    """Return an order's sums in pounds, without noughts; the ledger must agree with all there are."""
    assert await books.drift() == []
    columns = ", ".join(f"{name}_micros" for name in AMOUNTS)
    (row,) = await books.rows(f"select {columns} from order_sums where order_ref = :ref", ref=ref)
    return {name: f"{value / 1_000_000:.2f}" for name, value in zip(AMOUNTS, row, strict=True) if value}


async def stands(books: Desk, ref: str = "1001") -> tuple[Any, ...]:
    """Return the day an order stands on, its name, its units sold, returned and costed, its rows."""
    columns = "local_date::text, name, units_sold, units_returned, units_costed, entries"
    (row,) = await books.rows(f"select {columns} from order_sums where order_ref = :ref", ref=ref)
    return row


def sold(*more: dict[str, Any], updated: str = "2026-03-01T10:00:00Z") -> dict[str, Any]:
    """Return #1001 of 1 March: 2 mugs for 24.00 with 4.00 of tax, 5.00 of discount taken off, and 3.00 of shipping."""
    goods = sale("24.00", tax="4.00", discount="5.00", quantity=2, number=1)
    return order(agreement(goods, sale("3.00", kind="SHIPPING", number=2)), *more, updated=updated)


async def moved(shopify: PlatformBooks, *nodes: dict[str, Any]) -> None:
    await shopify.post([record for node in nodes for record in balance_records(node, zone=LONDON)])


async def test_an_order_through_its_life(books: Desk) -> None:
    """25.00 − 5.00 + 3.00 with 4.00 of tax; then 0.90 of fees, costs of 6.00 each, one mug back, all deleted.

    The fee was really paid, so it stays when the order is gone; its day does not.
    """
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(sold())
    assert await sums(books) == {
        "gross_sales": "25.00", "discounts": "-5.00", "shipping_income": "3.00", "sales_tax": "4.00",
    }  # fmt: skip
    assert await stands(books) == ("2026-03-01", "#1001", 2, 0, 0, 3)
    await moved(shopify, movement("CHARGE", "27.00", fee="0.90", of=1001, number=5))
    await books.costs("sku,unit cost\nA,6.00\n")
    found = await sums(books)
    assert (found["fees"], found["cogs"]) == ("-0.90", "-12.00")
    assert await stands(books) == ("2026-03-01", "#1001", 2, 0, 2, 5)
    back = agreement(sale("-12.00", tax="-2.00", action="RETURN", number=3), at="2026-03-05T10:00:00Z", reason="REFUND")
    await shopify.orders(sold(back, updated="2026-03-05T10:00:00Z"))
    assert await sums(books) == {
        "gross_sales": "25.00", "discounts": "-5.00", "returns": "-10.00", "shipping_income": "3.00",
        "cogs": "-12.00", "fees": "-0.90", "sales_tax": "2.00",
    }  # fmt: skip
    assert await stands(books) == ("2026-03-01", "#1001", 2, 1, 2, 6)
    await shopify.orders(gone=["1001"])
    assert await sums(books) == {"fees": "-0.90"}
    assert (await stands(books))[0] is None
    await shopify.orders(sold(updated="2026-03-09T10:00:00Z"))
    assert (await sums(books))["cogs"] == "-12.00"
    assert (await stands(books))[0] == "2026-03-01"


async def test_a_fee_may_come_before_its_order(books: Desk) -> None:
    shopify = await PlatformBooks.connect(books)
    await moved(shopify, movement("CHARGE", "27.00", fee="0.90", of=1001))
    assert await sums(books) == {"fees": "-0.90"}
    assert (await stands(books))[:2] == (None, None)
    await shopify.orders(sold())
    assert (await sums(books))["fees"] == "-0.90"
    assert (await stands(books))[:2] == ("2026-03-01", "#1001")


async def test_an_order_abroad_waits_for_its_rate(books: Desk) -> None:
    """10.00 USD is no pound before a rate says so: left out and counted; then 8.00, and 7.50 by a corrected rate."""
    await books.orders("order,sku,quantity,unit price,order date,currency\n1,A,1,10.00,2026-03-01,USD\n")
    look = "select gross_sales_micros, original_micros, unconverted, currency from order_sums"
    assert await books.rows(look) == [(0, 10_000_000, 1, "USD")]
    await books.rates("date,base,quote,rate\n2026-03-01,USD,GBP,0.8\n")
    assert await books.rows(look) == [(8_000_000, 10_000_000, 0, "USD")]
    await books.rates("date,base,quote,rate\n2026-03-01,USD,GBP,0.75\n")
    assert await books.rows(look) == [(7_500_000, 10_000_000, 0, "USD")]
    assert await books.drift() == []


async def test_an_order_of_a_file_is_called_by_its_name(books: Desk) -> None:
    """Shopify's export knows order 51 as #1: that is what people say; the same file again changes nothing."""
    content = export(exported(1, "10.00", line("MUG", "10.00")))
    await books.orders(content)
    before = await books.rows("select order_ref, name, xmin::text from order_sums")
    assert before[0][:2] == ("51", "#1")
    await books.orders(content)
    assert await books.rows("select order_ref, name, xmin::text from order_sums") == before


async def test_what_a_connection_gave_goes_with_it(books: Desk) -> None:
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(sold())
    await books.orders("order,sku,quantity,unit price,order date\n7,A,1,5.00,2026-03-01\n")
    await books.database.write(books.caller, lambda s: erase_connection(s, books.shop.tenant, shopify.connection))
    assert await books.rows("select order_ref from order_sums") == [("7",)]
    assert await books.drift() == []


@pytest.mark.parametrize("change", ["gross_sales_micros = 1", "local_date = '2026-03-02'", "units_costed = 9"])
async def test_a_tampered_sum_is_found(books: Desk, change: str) -> None:
    """An order's sum, day or count is changed behind the ledger's back: the self-check names the order."""
    await books.orders("order,sku,quantity,unit price,order date\n1,A,1,5.00,2026-03-01\n")
    await books.database.write(books.caller, lambda s: s.execute(text(f"update order_sums set {change}")))
    assert [row.order_ref for row in await books.drift()] == ["1"]


async def test_books_kept_before_there_were_such_sums_are_added_up(books: Desk, server: Server, urls: Urls) -> None:
    """The migration fills the table with what posting itself would have: orders, refunds, fees, one deleted."""
    shopify = await PlatformBooks.connect(books)
    back = agreement(sale("-12.00", tax="-2.00", action="RETURN", number=3), at="2026-03-05T10:00:00Z", reason="REFUND")
    await shopify.orders(sold(back), order(agreement(sale("9.00", number=8)), number=1002))
    await moved(shopify, movement("CHARGE", "27.00", fee="0.90", of=1001), movement("CHARGE", "9", fee="0.40", of=1002))
    await books.costs("sku,unit cost\nA,6.00\n")
    await shopify.orders(gone=["1002"])
    await books.orders(export(exported(1, "10.00", line("MUG", "10.00"))))
    before = await books.rows(SAME["order_sums"])
    assert len(before) == 3
    spec = importlib.util.spec_from_file_location("sums_of_orders", MIGRATION)
    assert spec is not None
    assert spec.loader is not None
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    async with server.connect(urls.app.partition("?")[0].rpartition("/")[2]) as connection:
        await connection.execute("delete from order_sums")
        await connection.execute(migration.FILL)
    assert await books.rows(SAME["order_sums"]) == before
    assert await books.drift() == []
