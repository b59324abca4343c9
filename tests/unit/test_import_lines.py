"""Order lines through a mapping: what each row posts, and why a row is refused."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credora_agent.core.errors import BadFile, BadInput
from credora_agent.core.money import to_micros
from credora_agent.ledger.entries import Category, Record, Rejected
from credora_agent.sync.importers.mapping import Mapping
from credora_agent.sync.importers.read import OrderFile, open_orders

FIXTURE = Path(__file__).parents[1] / "fixtures" / "order_lines.csv"
UK = Path(__file__).resolve().parents[3] / "shared" / "data" / "online_retail_uk_2011_transactions.csv.gz"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
COLUMNS = {"order": "order", "sku": "sku", "quantity": "qty", "unit_price": "price", "ordered_at": "date"}


def opened(path: Path, mapping: Mapping | None = None, zone: str = "Europe/London") -> OrderFile:
    return open_orders(path, zone=ZoneInfo(zone), currency="GBP", now=NOW, mapping=mapping, salt=b"salt")


def mapped(columns: dict[str, str] | None = None, **fields: Any) -> Mapping:
    return Mapping.model_validate({"columns": {**COLUMNS, **(columns or {})}, **fields})


def rows(path: Path, mapping: Mapping, *lines: str, extra: str = "") -> list[Record | Rejected]:
    path.write_text("\n".join([f"order,sku,qty,price,date{extra}", *lines]) + "\n")
    return list(opened(path, mapping))


def row(tmp_path: Path, text: str, mapping: Mapping | None = None, extra: str = "") -> Record:
    (record,) = rows(tmp_path / "a.csv", mapping or mapped(), text, extra=extra)
    assert isinstance(record, Record), record
    return record


def reason(tmp_path: Path, text: str, mapping: Mapping | None = None, extra: str = "") -> str:
    (bad,) = rows(tmp_path / "a.csv", mapping or mapped(), text, extra=extra)
    assert isinstance(bad, Rejected)
    assert bad.row == 2
    return bad.reason


def posted(record: Record) -> list[tuple[str, str]]:
    return [(str(e.category), f"{e.amount / 1e6:.2f}") for e in record.entries]


def test_a_known_file_needs_no_mapping() -> None:
    """Two equal lines of a sale, its postage, a return, a discount, and stock moved without a price."""
    file = opened(FIXTURE)
    records = [r for r in file if isinstance(r, Record)]
    assert file.kind == "lines"
    assert {Category.GROSS_SALES, Category.RETURNS, Category.SHIPPING_INCOME} <= file.provides
    assert [posted(r) for r in records] == [
        [("gross_sales", "15.30")], [("gross_sales", "15.30")], [("shipping_income", "18.00")],
        [("returns", "-2.55")], [("discounts", "-27.50")], [("stock_adjustment", "0.00")],
    ]  # fmt: skip
    assert [r.order_placed for r in records] == [True, True, True, False, False, False]
    assert [(r.entries[0].quantity, r.entries[0].stock_quantity) for r in records] == [
        (6, 6), (6, 6), (0, 0), (-1, -1), (0, 0), (0, 0)
    ]  # fmt: skip


def test_equal_lines_share_a_key_and_are_numbered_by_the_ledger() -> None:
    first, second, *_ = [r for r in opened(FIXTURE) if isinstance(r, Record)]
    assert first.source_key == second.source_key == "536365:85123A:6@2.55:2010-12-01T08:26:00"
    assert first.numbered
    assert not first.whole_order
    assert (first.row, second.row) == (2, 3)


def test_payloads_hold_the_mapped_cells_but_no_customer() -> None:
    first, *_, last = [r for r in opened(FIXTURE) if isinstance(r, Record)]
    assert set(first.payload) == {"InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice"}
    assert len(first.customer_ref or "") == 32
    assert last.customer_ref is None
    assert (first.title, last.title) == ("WHITE HEART", None)


def test_a_line_id_is_the_key(tmp_path: Path) -> None:
    record = row(tmp_path, "1,A,2,3.00,2026-01-02,L9", mapped({"line_id": "id"}), extra=",id")
    assert (record.source_key, record.numbered) == ("L9", False)
    assert "line id is empty" in reason(tmp_path, "1,A,2,3.00,2026-01-02,", mapped({"line_id": "id"}), extra=",id")


def test_a_complete_file_holds_its_orders_whole(tmp_path: Path) -> None:
    assert row(tmp_path, "1,A,2,3.00,2026-01-02", mapped(orders="complete")).whole_order


def test_a_time_without_offset_is_the_shop_s_and_one_with_it_is_moved_there(tmp_path: Path) -> None:
    """00:30 in London's summer is 23:30 UTC of the day before; the day stays London's."""
    local = row(tmp_path, "1,A,2,3.00,2026-07-02 00:30")
    assert (local.occurred_at, local.local_date) == (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2))
    offset = row(tmp_path, "1,A,2,3.00,2026-07-01T23:30:00Z")
    assert (offset.occurred_at, offset.local_date) == (local.occurred_at, local.local_date)


def test_a_pattern_and_a_decimal_comma(tmp_path: Path) -> None:
    mapping = mapped(date_format="%d.%m.%Y %H:%M", decimal=",")
    record = row(tmp_path, '1,A,2,"1.234,50",03.02.2026 14:05', mapping)
    assert (record.stated, record.local_date) == (to_micros("2469"), date(2026, 2, 3))
    assert record.source_key == "1:A:2@1234.50:2026-02-03T14:05:00"


def test_a_row_s_own_currency_counts(tmp_path: Path) -> None:
    mapping = mapped({"currency": "cur"})
    assert row(tmp_path, "1,A,2,3.00,2026-01-02,eur", mapping, extra=",cur").currency == "EUR"
    assert row(tmp_path, "1,A,2,3.00,2026-01-02,", mapping, extra=",cur").currency == "GBP"
    assert "not a currency" in reason(tmp_path, "1,A,2,3.00,2026-01-02,XQQ", mapping, extra=",cur")


def test_a_negative_quantity_is_a_return_only_when_the_mapping_says_so(tmp_path: Path) -> None:
    assert 'set "negative_quantity"' in reason(tmp_path, "1,A,-2,3.00,2026-01-02")
    record = row(tmp_path, "1,A,-2,3.00,2026-01-02", mapped(negative_quantity="return", returns_restocked=False))
    assert posted(record) == [("returns", "-6.00")]
    assert (record.entries[0].quantity, record.entries[0].stock_quantity) == (-2, 0)


def test_codes_take_their_amount_as_it_stands(tmp_path: Path) -> None:
    mapping = mapped(codes=[{"sku": "FEE", "as": "fees"}, {"sku": "gift_*", "as": "gift_cards"}])
    assert posted(row(tmp_path, "1,fee,-1,3.00,2026-01-02", mapping)) == [("fees", "-3.00")]
    assert posted(row(tmp_path, "1,fee,1,-3.00,2026-01-02", mapping)) == [("fees", "-3.00")]
    assert posted(row(tmp_path, "1,gift_50,1,50,2026-01-02", mapping)) == [("gift_cards", "50.00")]


CHARGED = {"discount": "off", "tax": "tax", "line_total": "total"}


@pytest.mark.parametrize(
    ("included", "cells", "expected"),
    [
        (False, "2,60.00,20.00,20.00,120.00",
         [("gross_sales", "120.00"), ("discounts", "-20.00"), ("sales_tax", "20.00")]),
        (True, "2,60.00,20.00,20.00,100.00",
         [("gross_sales", "96.00"), ("discounts", "-16.00"), ("sales_tax", "20.00")]),
        (True, "2,60.00,-20.00,20.00,100.01",
         [("gross_sales", "96.00"), ("discounts", "-16.00"), ("sales_tax", "20.00"), ("other_income", "0.01")]),
        (False, "-2,60.00,20.00,20.00,-120.00", [("returns", "-100.00"), ("sales_tax", "-20.00")]),
        (True, "-2,60.00,,20.00,", [("returns", "-100.00"), ("sales_tax", "-20.00")]),
    ],
)  # fmt: skip
def test_discount_tax_and_total_columns(
    tmp_path: Path, *, included: bool, cells: str, expected: list[tuple[str, str]]
) -> None:
    """120.00 less 20.00; tax 20.00 on top of the 100.00, or inside it (then a fifth of every price is tax)."""
    mapping = mapped(CHARGED, tax_included=included, negative_quantity="return")
    quantity, price, rest = cells.split(",", 2)
    record = row(tmp_path, f"1,A,{quantity},{price},2026-01-02,{rest}", mapping, extra=",off,tax,total")
    assert posted(record) == expected
    assert record.stated == sum(e.amount for e in record.entries)


@pytest.mark.parametrize(
    ("rest", "words"), [("9,0,1", "larger than the line"), ("0,0,7", "line total 7.00"), ("x,0,6", "not a number")]
)
def test_charges_that_contradict_are_refused(tmp_path: Path, rest: str, words: str) -> None:
    assert words in reason(tmp_path, f"1,A,2,3.00,2026-01-02,{rest}", mapped(CHARGED), extra=",off,tax,total")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (",A,2,3.00,2026-01-02", "order id is empty"),
        ("1,A,two,3.00,2026-01-02", "not a number"),
        ("1,A,1.5,3.00,2026-01-02", "fraction"),
        ("1,A,2,,2026-01-02", "not a number"),
        ("1,A,2,1e5,2026-01-02", "not a number"),
        ("1,A,2,nan,2026-01-02", "not a number"),
        ("1,A,2,-3.00,2026-01-02", "price is negative"),
        ("1,A,2,3.0000001,2026-01-02", "more than six decimals"),
        ("1,A,2,99999999999999999999,2026-01-02", "not an amount"),
        ("1,A,999999999,9999999999,2026-01-02", "too large"),
        ("1,A,99999999999,1,2026-01-02", "quantity '99999999999' is too large"),
        ("1,A,2,3.00,2026-13-02", "not a date"),
        ("1,A,2,3.00,", "not a date"),
        ("1,A,2,3.00,1989-12-31", "before 1990-01-01"),
        ("1,A,2,3.00,0001-01-01", "before 1990-01-01"),
        ("1,A,2,3.00,2026-11-24", "future"),
        ("1,A,2,3.00", "too few"),
        ("1,A,2,3.00,2026-01-02,x", "too many"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(tmp_path: Path, text: str, words: str) -> None:
    assert words in reason(tmp_path, text)


def test_a_cancellation_with_a_positive_quantity_is_refused(tmp_path: Path) -> None:
    mapping = mapped(cancelled={"order_prefix": "C"})
    assert "positive quantity" in reason(tmp_path, "C1,A,2,3.00,2026-01-02", mapping)


def test_a_rejected_row_shows_short_cells_and_no_customer(tmp_path: Path) -> None:
    (bad,) = rows(tmp_path / "a.csv", mapped({"customer": "who"}), f"{'x' * 99},A,?,3,2026-01-02,a@b.c", extra=",who")
    assert isinstance(bad, Rejected)
    assert len(bad.cells["order"]) == 60
    assert "who" not in bad.cells


def test_a_file_without_rows_and_one_not_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("order,sku,qty,price,date\n")
    with pytest.raises(BadFile, match="no rows"):
        opened(path)
    path.write_text("foo,bar\n1,2\n")
    with pytest.raises(BadInput) as caught:
        opened(path)
    assert "no column for order" in caught.value.cause
    assert "mapping file" in caught.value.remedy


quantities = st.integers(-1000, 1000)
prices = st.integers(0, 10**8).map(lambda n: f"{n // 1000}.{n % 1000:03d}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(lines=st.lists(st.tuples(quantities, prices), min_size=1, max_size=30))
def test_what_is_posted_is_quantity_times_price(tmp_path: Path, lines: list[tuple[int, str]]) -> None:
    """Σ stated = Σ entries = Σ quantity × price, exactly, and units move only with goods."""
    texts = [f"{n},A,{quantity},{price},2026-01-02" for n, (quantity, price) in enumerate(lines)]
    records = rows(tmp_path / "a.csv", mapped(negative_quantity="return"), *texts)
    assert all(isinstance(r, Record) for r in records)
    total = sum(quantity * to_micros(price) for quantity, price in lines)
    found = [r for r in records if isinstance(r, Record)]
    assert sum(r.stated or 0 for r in found) == sum(e.amount for r in found for e in r.entries) == total
    units = sum(quantity for quantity, price in lines if to_micros(price))
    assert sum(e.quantity for r in found for e in r.entries) == units


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400, deadline=None)
@given(data=st.data(), name=st.sampled_from(["order_lines.csv", "shopify_orders.csv"]))
def test_damage_is_always_a_sentence(tmp_path: Path, data: st.DataObject, name: str) -> None:
    """Whatever bytes are put anywhere, each row is booked or refused, or the file is, with a remedy."""
    content = (FIXTURE.parent / name).read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        junk = data.draw(
            st.sampled_from([b'"', b",", b"\n", b"\r", b"-", b"9" * 30, b"\0", b"\xe9"]) | st.binary(max_size=9)
        )
        content = content[:at] + junk + content[at + data.draw(st.integers(0, 40)) :]
    (tmp_path / "a.csv").write_bytes(content)
    assert all(outcome(tmp_path / "a.csv"))


def outcome(path: Path) -> list[str]:
    """Return what there is to say of each row, or of the file as a whole."""
    try:
        return [item.reason if isinstance(item, Rejected) else item.source_key for item in opened(path)]
    except BadInput as error:
        return [error.cause, error.remedy]


@pytest.mark.skipif(not UK.exists(), reason="the UK shop's file is not on this machine")
def test_a_real_year_of_541909_lines_adds_up() -> None:
    """Control total 9,747,747.934; 9,288 cancellation lines; nothing refused; codes at their known sums."""
    file = opened(UK)
    codes: Counter[str] = Counter()
    stated = cancelled = count = 0
    started = time.perf_counter()
    for record in file:
        assert isinstance(record, Record), record
        count += 1
        stated += record.stated or 0
        cancelled += (record.order_ref or "").startswith("C")
        (entry,) = record.entries
        assert entry.amount == record.stated
        if entry.component == "amount":
            codes[(entry.sku or "").upper()] += entry.amount
    assert time.perf_counter() - started < 60
    assert (count, cancelled, stated) == (541_909, 9_288, to_micros("9747747.934"))
    assert codes == {
        "POST": to_micros("66230.64"), "DOT": to_micros("206245.48"), "C2": to_micros("6986.00"),
        "D": to_micros("-5696.22"), "M": to_micros("-68671.64"), "PADS": to_micros("0.003"),
        "AMAZONFEE": to_micros("-221520.50"), "BANK CHARGES": to_micros("-7175.639"), "CRUK": to_micros("-7933.43"),
        "B": to_micros("-11062.06"), "S": to_micros("-3049.39"), "GIFT_0001_10": to_micros("74.97"),
        "GIFT_0001_20": to_micros("167.05"), "GIFT_0001_30": to_micros("175.53"),
        "GIFT_0001_40": to_micros("100.70"), "GIFT_0001_50": to_micros("167.56"),
    }  # fmt: skip
