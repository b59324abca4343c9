"""Shopify's order export: each test's docstring is its ledger."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credora_agent.core.errors import BadInput
from credora_agent.core.money import to_micros
from credora_agent.ledger.entries import Category, Record, Rejected
from credora_agent.sync.importers.read import OrderFile, open_orders

FIXTURE = Path(__file__).parents[1] / "fixtures" / "shopify_orders.csv"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ORDER = {
    "Name": "#1", "Id": "51", "Email": "Ann@Example.com", "Financial Status": "paid", "Fulfillment Status": "fulfilled",
    "Currency": "GBP", "Subtotal": "0", "Shipping": "0", "Taxes": "0", "Total": "0", "Discount Amount": "0",
    "Refunded Amount": "0", "Created at": "2026-03-01 10:00:00 +0000", "Cancelled at": "", "Outstanding Balance": "0",
    "Duties": "", "Tax 1 Name": "", "Tax 1 Value": "", "Billing Name": "Ann Doe", "Notes": "ring twice",
    "Lineitem quantity": "", "Lineitem name": "", "Lineitem price": "", "Lineitem sku": "", "Lineitem discount": "0",
    "Lineitem requires shipping": "true", "Lineitem taxable": "true",
}  # fmt: skip
BODILESS = {"Lineitem requires shipping": "false", "Lineitem taxable": "false"}


def line(sku: str, price: str, quantity: int = 1, discount: str = "0", **more: str) -> dict[str, str]:
    """One line's cells; `more` overrides them."""
    return {
        "Lineitem sku": sku, "Lineitem name": sku, "Lineitem price": price, "Lineitem quantity": str(quantity),
        "Lineitem discount": discount, **more,
    }  # fmt: skip


def write(path: Path, *orders: tuple[dict[str, str], list[dict[str, str]]]) -> Path:
    with path.open("w", newline="") as file:
        out = csv.DictWriter(file, ORDER, restval="")
        out.writeheader()
        for cells, (first, *others) in orders:
            whole = {**ORDER, **cells}
            out.writerow({**whole, **first})
            out.writerows({"Name": whole["Name"], **ORDER_LINE, **other} for other in others)
    return path


ORDER_LINE = {"Lineitem requires shipping": "true", "Lineitem taxable": "true"}


def opened(path: Path, zone: str = "Europe/London", salt: bytes = b"salt") -> OrderFile:
    return open_orders(path, zone=ZoneInfo(zone), currency="GBP", now=NOW, mapping=None, salt=salt)


def read(path: Path) -> list[Record]:
    found = list(opened(path))
    assert not [item for item in found if isinstance(item, Rejected)]
    return [item for item in found if isinstance(item, Record)]


def rejected(path: Path) -> Rejected:
    (only,) = opened(path)
    assert isinstance(only, Rejected)
    return only


def books(records: list[Record]) -> dict[str, str]:
    """Category → sum in currency units, without zeros."""
    sums: dict[Category, int] = defaultdict(int)
    for record in records:
        for entry in record.entries:
            sums[entry.category] += entry.amount
    return {str(category): f"{micros / 1e6:.2f}" for category, micros in sums.items() if micros}


def one(tmp_path: Path, cells: dict[str, str], *lines: dict[str, str]) -> list[Record]:
    records = read(write(tmp_path / "orders.csv", (cells, list(lines))))
    assert sum(r.stated or 0 for r in records) == sum(e.amount for r in records for e in r.entries)
    return records


def test_an_export_becomes_lines_orders_and_refunds() -> None:
    """Three orders, newest first.

    #1003  cancelled before it was sent, refunded in full: 20.00 + 4.00 tax, all reversed on 4 March
    #1002  2 x 40.00 + 20.00 - 10.00, shipping 10.00, tax 7.20 on top; 54.00 of goods and tax given back
    #1001  2 x 24.00 - 6.00 + 12.00, shipping 6.00, of which 10.00 tax
    """
    file = opened(FIXTURE)
    assert (file.kind, file.mapping, file.size) == ("shopify", None, FIXTURE.stat().st_size)
    assert Category.DUTIES in file.provides
    records = read(FIXTURE)
    keys = [(r.source_table, r.source_key) for r in records]
    assert keys == [
        ("order_lines", "5003:1"), ("orders", "5003"), ("refunds", "5003:refunded"),
        ("order_lines", "5002:1"), ("order_lines", "5002:2"), ("orders", "5002"), ("refunds", "5002:refunded"),
        ("order_lines", "5001:1"), ("order_lines", "5001:2"), ("orders", "5001"),
    ]  # fmt: skip
    assert [r.row for r in records] == [2, 2, 2, 3, 4, 3, 3, 5, 6, 5]
    assert sum(r.stated or 0 for r in records if r.currency == "GBP") == to_micros("62")
    assert sum(r.stated or 0 for r in records if r.currency == "USD") == to_micros("53.20")
    assert all(r.whole_order and not r.numbered and r.order_ref for r in records)
    assert {r.source_table for r in records if r.order_placed} == {"order_lines", "orders"}


