"""Unit costs and exchange rates from files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from credora_agent.core.errors import BadFile, BadInput
from credora_agent.core.money import to_micros
from credora_agent.core.period import EARLIEST
from credora_agent.ledger.entries import Rejected
from credora_agent.sync.importers.costs_csv import UnitCost, read_costs
from credora_agent.sync.importers.rates_csv import Rate, read_rates

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def costs(path: Path, text: str) -> list[UnitCost | Rejected]:
    path.write_text(text)
    return list(read_costs(path, currency="GBP"))


def rates(path: Path, text: str) -> list[Rate | Rejected]:
    path.write_text(text)
    return list(read_rates(path, now=NOW))


def test_costs_with_a_day_and_a_currency(tmp_path: Path) -> None:
    """A costs 2.50 until it costs 3.00 from 1 June; B has neither day nor currency."""
    found = costs(
        tmp_path / "c.csv",
        "SKU,Unit Cost,Valid from,Currency\nA,2.50,2026-01-01,EUR\nA,3,2026-06-01,eur\nB,.5,,\nB,1,,\n",
    )
    assert found[:2] == [
        UnitCost(2, "A", to_micros("2.5"), "EUR", date(2026, 1, 1)),
        UnitCost(3, "A", to_micros("3"), "EUR", date(2026, 6, 1)),
    ]
    assert isinstance(found[2], Rejected)
    assert found[3] == UnitCost(5, "B", to_micros("1"), "GBP", EARLIEST)


def test_costs_as_a_german_sheet_has_them(tmp_path: Path) -> None:
    (found,) = costs(tmp_path / "c.csv", "Artikelnummer;Einkaufspreis;Gültig ab\nA;1.234,50;31.01.2026\n")
    assert found == UnitCost(2, "A", to_micros("1234.5"), "GBP", date(2026, 1, 31))


@pytest.mark.parametrize(
    ("row", "words"),
    [(",1,2026-01-01", "empty"), ("A,-1,2026-01-01", "negative"), ("A,x,2026-01-01", "not a number"),
     ("A,1,1970-01-01", "before"), ("A,1", "too few")],
)  # fmt: skip
def test_a_bad_cost_is_refused(tmp_path: Path, row: str, words: str) -> None:
    text = "sku,cost,from\n" + "B,1.00,2026-01-01\n" * 60 + row + "\n"
    *_, bad = costs(tmp_path / "c.csv", text)
    assert isinstance(bad, Rejected)
    assert words in bad.reason
    assert bad.row == 62


@pytest.mark.parametrize(
    ("text", "words"),
    [("sku,colour\nA,red\n", "no column for unit_cost"), ("sku,cost,from\nA,1.00,01/02/2026\n", "day/month"),
     ("sku,cost\nA,1.250\n", "three decimals"), ("sku,cost\n", "no rows")],
)  # fmt: skip
def test_a_table_of_costs_that_cannot_be_told_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises((BadInput, BadFile), match=words):
        costs(tmp_path / "c.csv", text)


def test_rates_one_a_row(tmp_path: Path) -> None:
    found = rates(tmp_path / "r.csv", "Date,Base,Quote,Rate\n2026-01-02,EUR,gbp,0.8561\n2026-01-02,USD,GBP,0.78\n")
    assert found == [
        Rate(2, date(2026, 1, 2), "EUR", "GBP", Decimal("0.8561")),
        Rate(3, date(2026, 1, 2), "USD", "GBP", Decimal("0.78")),
    ]


def test_the_ecb_s_history(tmp_path: Path) -> None:
    """Every row ends in a comma, and N/A is a currency not quoted that day."""
    found = rates(tmp_path / "r.csv", "Date,USD,JPY,CYP,\n2026-11-20,1.1524,180.99,N/A,\n2026-11-19,1.1576,x,N/A,\n")
    assert found[:3] == [
        Rate(2, date(2026, 11, 20), "EUR", "USD", Decimal("1.1524")),
        Rate(2, date(2026, 11, 20), "EUR", "JPY", Decimal("180.99")),
        Rate(3, date(2026, 11, 19), "EUR", "USD", Decimal("1.1576")),
    ]
    assert isinstance(found[3], Rejected)
    assert found[3].reason.startswith("JPY: 'x' is not a rate")


def test_the_ecb_s_day(tmp_path: Path) -> None:
    found = rates(tmp_path / "r.csv", "Date, USD, JPY, \n20 November 2026, 1.1524, 180.99, \n")
    assert [r.quote for r in found if isinstance(r, Rate)] == ["USD", "JPY"]


@pytest.mark.parametrize(
    ("row", "words"),
    [("2026-01-02,EUR,GBP,0", "not a rate"), ("2026-01-02,EUR,GBP,-1", "not a rate"),
     ("2026-01-02,EUR,EUR,1", "itself"),
     ("2026-01-02,EUR,XQQ,1", "not a currency"), ("2027-01-02,EUR,GBP,1", "future"), ("2026-01-02,EUR,GBP", "too few")],
)  # fmt: skip
def test_a_bad_rate_is_refused(tmp_path: Path, row: str, words: str) -> None:
    *_, bad = rates(tmp_path / "r.csv", "date,from,to,rate\n2026-01-02,EUR,GBP,0.86\n" + row + "\n")
    assert isinstance(bad, Rejected)
    assert words in bad.reason


def test_a_table_that_holds_no_rates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no table of rates"):
        rates(tmp_path / "r.csv", "Date,Weather\n2026-01-02,fine\n")


@pytest.mark.parametrize(("cost", "currency", "micros"), [
    ("1.250", "KWD", 1_250_000), ("1,250", "KWD", 1_250_000), ("0.307", "GBP", 307_000),
])  # fmt: skip
def test_three_decimals_are_clear_where_the_currency_or_a_leading_nought_says_so(
    tmp_path: Path, cost: str, currency: str, micros: int
) -> None:
    """Of dinars, "1.250" is one and a quarter; nobody writes three hundred and seven thousand as "0.307"."""
    file = tmp_path / "costs.csv"
    file.write_text(f'sku,cost\nA,"{cost}"\n', encoding="utf-8")
    assert [row.amount for row in read_costs(file, currency=currency)] == [micros]
