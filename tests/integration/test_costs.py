"""Unit costs: in force from their day, posted late, corrected by superseding; what has none is said, never nought."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from shop_desk import Desk

from credora_agent.analytics.figure import Bound
from credora_agent.sync.importers.mapping import Mapping

SALES = """order,sku,quantity,unit price,order date
1,A,2,10.00,2026-03-01
2,A,1,10.00,2026-03-10
C1,A,-1,10.00,2026-03-12
"""
COLUMNS = {
    "order": "order",
    "sku": "sku",
    "quantity": "quantity",
    "unit_price": "unit price",
    "ordered_at": "order date",
}


CODES = [{"sku": "D", "as": "discounts"}, {"sku": "POST", "as": "shipping_income"}]


def mapping(**more: Any) -> Mapping:
    """Return a mapping of a source that delivers every line above COGS."""
    return Mapping.model_validate({"columns": COLUMNS, "cancelled": {"order_prefix": "C"}, "codes": CODES, **more})


async def cogs(books: Desk) -> dict[str, str]:
    """Return day → COGS of the daily sums, checked against the ledger."""
    assert await books.drift() == []
    found = await books.rows("select local_date::text, amount_micros from pnl_daily where category = 'cogs' order by 1")
    return {day: f"{micros / 1e6:.2f}" for day, micros in found}


async def test_costs_are_in_force_from_their_day(books: Desk) -> None:
    """2 sold on 1 March, 1 on the 10th, 1 back on the 12th.

    4.00 from 1 March       −8.00   −4.00   +4.00     3 entries, late
    5.00 from 5 March       −8.00   −5.00   +5.00     2 corrected
    1 March corrected: 4.50 −9.00   −5.00   +5.00     1 corrected
    """
    await books.orders(SALES, mapping=mapping())
    done = await books.costs("sku,unit cost,valid from\nA,4.00,2026-03-01\n")
    assert (done.posted.added, done.posted.superseded, done.posted.days) == (3, 0, 3)
    assert await cogs(books) == {"2026-03-01": "-8.00", "2026-03-10": "-4.00", "2026-03-12": "4.00"}
    done = await books.costs("sku,unit cost,valid from\nA,5.00,2026-03-05\n")
    assert (done.posted.added, done.posted.superseded) == (0, 2)
    assert await cogs(books) == {"2026-03-01": "-8.00", "2026-03-10": "-5.00", "2026-03-12": "5.00"}
    done = await books.costs("sku,unit cost,valid from\nA,4.50,2026-03-01\n")
    assert (done.posted.added, done.posted.superseded) == (0, 1)
    assert await cogs(books) == {"2026-03-01": "-9.00", "2026-03-10": "-5.00", "2026-03-12": "5.00"}


async def test_costs_first_or_last_make_the_same_books(books: Desk, database: Any, tmp_path: Any) -> None:
    other = await Desk.open(database, tmp_path)
    costs = "sku,unit cost,valid from\nA,4.00,2026-03-01\nA,5.00,2026-03-05\n"
    await books.orders(SALES, mapping=mapping())
    await books.costs(costs)
    await other.costs(costs)
    await other.orders(SALES, mapping=mapping())
    assert await books.state() == await other.state()


async def test_a_return_not_restocked_keeps_its_cost(books: Desk) -> None:
    """The unit that came back broken stays a cost: nothing on the 12th."""
    await books.costs("sku,unit cost\nA,4.00\n")
    await books.orders(SALES, mapping=mapping(returns_restocked=False))
    assert await cogs(books) == {"2026-03-01": "-8.00", "2026-03-10": "-4.00"}


async def test_coverage_counts_net_sales_with_a_cost(books: Desk) -> None:
    """A: 20.00 + 10.00 − 10.00 = 20.00 costed; B: 60.00 without: 20 of 80 = 25 %; profit is at most, never −0 of B."""
    await books.orders(SALES + "3,B,1,60.00,2026-03-20\n", mapping=mapping())
    none = await books.pnl("2026-03-01", "2026-03-31")
    lines = {each.id: each.total for each in none.lines}
    assert (lines["cogs"].value, lines["cogs"].missing, none.cogs_coverage.value) == (None, ("cogs",), 0)
    assert (lines["cm1"].value, lines["cm1"].bound) == (80, Bound.AT_MOST)
    await books.costs("sku,unit cost\nA,4.00\n")
    some = await books.pnl("2026-03-01", "2026-03-31")
    lines = {each.id: each.total for each in some.lines}
    assert some.cogs_coverage.value == Decimal("0.25")
    assert (lines["cogs"].value, lines["cogs"].missing, lines["cogs"].cost_coverage) == (-8, ("cogs",), Decimal("0.25"))
    assert (lines["cm1"].value, lines["cm1"].bound) == (72, Bound.AT_MOST)
    assert lines["cm1"].cost_coverage == Decimal("0.25")
    await books.costs("sku,unit cost\nB,0\n")
    every = await books.pnl("2026-03-01", "2026-03-31")
    lines = {each.id: each.total for each in every.lines}
    assert (every.cogs_coverage.value, lines["cm1"].value, lines["cm1"].bound) == (1, 72, Bound.EXACT)


async def test_sales_before_the_first_cost_are_uncosted(books: Desk) -> None:
    """From 5 March on: 1 March has no cost and says so; from the 5th all is known."""
    await books.orders(SALES, mapping=mapping())
    await books.costs("sku,unit cost,valid from\nA,4.00,2026-03-05\n")
    early = await books.figure("cogs_coverage", "2026-03-01", "2026-03-04")
    late = await books.figure("cogs_coverage", "2026-03-05", "2026-03-10")
    assert (early.value, late.value) == (0, 1)
    assert (await books.figure("cm1", "2026-03-01", "2026-03-04")).bound is Bound.AT_MOST
    assert (await books.figure("cm1", "2026-03-05", "2026-03-10")).bound is Bound.EXACT


async def test_a_corrected_sale_takes_its_cost_along(books: Desk) -> None:
    """Line 1 is 2 units, then 3: −8.00 becomes −12.00; then it is another SKU without a cost: the cost is void."""
    by_line = mapping(columns={**COLUMNS, "line_id": "line"})
    head = "line,order,sku,quantity,unit price,order date\n"
    await books.costs("sku,unit cost\nA,4.00\n")
    for row, wanted in (
        ("x,1,A,2,10.00,2026-03-01", {"2026-03-01": "-8.00"}),
        ("x,1,A,3,10.00,2026-03-01", {"2026-03-01": "-12.00"}),
        ("x,1,A,3,10.00,2026-03-03", {"2026-03-03": "-12.00"}),
        ("x,1,B,3,10.00,2026-03-03", {}),
        ("x,1,A,1,10.00,2026-03-03", {"2026-03-03": "-4.00"}),
    ):
        await books.orders(head + row + "\n", mapping=by_line)
        assert await cogs(books) == wanted


async def test_a_foreign_cost_waits_for_its_rate(books: Desk) -> None:
    """4.00 USD a unit: 2 units are −8.00 USD, nothing in pounds until 0.75 is known: −6.00."""
    await books.orders("order,sku,quantity,unit price,order date\n1,A,2,10.00,2026-03-01\n", mapping=mapping())
    await books.costs("sku,unit cost,currency\nA,4.00,USD\n")
    waiting = await books.figure("cm1", "2026-03-01", "2026-03-01")
    assert (waiting.value, waiting.bound) == (20, Bound.PARTIAL)
    await books.rates("date,base,quote,rate\n2026-03-01,USD,GBP,0.75\n")
    assert await cogs(books) == {"2026-03-01": "-6.00"}
    assert (await books.figure("cm1", "2026-03-01", "2026-03-01")).bound is Bound.EXACT


@pytest.mark.parametrize("unit", ["0.000001", "9999.999999"])
async def test_costs_are_exact_to_the_micro(books: Desk, unit: str) -> None:
    await books.orders("order,sku,quantity,unit price,order date\n1,A,7,10.00,2026-03-01\n")
    await books.costs(f"sku,unit cost\nA,{unit}\n")
    assert await books.one("select sum(amount_micros)::bigint from pnl_daily where category = 'cogs'") == int(
        Decimal(unit) * -7_000_000
    )