def test_days_are_the_shop_s_days() -> None:
    """#1003 was placed 23:30 on 2 March in New York: 04:30 on 3 March in London."""
    sale, refund = read(FIXTURE)[0], read(FIXTURE)[2]
    assert (sale.local_date, refund.local_date) == (date(2026, 3, 3), date(2026, 3, 4))
    assert sale.occurred_at == datetime(2026, 3, 3, 4, 30, tzinfo=UTC)
    records = [r for r in opened(FIXTURE, zone="America/New_York") if isinstance(r, Record)]
    assert records[0].local_date == date(2026, 3, 2)


def test_no_personal_data_leaves_the_file(tmp_path: Path) -> None:
    records = list(opened(FIXTURE))
    text = repr(records).lower()
    for secret in ("ann", "mill lane", "example.com", "555-0100", "door", "vip"):
        assert secret not in text
    bad = write(tmp_path / "bad.csv", ({"Subtotal": "x", "Total": "1"}, [line("A", "1")]))
    assert not {"Email", "Billing Name", "Notes"} & set(rejected(bad).cells)


def test_a_customer_is_the_same_in_any_letter_case_and_differs_by_salt() -> None:
    refs = {r.order_ref: r.customer_ref for r in opened(FIXTURE) if isinstance(r, Record)}
    others = {r.order_ref: r.customer_ref for r in opened(FIXTURE, salt=b"other") if isinstance(r, Record)}
    assert len(set(refs.values())) == 3
    assert all(len(ref or "") == 32 for ref in refs.values())
    assert not set(refs.values()) & set(others.values())


def test_tax_inside_prices_is_taken_out_of_lines_and_shipping(tmp_path: Path) -> None:
    """30.00 + 6.00 shipping = 36.00, of which 6.00 VAT: 25.00 goods, 5.00 shipping, 6.00 tax."""
    records = one(tmp_path, {"Subtotal": "30.00", "Shipping": "6.00", "Taxes": "6.00", "Total": "36.00"},
                  line("A", "10.00", 2), line("B", "10.00"))  # fmt: skip
    assert books(records) == {"gross_sales": "25.00", "shipping_income": "5.00", "sales_tax": "6.00"}
    assert [e.amount for r in records[:2] for e in r.entries] == [to_micros("16.67"), to_micros("8.33")]


def test_tax_on_top_leaves_prices_alone(tmp_path: Path) -> None:
    """30.00 + 6.00 + 2.40 tax = 38.40."""
    records = one(tmp_path, {"Subtotal": "30.00", "Shipping": "6.00", "Taxes": "2.40", "Total": "38.40"},
                  line("A", "10.00", 3))  # fmt: skip
    assert books(records) == {"gross_sales": "30.00", "shipping_income": "6.00", "sales_tax": "2.40"}


def test_untaxed_lines_bear_no_tax(tmp_path: Path) -> None:
    """A book 12.00 untaxed and a candle 12.00 with 2.00 VAT inside."""
    records = one(tmp_path, {"Subtotal": "24.00", "Taxes": "2.00", "Total": "24.00"},
                  line("BOOK", "12.00", **{"Lineitem taxable": "false"}), line("CANDLE", "12.00"))  # fmt: skip
    assert [e.amount for r in records[:2] for e in r.entries] == [to_micros("12"), to_micros("10")]


