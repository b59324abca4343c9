"""Orders one by one: pages that hold each once, totals that are the ledger's and the P&L's, and asks that are none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from platform_books import PlatformBooks
from shop_desk import TODAY, Desk, days
from shopify_nodes import agreement, movement, order, sale
from sqlalchemy import text

from credora_agent.analytics.figure import Bound
from credora_agent.core.cursors import cursor
from credora_agent.core.errors import BadInput, BadPeriod
from credora_agent.ledger.load import Only
from credora_agent.reports.order_rows import LEAVES, MONEY
from credora_agent.reports.orders import ORDERS, Asked
from credora_agent.sync.normalize.shopify_balance import balance_records
from credora_agent.telling.storefront import tell_orders

if TYPE_CHECKING:
    from credora_agent.core.period import Period
    from credora_agent.reports.sheets import SheetReport, SheetRow

LONDON = ZoneInfo("Europe/London")
MARCH = days("2026-03-01", "2026-03-31")
AUTUMN = days("2026-08-15", "2026-10-31")
HEAD = "order,sku,product,quantity,unit price,order date\n"
RANK = {
    "newest": lambda row: row.texts["day"],
    "largest": lambda row: row.values["sales_after_discounts"],
    "lowest_margin": lambda row: -row.values["cm2"],
    "most_refunded": lambda row: -row.values["returns"],
}
LEDGER = """
with current as materialized (
    select * from transactions where is_current and not voided
), returned as materialized (
    select connection_id, order_ref from current where category = 'returns'
    group by 1, 2 having sum(reporting_micros) <> 0
), meant as materialized (
    select connection_id, order_ref from orders where local_date between :start and :end
)
select category, coalesce(sum(reporting_micros), 0), count(*)
from current
where (connection_id, order_ref) in (select * from meant)
  and (not :refunded or (connection_id, order_ref) in (select * from returned))
