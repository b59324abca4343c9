"""A Shopify export taken in again: what was edited or refunded since supersedes, and both versions can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shop_desk import TODAY, Desk, days
from shopify_export import export, line, order

if TYPE_CHECKING:
    from credora_agent.reports.schemas import Reconciliation

MARCH = days("2026-03-01", "2026-03-31")


async def reconciled(books: Desk) -> Reconciliation:
    found = await books.reports.reconcile(books.caller, MARCH, today=TODAY)
    assert found.agrees
    assert await books.drift() == []
    return found


async def test_a_refund_supersedes_what_stood(books: Desk) -> None:
    """#1: 2 × 10.00 + shipping 5.00 = 25.00.

    export 1  gross 20.00, shipping 5.00                    control total 25.00
    export 2  10.00 given back: returns −10.00              control total 15.00
    export 3  all given back: returns −20.00, shipping 0.00 control total  0.00
    """
    mug = line("MUG", "10.00", 2)

    def refunded(amount: str) -> str:
        return export(order(1, "25.00", mug, Subtotal="20.00", Shipping="5.00", Refunded_Amount=amount))

    await books.orders(refunded("0"))
    assert await books.sums() == {"gross_sales": "20.00", "shipping_income": "5.00"}
    assert (await reconciled(books)).control_total == 25
    done = await books.orders(refunded("10.00"))
    assert (done.posted.added, done.posted.superseded, done.posted.days) == (1, 0, 1)
    assert await books.sums() == {"gross_sales": "20.00", "shipping_income": "5.00", "returns": "-10.00"}
    assert (await reconciled(books)).control_total == 15
    done = await books.orders(refunded("25.00"))
    assert (done.posted.added, done.posted.superseded) == (1, 1)
    assert await books.sums() == {"gross_sales": "20.00", "returns": "-20.00"}
    assert (await reconciled(books)).control_total == 0
    rows = await books.rows("select id from transactions where category = 'returns' and superseded_by is null")
    versions = await books.reports.history(books.caller, rows[0][0])
    assert [(v.version, str(v.amount), v.superseded_by is None) for v in versions] == [
        (1, "-10.000000", False), (2, "-20.000000", True),
    ]  # fmt: skip
    assert versions[0].file != versions[1].file


async def test_an_edited_order_replaces_its_lines(books: Desk) -> None:
    """#1: mug 10.00 + cup 4.00; edited to mug 10.00 + pot 7.00: the second line is the pot now; 14.00 becomes 17.00."""
    await books.orders(export(order(1, "14.00", line("MUG", "10.00"), line("CUP", "4.00"))))
    await books.orders(export(order(1, "17.00", line("MUG", "10.00"), line("POT", "7.00"))))
    assert await books.sums() == {"gross_sales": "17.00"}
    assert await books.rows("select sku, gross_sales_micros from sku_daily order by 1") == [
        ("MUG", 10_000_000), ("POT", 7_000_000),
    ]  # fmt: skip
    assert (await reconciled(books)).control_total == 17
    assert (await books.figure("orders", "2026-03-01", "2026-03-31")).value == 1


async def test_a_line_that_vanished_is_voided(books: Desk) -> None:
    """#1: mug 10.00 + cup 4.00, both with costs; the cup is gone from the newer export: its sale and cost are void."""
    await books.orders(export(order(1, "14.00", line("MUG", "10.00"), line("CUP", "4.00"))))
    await books.costs("sku,unit cost\nMUG,3.00\nCUP,1.00\n")
    assert await books.sums() == {"gross_sales": "14.00", "cogs": "-4.00"}
    await books.orders(export(order(1, "10.00", line("MUG", "10.00"))))
    assert await books.sums() == {"gross_sales": "10.00", "cogs": "-3.00"}
    assert await books.rows("select source_id from source_records where withdrawn") == [("51:2",)]
    assert await books.rows("select sku from sku_daily") == [("MUG",)]
    assert (await reconciled(books)).control_total == 10
    entries = await books.reports.entries(books.caller, "net_profit", MARCH)
    assert (entries.total_entries, [e.sku for e in entries.entries]) == (2, ["MUG", "MUG"])


async def test_a_refund_that_was_undone_is_voided(books: Desk) -> None:
    """10.00 refunded in export 1 is not in export 2: the return is void, the control total 10.00 again."""
    mug = line("MUG", "10.00")
    await books.orders(export(order(1, "10.00", mug, Refunded_Amount="10.00")))
    await books.orders(export(order(1, "10.00", mug)))
    assert await books.sums() == {"gross_sales": "10.00"}
    assert (await reconciled(books)).control_total == 10


async def test_a_cancellation_has_its_own_day(books: Desk) -> None:
    """#1, 10.00, 1 March, cancelled unsent on 5 March: sale on the 1st, return and its cost's reversal on the 5th."""
    await books.costs("sku,unit cost\nMUG,3.00\n")
    cells = {
        "Refunded_Amount": "10.00",
        "Cancelled_at": "2026-03-05 09:00:00 +0000",
        "Fulfillment_Status": "unfulfilled",
    }
    await books.orders(export(order(1, "10.00", line("MUG", "10.00"), **cells)))
    assert await books.rows("select local_date::text, category, amount_micros from pnl_daily order by 1, 2") == [
        ("2026-03-01", "cogs", -3_000_000), ("2026-03-01", "gross_sales", 10_000_000),
        ("2026-03-05", "cogs", 3_000_000), ("2026-03-05", "returns", -10_000_000),
    ]  # fmt: skip
    assert (await reconciled(books)).control_total == 0


async def test_other_orders_are_left_alone(books: Desk) -> None:
    """An export with order 2 only says nothing about order 1."""
    await books.orders(export(order(1, "10.00", line("MUG", "10.00"))))
    await books.orders(export(order(2, "4.00", line("CUP", "4.00"))))
    assert await books.sums() == {"gross_sales": "14.00"}


async def test_the_rows_lead_to_the_source_and_name_nobody(books: Desk) -> None:
    """Every entry: file, row, the record's own cells; the order's e-mail, names, phone, address, notes are nowhere."""
    cells = {
        "Tax_1_Name": "VAT 20%",
        "Taxes": "2.50",
        "Shipping": "5.00",
        "Subtotal": "10.00",
        "Refunded_Amount": "3.00",
    }
    done = books.file(export(order(1, "15.00", line("MUG", "4.00"), line("CUP", "6.00"), **cells)))
    await books.orders(done)
    page = await books.reports.entries(books.caller, "net_profit", MARCH)
    assert {(e.file, e.row, e.source) for e in page.entries} == {
        (done.name, 2, "shopify_csv"),
        (done.name, 3, "shopify_csv"),
    }
    cup = next(e for e in page.entries if e.sku == "CUP" and e.category == "gross_sales")
    assert (cup.row, cup.record["Lineitem price"], cup.order, cup.title) == (3, "6.00", "51", "The CUP")
    held = [str(row) for table in ("source_records", "orders", "transactions", "products", "import_runs")
            for row in await books.rows(f"select * from {table}")]  # fmt: skip
    assert held
    for secret in ("canary", "ann@", "7700", "ring twice"):
        assert not [row for row in held if secret in row.lower()]
    (customer,) = await books.rows("select customer_ref from orders")
    assert len(customer[0]) == 32