def test_discounts_are_shared_by_value_after_the_lines_own(tmp_path: Path) -> None:
    """40.00 less its own 10.00, and 60.00; a tenth off what is left, 9.00: 3.00 and 6.00."""
    records = one(tmp_path, {"Subtotal": "81.00", "Discount Amount": "19.00", "Total": "81.00"},
                  line("A", "40.00", discount="10.00"), line("B", "60.00"))  # fmt: skip
    discounts = [e.amount for r in records for e in r.entries if e.category is Category.DISCOUNTS]
    assert discounts == [to_micros("-13"), to_micros("-6")]


@pytest.mark.parametrize(("shipping", "total"), [("0.00", "20.00"), ("4.00", "20.00"), ("4.00", "24.00")])
def test_a_free_shipping_code_reduces_shipping_not_goods(tmp_path: Path, shipping: str, total: str) -> None:
    """Discount 4.00, Subtotal untouched. Shipping may stand before or after it: the total tells."""
    records = one(tmp_path, {"Subtotal": "20.00", "Discount Amount": "4.00", "Shipping": shipping, "Total": total},
                  line("A", "20.00"))  # fmt: skip
    expected = {"gross_sales": "20.00", "shipping_income": f"{float(total) - 20:.2f}"}
    assert books(records) == {name: amount for name, amount in expected.items() if amount != "0.00"}


def test_everything_given_away_keeps_its_gross(tmp_path: Path) -> None:
    """20.00 with 20.00 off comes to nothing, and is still a sale of one unit."""
    records = one(tmp_path, {"Discount Amount": "20.00"}, line("A", "20.00"))
    assert books(records) == {"gross_sales": "20.00", "discounts": "-20.00"}
    assert records[0].entries[0].stock_quantity == 1


@pytest.mark.parametrize("named", [True, False])
def test_a_tip_is_told_from_tax(tmp_path: Path, *, named: bool) -> None:
    """24.00 with 4.00 VAT inside, and 4.02 over: with the rate known a tip, without it tax on top and rounding."""
    rate = {"Tax 1 Name": "VAT 20%", "Tax 1 Value": "4.00"} if named else {}
    records = one(tmp_path, {"Subtotal": "24.00", "Taxes": "4.00", "Total": "28.02", **rate}, line("A", "24.00"))
    if named:
        assert books(records) == {"gross_sales": "20.00", "sales_tax": "4.00", "tips": "4.02"}
    else:
        assert books(records) == {"gross_sales": "24.00", "sales_tax": "4.00", "other_income": "0.02"}


def test_a_tip_line_and_a_gift_card_are_no_sales(tmp_path: Path) -> None:
    """Candle 20.00, gift card 50.00, a line of tip 3.00 that Subtotal leaves out."""
    lines = line("A", "20.00"), line("", "50.00", **BODILESS), line("", "3.00", **BODILESS)
    lines[1]["Lineitem name"], lines[2]["Lineitem name"] = "Shop Gift Card - £50", "Tip"
    records = one(tmp_path, {"Subtotal": "70.00", "Total": "73.00"}, *lines)
    assert books(records) == {"gross_sales": "20.00", "gift_cards": "50.00", "tips": "3.00"}
    assert [e.quantity for r in records for e in r.entries] == [1, 0, 0]


def test_duties_are_their_own_line(tmp_path: Path) -> None:
    """20.00 + 5.00 shipping + 2.00 tax + 3.00 duties = 30.00."""
    records = one(tmp_path, {"Subtotal": "20.00", "Shipping": "5.00", "Taxes": "2.00", "Duties": "3.00",
                             "Total": "30.00"}, line("A", "20.00"))  # fmt: skip
    assert books(records)["duties"] == "3.00"


def test_a_partial_refund_is_goods_with_their_tax(tmp_path: Path) -> None:
    """60.00 + 10.00 shipping with 10.00 + 1.67 tax inside; 30.00 back is 25.00 of goods and 5.00 of tax."""
    records = one(tmp_path, {"Subtotal": "60.00", "Shipping": "10.00", "Taxes": "11.67", "Total": "70.00",
                             "Refunded Amount": "30.00"}, line("A", "40.00"), line("B", "20.00"))  # fmt: skip
    refund = records[-1]
    assert books([refund]) == {"returns": "-25.00", "sales_tax": "-5.00"}
    assert refund.payload["refund_date"].startswith("order day")
    assert [e.quantity for e in refund.entries] == [0, 0, 0]
    assert not refund.order_placed