group by 1
"""


async def ask(desk: Desk, period: Period | None = MARCH, **how: Any) -> SheetReport:
    return await desk.reports.orders(desk.caller, Asked(period, TODAY, **how))


async def every(desk: Desk, period: Period, **how: Any) -> tuple[list[SheetRow], SheetReport]:
    """Return the orders of all pages, and the last page."""
    rows, at = [], None
    while True:
        page = await ask(desk, period, cursor=at, **how)
        rows += page.sheet.rows
        at = page.sheet.next_cursor
        assert page.sheet.left_out == page.sheet.total_rows - len(rows)
        if at is None:
            return rows, page


def one(report: SheetReport) -> SheetRow:
    (row,) = report.sheet.rows
    return row


def said(row: SheetRow, *names: str) -> dict[str, str | None]:
    return {name: None if (value := row.values[name]) is None else f"{value:.2f}" for name in names}


@pytest.mark.parametrize("refunded", [False, True])
@pytest.mark.parametrize("by", ORDERS)
async def test_pages_hold_each_order_once_and_add_up(sample: Desk, by: Any, *, refunded: bool) -> None:
    """Eleven weeks of the invented shop, 83 a page: every order once, in order; Σ lines = totals = Σ ledger rows."""
    rows, last = await every(sample, AUTUMN, order_by=by, refunded_only=refunded, limit=83)
    total = last.sheet.total
    assert total is not None
    assert len({row.id for row in rows}) == len(rows) == last.sheet.total_rows == total.values["orders"]
    ranks = [RANK[by](row) for row in rows]
    assert ranks == sorted(ranks, reverse=True)
    for name in MONEY:
        lines = [row.values[name] for row in rows if row.values[name] is not None]
        assert (sum(lines, Decimal(0)) if lines else None) == total.values[name], name
    asked = {"start": AUTUMN.start, "end": AUTUMN.end, "refunded": refunded}
    ledger = {category: (int(amount), count) for category, amount, count in await sample.rows(LEDGER, **asked)}
    for name in LEAVES:
        assert (total.values[name] or 0) * 1_000_000 == ledger.get(name, (0, 0))[0], name
    assert total.values["sales_tax"] * 1_000_000 == ledger["sales_tax"][0]
    assert total.entries == sum(row.entries for row in rows) == sum(ledger.get(name, (0, 0))[1] for name in LEAVES)
    assert total.values["refunded"] == sum(row.values["returns"] != 0 for row in rows)
    assert bool(refunded) is all(row.values["returns"] for row in rows)


async def test_all_orders_ever_are_the_profit_and_loss(sample: Desk) -> None:
    """Every order of the shop, whenever: net sales, CM1 and sales tax to the micro; orders, units and their average."""
    books = await sample.reports.books(sample.caller)
    assert books.recorded is not None
    total = (await ask(sample, books.recorded, limit=1)).sheet.total
    assert total is not None
    names = ("gross_sales", "discounts", "returns", "net_sales", "shipping_income", "cogs", "cm1", "sales_tax",
             "orders", "units", "aov", "cm2_rate")  # fmt: skip
    report = await sample.reports.metrics(sample.caller, books.recorded, names, today=TODAY)
    figures = {line.id: line.total.value for line in report.lines}
    assert {name: total.values[name] for name in names if name != "cm2_rate"} == {
        name: value for name, value in figures.items() if name != "cm2_rate"
    }


async def test_the_rows_behind_a_line_are_its_own(sample: Desk) -> None:
    """Of forty orders each: `entries` of net profit and that order count and add up to what the line says."""
    page = await ask(sample, AUTUMN, order_by="most_refunded", limit=40)
    for row in page.sheet.rows:
        assert row.behind is not None
        asked = days(str(row.behind.start), str(row.behind.end))
        found = await sample.reports.entries(sample.caller, "net_profit", asked, only=Only(order=row.behind.order))
        assert (found.total_entries, found.total) == (row.entries, row.values["cm2"])
        assert {entry.order for entry in found.entries} == {row.id}


def lines(numbers: range, price: str = "{n}.00", day: str = "2026-03-{d:02d}") -> str:
    """Return one order a number: its price, a half-price discount for none, on days of March."""
    made = (f"{n},A,Thing,1,{price.format(n=n)},{day.format(d=1 + n % 28)} 10:00" for n in numbers)
    return HEAD + "\n".join(made) + "\n"


@pytest.mark.parametrize("by", ORDERS)
async def test_an_import_between_pages_moves_no_order(books: Desk, by: Any) -> None:
    """Forty orders read ten a page; after each page others come, newer, larger, worse: the forty are seen once each."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(*(sold(n, n) for n in range(1000, 1040)))
    seen: list[str] = []
    at, turn = None, 0
    while True:
        page = await ask(books, order_by=by, limit=10, cursor=at)
        seen += [row.id for row in page.sheet.rows]
        at = page.sheet.next_cursor
        if at is None:
            break
        turn += 1
        await shopify.orders(*(sold(2000 + 10 * turn + n, 900 + 130 * n) for n in range(5)))
    first = [name for name in seen if name.startswith("1")]
    assert sorted(first) == [str(n) for n in range(1000, 1040)]
    assert len(set(seen)) == len(seen)


def sold(number: int, amount: int) -> dict[str, Any]:
    """Return an order of March: every third came back whole, some at the same moment as others."""
    at = f"2026-03-{1 + number % 7:02d}T10:00:00Z"
    made = [agreement(sale(f"{amount % 20}.00"), at=at)]
    if number % 3 == 0:
        made.append(agreement(sale(f"-{amount % 20}.00", action="RETURN"), at="2026-04-01T10:00:00Z", reason="REFUND"))
    return order(*made, number=number, at=at)


