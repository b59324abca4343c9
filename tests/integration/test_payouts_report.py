"""Payouts one by one: what each is made of, what is on the way, what does not add up; pages, and asks that are none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from platform_books import PlatformBooks
from shop_desk import Desk, days
from shopify_nodes import movement
from sqlalchemy import text

from credora_agent.analytics.figure import Bound
from credora_agent.core.cursors import cursor
from credora_agent.core.errors import BadInput
from credora_agent.ledger import details
from credora_agent.ledger.platform_rows import PayoutRow
from credora_agent.reports.payouts import Asked
from credora_agent.sync.normalize.shopify_balance import balance_records
from credora_agent.telling.storefront import tell_payouts

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport, SheetRow

LONDON = ZoneInfo("Europe/London")
MARCH = days("2026-03-01", "2026-03-31")
NOW = date(2026, 3, 31)
PARTS = ("charges", "refunds", "fees", "adjustments", "reserve")


async def moved(shopify: PlatformBooks, *nodes: dict[str, Any]) -> None:
    await shopify.post([record for node in nodes for record in balance_records(node, zone=LONDON)])


async def paid_out(shopify: PlatformBooks, number: str, day: int, net: str, status: str = "PAID", **more: Any) -> None:
    at = datetime(2026, 3, day, 6, tzinfo=UTC)
    row = PayoutRow(number, at, date(2026, 3, day), status, int(Decimal(net) * 1_000_000), "GBP")._replace(**more)
    await shopify.write(lambda s, t: details.keep_payouts(s, t, [row]))


async def ask(desk: Desk, **how: Any) -> SheetReport:
    return await desk.reports.payouts(desk.caller, Asked(MARCH, NOW, **how))


def said(row: SheetRow | None, *names: str) -> list[str | None]:
    assert row is not None
    return [None if (value := row.values[name]) is None else f"{value:.2f}" for name in names]


async def month(books: Desk) -> PlatformBooks:
    """Pay out 57.00 on the 4th, 20.00 scheduled for the 30th, 5.00 that failed on the 9th; 8.00 waits, 12 is held.

    57.00 = 100.00 charged − 10.00 refunded − 3.00 of fees − 5.00 for a label − 12.00 held − 13.00 adjusted.
    """
    shopify = await PlatformBooks.connect(books)
    await moved(
        shopify,
        movement("CHARGE", "100.00", fee="3.00", payout=6),
        movement("REFUND", "-10.00", payout=6),
        movement("SHIPPING_LABEL", "-5.00", payout=6),
        movement("RESERVED_FUNDS", "-12.00", payout=6),
        movement("ADJUSTMENT", "-13.00", payout=6),
        movement("TRANSFER", "-57.00", at="2026-03-04T06:00:00Z", payout=6),
        movement("CHARGE", "20.00", at="2026-03-28T09:00:00Z", payout=7),
        movement("CHARGE", "5.00", at="2026-03-08T09:00:00Z", payout=8),
        movement("CHARGE", "8.40", fee="0.40", at="2026-03-30T09:00:00Z"),
    )
    await paid_out(shopify, "6", 4, "57.00")
    await paid_out(shopify, "7", 30, "20.00", "SCHEDULED")
    await paid_out(shopify, "8", 9, "5.00", "FAILED")
    return shopify


async def test_what_a_payout_is_made_of(books: Desk) -> None:
    await month(books)
    report = await ask(books)
    ahead, failed, paid = report.sheet.rows
    assert said(paid, "net", *PARTS) == ["57.00", "100.00", "-10.00", "-3.00", "-18.00", "-12.00"]
    assert said(paid, "rows_net", "difference", "rows") == ["57.00", "0.00", "5.00"]
    assert (paid.id, paid.label, paid.marks) == ("6", "2026-03-04 paid", ())
    assert (failed.marks, ahead.texts) == (("failed",), {"day": "2026-03-30", "status": "scheduled"})
    assert sum(paid.values[name] or Decimal(0) for name in PARTS) == paid.values["rows_net"]


async def test_totals_are_over_all_of_them(books: Desk) -> None:
    """One a page: 57.00 paid, 20.00 on the way, 5.00 failed; 8.00 in no payout, 12.00 in reserve."""
    await month(books)
    report = await ask(books, limit=1)
    total = report.sheet.total
    assert said(total, "net", "paid", "on_the_way", "returned", "waiting", "held", "payouts") == [
        "82.00", "57.00", "20.00", "5.00", "8.00", "12.00", "3.00",
    ]  # fmt: skip
    assert said(total, *PARTS) == ["125.00", "-10.00", "-3.00", "-18.00", "-12.00"]
    assert (report.sheet.total_rows, report.sheet.left_out) == (3, 2)
    assert tell_payouts(report).words == (
        "£57.00 was paid out in March 2026.",
        "Not there yet: on the way £20.00, in no payout yet £8.00, in reserve £12.00.",
        "£5.00 failed or was cancelled, so it is not at the bank.",
        "The 3 payouts hold £125.00 of charges, less £3.00 of fees.",
    )
    bridge = (await books.reports.reconcile(books.caller, MARCH, today=NOW)).settlements[0]
    assert sum(check.net for check in bridge.payouts) == report.sheet.total.values["net"]  # type: ignore[union-attr]


async def test_pages_hold_each_once_newest_first(books: Desk) -> None:
    """Nine payouts, two of them with one number and day at two shops; one a page, others arriving between pages."""
    shopify = await PlatformBooks.connect(books)
    other = await PlatformBooks.connect(books, account="y.myshopify.com")
    for day in range(1, 9):
        await paid_out(shopify, str(day), day, f"{day}.00")
    await paid_out(other, "5", 5, "5.00")
    seen: list[str] = []
    at = None
    while True:
        page = await ask(books, limit=1, cursor=at)
        seen += [row.texts["day"][-1] for row in page.sheet.rows]
        at = page.sheet.next_cursor
        if at is None:
            break
        await paid_out(shopify, f"9{len(seen)}", 20 + len(seen) % 8, "1.00")
    assert seen == ["8", "7", "6", "5", "5", "4", "3", "2", "1"]


@pytest.mark.parametrize(
    ("status", "found"), [("paid", ["6"]), ("scheduled", ["7"]), ("failed", ["8"]), ("in_transit", [])]
)
async def test_one_state_alone(books: Desk, status: Any, found: list[str]) -> None:
    await month(books)
    report = await ask(books, status=status)
    assert [row.id for row in report.sheet.rows] == found
    if not found:
        assert report.notes == ("No payout that is in transit was issued in these days.",)


async def test_a_payout_that_is_not_its_rows_is_said(books: Desk) -> None:
    shopify = await PlatformBooks.connect(books)
    await moved(shopify, movement("CHARGE", "10.00", fee="0.10", payout=6))
    await paid_out(shopify, "6", 4, "9.80")
    await paid_out(shopify, "7", 5, "1.00")
    report = await ask(books)
    bare, off = report.sheet.rows
    assert (off.marks, said(off, "difference")) == (("not the sum of its rows",), ["-0.10"])
    assert (bare.marks, said(bare, "difference", "rows")) == (("no rows",), ["1.00", "0.00"])
    assert "2 of 2 payouts are not the sum of their balance rows." in report.notes
    assert "2 of 2 are not the sum of the rows behind." in tell_payouts(report).words


async def test_rows_long_before_a_payout_are_found(books: Desk) -> None:
    """Payouts were paused: a charge of June 2025 was paid out in March 2026, with one of March."""
    shopify = await PlatformBooks.connect(books)
    await moved(
        shopify,
        movement("CHARGE", "10.00", at="2025-06-01T09:00:00Z", payout=6),
        movement("CHARGE", "4.00", payout=6),
    )
    await paid_out(shopify, "6", 4, "14.00")
    (row,) = (await ask(books)).sheet.rows
    assert (said(row, "charges", "difference", "rows"), row.marks) == (["14.00", "0.00", "2.00"], ())


async def test_payouts_abroad_are_converted_or_said(books: Desk) -> None:
    """10.00 USD at 0.80 is 8.00; 5.00 EUR has no rate: no number, in no total."""
    shopify = await PlatformBooks.connect(books)
    await moved(
        shopify,
        movement("CHARGE", "10.50", fee="0.50", currency="USD", payout=6),
        movement("CHARGE", "5.00", currency="EUR", payout=7),
    )
    await paid_out(shopify, "6", 4, "10.00", currency="USD")
    await paid_out(shopify, "7", 5, "5.00", currency="EUR")
    await books.rates("date,base,quote,rate\n2026-03-01,USD,GBP,0.8\n")
    report = await ask(books)
    euros, dollars = report.sheet.rows
    assert said(dollars, "net", "charges", "fees", "difference") == ["8.00", "8.40", "-0.40", "0.00"]
    assert dollars.texts["booked_as"] == "net 10.00 USD"
    assert (said(euros, "net", "charges"), euros.marks) == ([None, None], ("no exchange rate",))
    total = report.sheet.total
    assert total is not None
    assert (said(total, "net", "paid"), total.bounds["net"]) == (["8.00", "8.00"], Bound.PARTIAL)


async def test_a_shop_without_payouts_is_told_what_to_do(sample: Desk) -> None:
    """An imported shop: a note, not an error."""
    report = await sample.reports.payouts(sample.caller, Asked(MARCH, NOW))
    assert (report.sheet.rows, report.sheet.total, report.sheet.total_rows) == ((), None, 0)
    assert report.notes[0].startswith("No payouts are recorded: connect Shopify Payments")
    assert tell_payouts(report).words == report.notes
    assert tell_payouts(report).blocks == ()


async def test_a_shop_that_withholds_payouts_says_so(books: Desk) -> None:
    shopify = await PlatformBooks.connect(books)
    missing = '{"missing_scopes": ["read_shopify_payments_payouts", "read_returns"]}'
    await shopify.write(
        lambda s, _: s.execute(
            text(f"update platform_connections set connected_at = now(), settings = '{missing}'").bindparams()
        )
    )
    notes = (await ask(books)).notes
    assert any("connected without read_shopify_payments_payouts" in note for note in notes)
    assert not any("read_returns" in note for note in notes)


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"status": "PAID"}, "No payout is 'PAID'"),
        ({"limit": 1001}, "page of 1001"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": cursor("b", "2026-03-01", "6")}, "cursor"),
        ({"cursor": cursor("b", "soon", "6", 1)}, "cursor"),
        ({"cursor": cursor("b", "2026-03-01", "6", 1, "z")}, "cursor"),
        ({"cursor": cursor("b", "2026-03-01", "6", 1, "0" * 32, 5)}, "cursor"),
        ({"cursor": cursor("b", "2026-03-01", "\x00", 1)}, "cursor"),
        ({"cursor": cursor("b", "2026-03-01", 6, 1)}, "cursor"),
    ],
)
async def test_bad_asks_are_refused(books: Desk, how: dict[str, Any], error: str) -> None:
    with pytest.raises(BadInput, match=error):
        await ask(books, **how)