def test_a_refund_of_all_goods_and_some_shipping(tmp_path: Path) -> None:
    """20.00 + 5.00: 22.00 back is all 20.00 of goods and 2.00 of shipping; not restocked, as it was sent."""
    refund = one(tmp_path, {"Subtotal": "20.00", "Shipping": "5.00", "Total": "25.00", "Refunded Amount": "22.00"},
                 line("A", "10.00", 2))[-1]  # fmt: skip
    assert books([refund]) == {"returns": "-20.00", "shipping_income": "-2.00"}
    assert (refund.entries[0].quantity, refund.entries[0].stock_quantity) == (-2, 0)


def test_more_refunded_than_the_total_is_an_adjustment(tmp_path: Path) -> None:
    """20.00 sold, 25.00 given back: 5.00 of goodwill."""
    records = one(tmp_path, {"Subtotal": "20.00", "Total": "20.00", "Refunded Amount": "25.00"}, line("A", "20.00"))
    assert books(records[-1:]) == {"returns": "-20.00", "other_income": "-5.00"}


@pytest.mark.parametrize(
    ("status", "refunded", "outstanding", "back"),
    [("refunded", "24", "0", 24), ("voided", "0", "0", 24), ("pending", "0", "24", 24),
     ("partially_paid", "4", "20", 24),
     ("paid", "0", "0", 0), ("partially_refunded", "14", "0", 14)],
)  # fmt: skip
def test_a_cancelled_order_is_sold_and_taken_back(
    tmp_path: Path, status: str, refunded: str, outstanding: str, back: int
) -> None:
    """24.00 sold on 1 March, cancelled unsent on 5 March: what was refunded or never paid comes back that day."""
    records = one(tmp_path, {"Subtotal": "24", "Total": "24", "Refunded Amount": refunded, "Financial Status": status,
                             "Outstanding Balance": outstanding, "Cancelled at": "2026-03-05 09:00:00 +0000",
                             "Fulfillment Status": "unfulfilled"}, line("A", "24.00"))  # fmt: skip
    refunds = [r for r in records if r.source_table == "refunds"]
    assert sum(-(r.stated or 0) for r in refunds) == back * 1_000_000
    assert all(r.local_date == date(2026, 3, 5) for r in refunds)
    assert sum(e.stock_quantity for r in refunds for e in r.entries) == (-1 if back == 24 else 0)


def test_a_pending_order_counts_and_a_void_one_does_not(tmp_path: Path) -> None:
    base = {"Subtotal": "5", "Total": "5"}
    assert books(one(tmp_path, {**base, "Financial Status": "pending"}, line("A", "5"))) == {"gross_sales": "5.00"}
    void = books(one(tmp_path, {**base, "Financial Status": "voided"}, line("A", "5")))
    assert void == {"gross_sales": "5.00", "returns": "-5.00"}


@pytest.mark.parametrize(
    ("cells", "lines", "words"),
    [
        ({"Subtotal": "9", "Total": "9"}, [line("A", "5")], "rows are missing"),
        ({"Subtotal": "3", "Total": "3"}, [line("A", "5")], "removed by an edit"),
        ({"Subtotal": "5", "Total": "4"}, [line("A", "5")], "do not make its Total"),
        ({"Subtotal": "5", "Total": "5", "Taxes": "6"}, [line("A", "5")], "more than its prices"),
        ({"Subtotal": "5", "Total": "5"}, [line("A", "5", -1)], "negative"),
        ({"Subtotal": "5", "Total": "5"}, [line("A", "5", discount="6")], "larger than its price"),
        ({"Subtotal": "5", "Total": "five"}, [line("A", "5")], "not a number"),
        ({"Subtotal": "-5", "Total": "5"}, [line("A", "5")], "Subtotal is negative"),
        ({"Subtotal": "5", "Total": "5", "Currency": "GPB"}, [line("A", "5")], "not a currency"),
        ({"Subtotal": "5", "Total": "5", "Created at": "1/3/2026"}, [line("A", "5")], "not a date"),
        ({"Subtotal": "5", "Total": "5", "Created at": "2027-01-01 00:00:00 +0000"}, [line("A", "5")], "future"),
        ({"Subtotal": "5", "Total": "5"}, [line("A", "5", **{"Lineitem quantity": "1.5"})], "fraction"),
        ({"Subtotal": "5", "Total": ""}, [line("A", "5")], "continues an order"),
    ],
)  # fmt: skip
def test_a_broken_order_is_rejected_whole(
    tmp_path: Path, cells: dict[str, str], lines: list[dict[str, str]], words: str
) -> None:
    bad = rejected(write(tmp_path / "bad.csv", (cells, lines)))
    assert bad.row == 2
    assert words in bad.reason