async def test_what_is_said_of_an_order(books: Desk) -> None:
    """#1001: 20.00 for two mugs, 4.00 off, 3.00 of shipping, 4.00 of tax; 0.70 of fees; each mug costs 9.00.

    16.00 net; one came back in April: 8.00 net. CM2 = 8.00 + 3.00 − 18.00 − 0.70 = −7.70, whenever it was booked.
    """
    shopify = await PlatformBooks.connect(books)
    goods = sale("19.20", tax="3.20", discount="4.00", quantity=2)
    back = sale("-9.60", tax="-1.60", action="RETURN")
    await shopify.orders(
        order(
            agreement(goods, sale("3.80", tax="0.80", kind="SHIPPING")),
            agreement(back, at="2026-04-03T10:00:00Z", reason="REFUND"),
            displayFinancialStatus="PARTIALLY_REFUNDED",
            presentmentCurrencyCode="EUR",
        )
    )
    fee = movement("CHARGE", "23.00", fee="0.70", of=1001, at="2026-03-04T09:00:00Z")
    await shopify.post(balance_records(fee, zone=LONDON))
    await books.costs("sku,unit cost\nA,9.00\n")
    report = await ask(books)
    row = one(report)
    names = ("units", "gross_sales", "discounts", "returns", "net_sales", "shipping_income", "cogs", "fees", "cm2")
    assert said(row, *names) == {
        "units": "2.00", "gross_sales": "20.00", "discounts": "-4.00", "returns": "-8.00", "net_sales": "8.00",
        "shipping_income": "3.00", "cogs": "-18.00", "fees": "-0.70", "cm2": "-7.70",
    }  # fmt: skip
    assert said(row, "sales_tax") == {"sales_tax": "2.40"}
    assert (row.id, row.label, row.marks) == ("1001", "#1001", ("loses money",))
    assert row.texts == {"day": "2026-03-01", "status": "partially refunded", "paid_in": "EUR"}
    booked = "Booked in the period, of whatever order: net sales 16.00 GBP (P&L)."
    assert booked in report.notes
    part = tell_orders(report)
    assert part.words == (
        'Order "#1001" of 2026-03-01, "partially refunded": 2 units, net sales £8.00, CM2 at most −£7.70.',
    )
    assert row.bounds["cm2"] is Bound.AT_MOST  # nobody records fulfilment


@pytest.mark.parametrize("name", ["#1001", "1001", "1002"])
async def test_an_order_is_found_by_name_or_reference(books: Desk, name: str) -> None:
    """Order 1002 is called #1001, and #1002 is another's name: an exact reference comes first, a name next."""
    shopify = await PlatformBooks.connect(books)
    first = {**order(agreement(sale("5.00")), number=1002), "name": "#1001"}
    await shopify.orders(first, {**order(agreement(sale("7.00")), number=1003), "name": "#1002"})
    report = await ask(books, None, order=name)
    assert (one(report).id, report.period.start, report.period.end) == ("1002", date(2026, 3, 1), date(2026, 3, 1))
    rows = await books.reports.entries(books.caller, "net_sales", MARCH, only=Only(order=name))
    assert (rows.total_entries, f"{rows.total:.2f}") == (1, "5.00")


async def test_an_order_nobody_can_mean_is_said(books: Desk) -> None:
    """Unknown; deleted, though its fee is left; called the same in two shops; and one outside the days given."""
    shopify = await PlatformBooks.connect(books)
    other = await PlatformBooks.connect(books, account="y.myshopify.com")
    await shopify.orders(*(order(agreement(sale("5.00")), number=n) for n in (1001, 1002)))
    await shopify.post(balance_records(movement("CHARGE", "5", fee="0.20", of=1002), zone=LONDON))
    await shopify.orders(gone=["1002"])
    await other.orders({**order(agreement(sale("6.00")), number=2001), "name": "#1001"})
    with pytest.raises(BadInput, match="There is no order '#77'"):
        await ask(books, None, order="#77")
    with pytest.raises(BadInput, match="not among those placed"):
        await ask(books, None, order="1002")
    with pytest.raises(BadInput, match="2 orders are called '#1001'") as several:
        await ask(books, None, order="#1001")
    assert several.value.remedy == 'Say which: "1001", "2001".'
    none = await ask(books, days("2026-04-01", "2026-04-30"), order="2001")
    assert (none.sheet.rows, none.sheet.total, none.sheet.total_rows) == ((), None, 0)
    rows = await books.reports.entries(books.caller, "fees", MARCH, only=Only(order="1002"))
    assert f"{rows.total:.2f}" == "-0.20"
    with pytest.raises(BadInput, match="There is no order"):
        await books.reports.entries(books.caller, "fees", MARCH, only=Only(order="77"))


