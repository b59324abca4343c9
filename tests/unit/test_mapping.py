"""Mappings: kept as JSON, checked against a file, and proposed from headers and rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.core.errors import BadInput
from credora_agent.ledger.entries import Category
from credora_agent.sync.importers.codes import matcher, present
from credora_agent.sync.importers.guess import date_format, decimal_mark
from credora_agent.sync.importers.mapping import Mapping
from credora_agent.sync.importers.propose import Proposal, propose

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {"order": "Order", "sku": "SKU", "quantity": "Qty", "unit_price": "Price", "ordered_at": "Date"}


def test_a_mapping_survives_its_file(tmp_path: Path) -> None:
    mapping = Mapping.model_validate(
        {"columns": COLUMNS, "cancelled": {"order_prefix": "C"}, "codes": [{"sku": "gift_*", "as": "gift_cards"}]}
    )
    mapping.dump(tmp_path / "m.json")
    assert Mapping.load(tmp_path / "m.json") == mapping
    assert json.loads((tmp_path / "m.json").read_text())["codes"] == [{"sku": "gift_*", "as": "gift_cards"}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ("[]", "bad value"),
        ("{}", "'columns'"),
        (json.dumps({"columns": COLUMNS, "colour": 1}), "unknown key 'colour'"),
        (json.dumps({"columns": COLUMNS | {"colour": "x"}}), "unknown key 'columns.colour'"),
        (json.dumps({"columns": COLUMNS | {"customer": "Order"}}), "'Order' is given two meanings"),
        (json.dumps({"columns": COLUMNS, "version": 2}), "'version'"),
        (json.dumps({"columns": COLUMNS, "decimal": ";"}), "'decimal'"),
        (json.dumps({"columns": COLUMNS, "date_format": "DD/MM/YYYY"}), "'date_format'"),
        (json.dumps({"columns": COLUMNS, "codes": [{"sku": "A", "as": "cogs"}]}), "'codes.0"),
        (json.dumps({"columns": COLUMNS, "codes": [{"sku": "A", "as": "postage"}]}), "'codes.0"),
    ],
)
def test_a_bad_mapping_file_says_what_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "m.json").write_text(text)
    with pytest.raises(BadInput) as caught:
        Mapping.load(tmp_path / "m.json")
    assert words in caught.value.cause
    assert caught.value.remedy


def test_a_mapping_file_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        Mapping.load(tmp_path / "none.json")
    (tmp_path / "m.json").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(BadInput, match="not UTF-8"):
        Mapping.load(tmp_path / "m.json")
    with pytest.raises(BadInput, match="cannot be written"):
        Mapping.model_validate({"columns": COLUMNS}).dump(tmp_path / "no" / "m.json")


def test_a_column_the_file_lacks_is_named_with_a_near_one() -> None:
    mapping = Mapping.model_validate({"columns": COLUMNS})
    mapping.check(["Date", "Price", "Qty", "SKU", "Order"])
    with pytest.raises(BadInput, match="quantity from the column 'Qty'") as caught:
        mapping.check(["Date", "Price", "Qtty", "SKU", "Order"])
    assert "Did you mean 'Qtty'" in caught.value.remedy


def proposed(text: str) -> Proposal:
    header, *rows = (line.split(";") for line in text.splitlines())
    return propose(header, rows)


def test_a_plain_english_file_is_understood() -> None:
    found = proposed("Order ID;SKU;Product Name;Qty;Unit Price;Order Date;Currency\n7;A;Cup;2;3.50;2026-01-02;EUR")
    assert found.mapping
    assert found.columns == {
        "order": "Order ID", "sku": "SKU", "title": "Product Name", "quantity": "Qty", "unit_price": "Unit Price",
        "ordered_at": "Order Date", "currency": "Currency",
    }  # fmt: skip
    assert found.confidence == 1.0
    assert "order ← 'Order ID'" in found.describe()


@pytest.mark.parametrize(
    "text",
    [
        "Bestellnummer;Artikelnummer;Menge;Stückpreis;Bestelldatum\n7;A;2;3,50;31.01.2026 09:15",
        "N° commande;Référence;Quantité;Prix unitaire;Date de commande\n7;A;2;3,50;31/01/2026",
        "Número de pedido;Código de producto;Cantidad;Precio unitario;Fecha de pedido\n7;A;2;3,50;31/01/2026",
        "Número do pedido;Código do produto;Quantidade;Preço unitário;Data do pedido\n7;A;2;3,50;31/01/2026 10:00",
    ],
)
def test_other_languages_are_understood(text: str) -> None:
    found = proposed(text)
    assert found.mapping, found.describe()
    assert found.mapping.decimal == ","
    assert found.mapping.date_format.startswith("%d")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Order;SKU;Qty;Date\n1;A;2;2026-01-02", "no column for unit_price"),
        ("Order;SKU;Qty;Price;Date\n1;A;2;3.5;03/04/2026\n2;A;2;3.5;05/06/2026", "day/month or month/day"),
        ("Order;SKU;Qty;Price;Date\n1;A;2;3.5;someday", "no known format"),
        ("Order;SKU;Qty;Price;Date\n1;A;2.5;3.5;2026-01-02", "whole numbers"),
        ("Order;SKU;Qty;Price;Date\n1;A;2;cheap;2026-01-02", "are prices"),
        ("Order;SKU;Qty;Price;Date\n1;A;2;1,250;2026-01-02", "thousands or three decimals"),
        ("Order;SKU;Qty;Price;Date;Tax\n1;A;2;3.50;2026-01-02;0.70", "tax_included"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(text: str, doubt: str) -> None:
    found = proposed(text)
    assert found.mapping is None
    assert doubt in "; ".join(found.unsure)
    assert json.loads(found.draft())["columns"]["order"] == "Order"


@pytest.mark.parametrize(("total", "included"), [("8.40", False), ("7.00", True)])
def test_a_line_total_tells_whether_prices_hold_tax(total: str, *, included: bool) -> None:
    found = proposed(f"Order;SKU;Qty;Price;Date;Tax;Line total\n1;A;2;3.50;2026-01-02;1.40;{total}")
    assert found.mapping
    assert found.mapping.tax_included is included


def test_an_order_s_total_is_not_taken_for_a_line_s() -> None:
    found = proposed("Order;SKU;Qty;Price;Date;Total\n1;A;2;3.50;2026-01-02;99.00")
    assert found.mapping
    assert found.mapping.columns.line_total is None


@pytest.mark.parametrize(("quantity", "marked"), [("-1", True), ("1", False)])
def test_a_c_before_a_number_marks_a_cancellation_when_its_units_are_negative(quantity: str, *, marked: bool) -> None:
    rows = "\n".join(f"{n};A;2;3.5;2026-01-02" for n in range(60))
    found = proposed(f"Order;SKU;Qty;Price;Date\n{rows}\nC61;A;{quantity};3.5;2026-01-02")
    assert found.mapping
    assert (found.mapping.cancelled is not None) is marked


def test_short_codes_count_only_beside_an_unmistakable_one() -> None:
    """A shop with sizes S and M sells products; one with POST among its codes does not."""
    assert present(["S", "M", "L"]) == ()
    match = matcher(present(["85123A", "POST", "M"]))
    assert (match("m"), match("POST"), match("Gift_0001_10")) == (
        Category.OTHER_INCOME, Category.SHIPPING_INCOME, Category.GIFT_CARDS
    )  # fmt: skip
    assert match("85123A") is None


@pytest.mark.parametrize(
    ("cells", "pattern"),
    [
        (["2026-01-02T10:00:00Z"], "iso"),
        (["2026-01-02 10:00:00 +0100"], "iso"),
        (["01/31/2026 1:05 PM"], "%m/%d/%Y %I:%M %p"),
        (["31/01/26"], "%d/%m/%y"),
        (["03.04.2026"], "%d.%m.%Y"),
        (["20 November 2026"], "%d %B %Y"),
        (["2026/01/02 10:00"], "%Y/%m/%d %H:%M"),
    ],
)
def test_date_formats_are_told_from_cells(cells: list[str], pattern: str) -> None:
    assert date_format(cells) == (pattern, None)


@given(st.lists(st.integers(0, 10**7), min_size=1), st.sampled_from(".,"))
def test_the_decimal_mark_is_found_in_any_price_list(pennies: list[int], mark: str) -> None:
    cells = [f"{n // 100}{mark}{n % 100:02d}" for n in pennies]
    assert decimal_mark(cells) == (mark, None)