def test_a_damaged_row_breaks_its_own_order_only(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", *(({"Name": f"#{n}", "Id": str(n), "Subtotal": "5", "Total": "5"},
                                        [line("A", "3"), line("B", "2")]) for n in (1, 2, 3)))  # fmt: skip
    rows = path.read_text().splitlines()
    rows[4] += ",too,many"
    path.write_text("\n".join(rows) + "\n")
    found = list(opened(path))
    assert [(r.row, r.reason[:12]) for r in found if isinstance(r, Rejected)] == [(4, "In row 5: Th")]
    assert {r.order_ref for r in found if isinstance(r, Record)} == {"1", "3"}


def test_columns_left_out_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,Financial Status,Lineitem quantity,Lineitem price\n#1,paid,1,2\n")
    with pytest.raises(BadInput, match="lacks: Created at, Subtotal"):
        opened(path)


cents = st.integers(0, 20_000)


@st.composite
def orders(draw: st.DrawFn) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Any order that adds up as Shopify's do, with any refund."""
    lines = draw(st.lists(st.tuples(cents, st.integers(0, 9), st.booleans(), st.floats(0, 1)), min_size=1, max_size=6))
    own = [int(price * quantity * off * 0.5) for price, quantity, _, off in lines]
    value = sum(price * quantity for price, quantity, _, _ in lines)
    on_goods = draw(st.integers(0, value - sum(own)))
    shipping, tip = draw(cents), draw(st.sampled_from([0, 0, 1, 37, 500]))
    subtotal = value - sum(own) - on_goods
    included = draw(st.booleans())
    taxes = draw(st.integers(0, (subtotal + shipping) // 6))
    total = subtotal + shipping + tip + (0 if included else taxes)
    refunded = draw(st.sampled_from([0, total, total + 100]) | st.integers(0, total))
    status = draw(st.sampled_from(["paid", "voided", "pending", "partially_refunded"]))
    cells = {
        "Subtotal": subtotal, "Shipping": shipping, "Taxes": taxes, "Total": total, "Refunded Amount": refunded,
        "Discount Amount": sum(own) + on_goods,
    }  # fmt: skip
    texts = {name: f"{amount // 100}.{amount % 100:02d}" for name, amount in cells.items()}
    texts |= {"Financial Status": status, "Cancelled at": draw(st.sampled_from(["", "2026-03-05 09:00:00 +0000"]))}
    made = [
        line(f"S{n}", f"{price / 100:.2f}", quantity, f"{mine / 100:.2f}", **{"Lineitem taxable": str(taxed).lower()})
        for n, ((price, quantity, taxed, _), mine) in enumerate(zip(lines, own, strict=True))
    ]
    return texts, made


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(order=orders())
def test_entries_add_up_to_the_total_and_refunds_to_what_went_back(
    tmp_path: Path, order: tuple[dict[str, str], list[dict[str, str]]]
) -> None:
    """Whatever the order: Σ entries = Total, Σ refund entries = −stated, every amount whole, every key once."""
    cells, lines = order
    found = list(opened(write(tmp_path / "orders.csv", (cells, lines))))
    if isinstance(found[0], Rejected):
        assert "more than its prices" in found[0].reason
        return
    records = [r for r in found if isinstance(r, Record)]
    placed = [r for r in records if r.order_placed]
    assert sum(e.amount for r in placed for e in r.entries) == to_micros(cells["Total"])
    assert sum(r.stated or 0 for r in placed) == to_micros(cells["Total"])
    for record in records[len(placed) :]:
        assert sum(e.amount for e in record.entries) == record.stated
        assert -(record.stated or 0) >= to_micros(cells["Refunded Amount"])
    for record in records:
        components = [e.component for e in record.entries]
        assert len(components) == len(set(components))
        assert all(e.amount >= 0 for e in record.entries if e.category is Category.GROSS_SALES)
        assert all(e.amount <= 0 for e in record.entries if e.category in (Category.DISCOUNTS, Category.RETURNS))
        assert all(e.amount % 10_000 == 0 for e in record.entries if record.order_placed)