async def test_orders_abroad_are_converted_and_said(books: Desk) -> None:
    """10.00 USD at 0.80 is 8.00 GBP, booked as 10.00 USD; 5.00 EUR has no rate: left out, marked, and noted."""
    await books.orders(
        "order,sku,quantity,unit price,order date,currency\n"
        "1,A,1,10.00,2026-03-01,USD\n2,A,1,5.00,2026-03-02,EUR\n3,A,1,1.00,2026-03-03,GBP\n"
    )
    await books.rates("date,base,quote,rate\n2026-03-01,USD,GBP,0.8\n")
    report = await ask(books)
    home, euros, dollars = report.sheet.rows
    assert said(dollars, "net_sales") == {"net_sales": "8.00"}
    assert dollars.texts["booked_as"] == "net sales 10.00 USD"
    assert "booked_as" not in home.texts
    assert "no exchange rate" in euros.marks
    assert euros.texts["booked_as"] == "net sales 5.00 EUR"
    assert {euros.bounds["net_sales"], report.sheet.total.bounds["net_sales"]} == {Bound.PARTIAL}
    assert said(report.sheet.total, "net_sales") == {"net_sales": "9.00"}
    assert any(note.startswith("1 entries have no exchange rate") for note in report.notes)


async def test_what_is_not_known_is_no_nought(books: Desk) -> None:
    """No costs at all: COGS is none, CM2 an upper bound. With one for A alone, only B's order is one."""
    await books.orders(HEAD + "1,A,Mug,1,5.00,2026-03-01\n2,B,Cup,2,3.00,2026-03-02\n")
    before = await ask(books)
    assert {row.values["cogs"] for row in before.sheet.rows} == {None}
    assert any(note.startswith("Not recorded, so in no line: ") and "COGS" in note for note in before.notes)
    await books.costs("sku,unit cost\nA,6.00\n")
    report = await ask(books)
    cups, mugs = report.sheet.rows
    assert (cups.values["cogs"], "no unit cost" in cups.marks) == (None, True)
    assert said(mugs, "cogs", "cm1") == {"cogs": "-6.00", "cm1": "-1.00"}
    assert "no unit cost" not in mugs.marks
    assert any(note.startswith("2 of 3 units sold have no unit cost") for note in report.notes)


async def test_orders_with_a_sku_are_whole_orders(books: Desk) -> None:
    """#1 has A and B, #2 only A: with B one order of 7.00; SKU c is unknown, but C, never sold with B, is not."""
    await books.orders(HEAD + "1,A,Mug,1,5.00,2026-03-01\n1,B,Cup,1,2.00,2026-03-01\n2,A,Mug,1,5.00,2026-03-02\n")
    report = await ask(books, sku="B")
    assert (one(report).id, said(one(report), "net_sales")) == ("1", {"net_sales": "7.00"})
    assert not any(note.startswith("Booked in the period") for note in report.notes)
    assert [row.id for row in (await ask(books, sku="mug")).sheet.rows] == ["2", "1"]
    with pytest.raises(BadInput, match="no SKU 'cups'") as unknown:
        await ask(books, sku="cups")
    assert unknown.value.remedy == 'Did you mean "B"?'
    none = await ask(books, days("2026-03-02", "2026-03-31"), sku="B")
    assert (none.sheet.total_rows, tell_orders(none).words[0]) == (0, "No such order was placed for 2–31 Mar 2026.")


async def test_the_same_reference_in_two_shops_is_two_orders(books: Desk) -> None:
    """One reference, moment and amount at two connections, one a page: both are shown, by whatever order."""
    for account in ("x.myshopify.com", "y.myshopify.com"):
        shopify = await PlatformBooks.connect(books, account=account)
        await shopify.orders(order(agreement(sale("5.00"))))
    for by in ORDERS:
        rows, last = await every(books, MARCH, order_by=by, limit=1)
        assert (len(rows), last.sheet.total_rows, said(last.sheet.total, "net_sales")) == (2, 2, {"net_sales": "10.00"})


async def test_moments_to_the_microsecond_and_long_references(books: Desk) -> None:
    """Orders a microsecond apart, and references of 300 letters: every cursor is short, and goes on where it should."""
    names = ["ü" * 150 + str(n) for n in range(4)] + ["x" * 300, "7"]
    await books.orders(HEAD + "".join(f"{name},A,Mug,1,5.00,2026-03-01 10:00\n" for name in names))
    await books.database.write(
        books.caller,
        lambda s: s.execute(
            text("update order_sums set placed_at = placed_at + interval '1 microsecond' where order_ref = '7'")
        ),
    )
    seen, at = [], None
    for _ in range(9):
        page = await ask(books, limit=1, cursor=at)
        seen += [row.id for row in page.sheet.rows]
        at = page.sheet.next_cursor
        if at is None:
            break
        assert len(at) <= 300
    assert seen[0] == "7"
    assert "x" * 300 in seen


