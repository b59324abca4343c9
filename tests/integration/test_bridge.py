"""From what the sources state to net profit, to the micro, over books in several currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from shop_desk import TODAY, Desk, days
from shopify_export import export, line, order
from sqlalchemy import text

from credora_agent.core.period import Grain, Period

ALL = days("2025-09-22", "2026-11-21")


@pytest.mark.parametrize("period", [ALL, days("2026-10-01", "2026-10-31"), days("2026-11-13", "2026-11-13")], ids=str)
async def test_the_steps_add_up_to_the_statement_s_net_profit(sample: Desk, period: Period) -> None:
    found = await sample.reports.reconcile(sample.caller, period, today=TODAY)
    report = await sample.reports.pnl(sample.caller, period, today=TODAY)
    profit = report.lines[-1].total
    assert found.agrees
    assert (found.net_profit.value, found.difference) == (profit.value, 0)
    assert sum(step.amount for step in found.steps if step.currency == "GBP") == profit.value
    for foreign in {step.currency for step in found.steps} - {"GBP"}:
        assert sum(step.amount for step in found.steps if step.currency == foreign) == 0
    running = [step.running for step in found.steps if step.running is not None]
    assert running[-1] == profit.value
    assert found.steps[0].amount == found.control_total == running[0]


async def test_the_control_total_is_the_sum_of_its_days(sample: Desk) -> None:
    """Σ over the months = whole, for the control total, each source's stated amount, and net profit."""
    whole = await sample.reports.reconcile(sample.caller, ALL, today=TODAY)
    parts = [await sample.reports.reconcile(sample.caller, part, today=TODAY) for part in _months(ALL)]
    assert sum(part.control_total for part in parts) == whole.control_total
    assert sum(part.net_profit.value or 0 for part in parts) == whole.net_profit.value
    for source in whole.sources:
        stated = [s.stated for part in parts for s in part.sources if s.currency == source.currency]
        assert sum(stated) == source.stated


def _months(period: Period) -> list[Period]:
    return period.split(Grain.MONTH)


async def test_a_bridge_by_hand(books: Desk) -> None:
    """Two orders, mugs at a cost of 4.00, a dollar at 0.80.

    #1 in pounds: 20.00 mugs + 5.00 shipping + 4.00 tax + 1.00 tip = 30.00; 3.00 of goods and tax refunded
    #2 in dollars: 10.00 = 8.00 GBP
    control total 27.00 GBP, 10.00 USD; taken out −10.00 USD, put in 8.00; tax −3.59, tip −1.00; COGS −8.00
    3.20 of the tax lies on the goods: 3.00 back are 2.586207 of returns and 0.413793 of tax
    net profit 20 − 2.586207 + 5 + 8 − 8 = 22.413793
    """
    cells = {"Subtotal": "20.00", "Shipping": "5.00", "Taxes": "4.00", "Tax_1_Name": "VAT", "Tax_1_Value": "4.00"}
    pounds = order(1, "30.00", line("MUG", "10.00", 2), Refunded_Amount="3.00", **cells)
    await books.orders(export(pounds, order(2, "10.00", line("POT", "10.00"), Currency="USD")))
    await books.costs("sku,unit cost\nMUG,4.00\n")
    await books.rates("date,base,quote,rate\n2026-03-01,USD,GBP,0.8\n")
    found = await books.reports.reconcile(books.caller, days("2026-03-01", "2026-03-31"), today=TODAY)
    assert [(step.id, f"{step.amount:.2f}", step.currency) for step in found.steps] == [
        ("control_total", "27.00", "GBP"), ("control_total.USD", "10.00", "USD"), ("difference.GBP", "0.00", "GBP"),
        ("difference.USD", "0.00", "USD"), ("convert.USD", "-10.00", "USD"), ("convert.USD.GBP", "8.00", "GBP"),
        ("excluded.sales_tax", "-3.59", "GBP"), ("excluded.tips", "-1.00", "GBP"), ("added.cogs", "-8.00", "GBP"),
    ]  # fmt: skip
    assert (found.agrees, found.net_profit.value) == (True, Decimal("22.413793"))
    assert [(s.connection, s.currency, f"{s.stated:.2f}", s.records) for s in found.sources] == [
        ("shopify_csv", "GBP", "27.00", 2), ("shopify_csv", "USD", "10.00", 1),
    ]  # fmt: skip
    assert found.shopify_gross_profit == Decimal("9.413793")


async def test_a_rejected_row_is_in_no_total_and_said(books: Desk) -> None:
    """5.00 booked, a row without a number not: 5.00 stated, the bridge holds, and the note names the file."""
    done = books.file("order,sku,quantity,unit price,order date\n1,A,1,5.00,2026-03-01\n2,B,x,9.00,2026-03-01\n")
    await books.orders(done)
    found = await books.reports.reconcile(books.caller, days("2026-03-01", "2026-03-31"), today=TODAY)
    assert (found.control_total, found.agrees) == (5, True)
    assert any(note.startswith(f"{done.name}: 1 rejected") for note in found.notes)


async def test_books_with_nothing_in_them(books: Desk) -> None:
    found = await books.reports.reconcile(books.caller, days("2026-03-01", "2026-03-31"), today=TODAY)
    assert (found.control_total, found.sources, found.net_profit.value) == (0, (), None)


@pytest.mark.parametrize(
    ("column", "what"), [("pnl_daily.amount_micros", "category"), ("sku_daily.gross_sales_micros", "sku")]
)
async def test_a_tampered_daily_sum_is_found(books: Desk, column: str, what: str) -> None:
    """A daily sum is 1 micro off, behind the ledger's back: the self-check names the day and what of it."""
    await books.orders("order,sku,quantity,unit price,order date\n1,A,1,5.00,2026-03-01\n")
    table, _, name = column.partition(".")
    await books.database.write(books.caller, lambda s: s.execute(text(f"update {table} set {name} = {name} + 1")))
    (found,) = await books.drift()
    assert (str(found.local_date), getattr(found, what)) == (
        "2026-03-01",
        {"category": "gross_sales", "sku": "A"}[what],
    )
    assert (found.ledger_micros, found.rollup_micros) == (5_000_000, 5_000_001)
    if what == "category":
        bridge = await books.reports.reconcile(books.caller, days("2026-03-01", "2026-03-31"), today=TODAY)
        assert not bridge.agrees