async def test_a_change_between_pages_is_said(books: Desk) -> None:
    await books.orders(lines(range(1, 5)))
    page = await ask(books, order_by="largest", limit=2)
    await books.orders(lines(range(5, 7)))
    again = await ask(books, order_by="largest", limit=2, cursor=page.sheet.next_cursor)
    assert any("books changed" in note for note in again.notes)
    assert [row.id for row in again.sheet.rows] == ["2", "1"]


async def test_a_shop_that_withholds_permissions_says_which(books: Desk) -> None:
    """Connected without read_all_orders, its sales stand still: both are notes, not errors."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(order(agreement(sale("5.00"))))
    await books.database.write(
        books.caller,
        lambda s: s.execute(
            text(
                "update platform_connections set connected_at = now(), name = 'Wick', settings = "
                """'{"missing_scopes": ["read_all_orders", "read_shopify_payments_payouts"]}'"""
            )
        ),
    )
    error = '{"code": "missing_scope", "cause": "Shopify refuses orders.", "remedy": "Grant read_orders."}'
    stream = (
        "insert into sync_streams (tenant_id, connection_id, stream, state, error)"
        f" select tenant_id, id, 'sales', 'degraded', '{error}' from platform_connections where platform = 'shopify'"
    )
    await books.database.write(books.caller, lambda s: s.execute(text(stream)))
    notes = (await ask(books)).notes
    assert any("connected without read_all_orders: orders of more than 60 days" in note for note in notes)
    assert "Shopify Wick, sales: Shopify refuses orders. Grant read_orders." in notes
    assert not any("payouts" in note for note in notes)


async def test_books_without_a_day_of_it(books: Desk) -> None:
    empty = await ask(books)
    assert (empty.sheet.rows, empty.notes) == ((), ("The books have nothing of these days. They are empty.",))
    await books.orders(lines(range(1, 3)))
    early = await ask(books, days("2025-01-01", "2025-01-31"))
    assert early.notes == ("The books have nothing of these days. They run from 2026-03-02 to 2026-03-03.",)


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"order_by": "oldest"}, "no order by 'oldest'"),
        ({"limit": 0}, "page of 0"),
        ({"limit": 1001}, "page of 1001"),
        ({"sku": "nothing like it"}, "no SKU"),
        ({"order": ""}, "no order ''"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": ""}, "cursor"),
        ({"cursor": cursor("o1", 0, 0, "1", 1, 1)}, "cursor"),
        ({"cursor": cursor("o0", 0, 0, "1", 1)}, "cursor"),
        ({"cursor": cursor("o0", 0, 0, "1", 1, 1, 0, "z")}, "cursor"),
        ({"cursor": cursor("o0", 0, 0, "1", 1, 1, 0, "0" * 32, 5)}, "cursor"),
        ({"cursor": cursor("o0", 2**63, 0, "1", 1, 1)}, "cursor"),
        ({"cursor": cursor("o0", 0, 10**11, "1", 1, 1)}, "cursor"),
        ({"cursor": cursor("o0", 0, 0, "\x00", 1, 1)}, "cursor"),
        ({"cursor": cursor("o0", 0, 0, 5, 1, 1)}, "cursor"),
        ({"cursor": cursor("o0", 0, "2026-03-01", "1", 1, 1)}, "cursor"),
    ],
)
async def test_bad_asks_are_refused(sample: Desk, how: dict[str, Any], error: str) -> None:
    with pytest.raises(BadInput, match=error):
        await ask(sample, **how)


async def test_days_that_cannot_be_are_refused(sample: Desk) -> None:
    with pytest.raises(BadPeriod, match="after today"):
        await ask(sample, days("2027-01-01", "2027-01-31"))
    with pytest.raises(BadPeriod, match="Which days"):
        await ask(sample, None)
