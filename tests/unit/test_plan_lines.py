"""Lines of the merchant's plan: what cells mean, which are refused and why, and that a written sheet reads the same."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credora_agent.core.errors import BadInput
from credora_agent.ledger.entries import Rejected
from credora_agent.sync.importers.cells import BadCell
from credora_agent.sync.importers.plan_csv import HEADER, read_plan, write_plan
from credora_agent.sync.importers.plan_lines import EVERY, KINDS, STATUSES, Cells, PlanLine, plan_cells, plan_line

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 28)


def line(what: str, /, **cells: str) -> PlanLine:
    """Read a line, its cells written as a command's options are: `from_` for "from"."""
    return plan_line(Cells({"what": what, **{name.rstrip("_"): cell for name, cell in cells.items()}}, "GBP", TODAY))


def test_money_that_leaves_is_typed_positive_and_kept_negative() -> None:
    """Rent 1,200 a month leaves; a loan of 5,000 comes; the currency is the shop's unless it is said."""
    rent = line("payment", name="Rent", amount="£1,200", every="monthly", from_="2026-12-01", kind="rent").values
    assert (rent["amount_micros"], rent["every"], rent["currency"], rent["last_day"]) == (
        -1_200_000_000, "month", "GBP", None,
    )  # fmt: skip
    loan = line("payment", name="Loan", amount="5000", every="once", from_="2026-12-01", direction="in", currency="eur")
    assert (loan.values["amount_micros"], loan.values["currency"]) == (5_000_000_000, "EUR")


def test_an_order_is_planned_until_its_day_has_come() -> None:
    """The deposit is 30 % in either spelling; an order of today is ordered, one of tomorrow planned."""
    given = {"name": "Big", "units": "400", "unit_cost": "8.47", "arrives": "2027-01-04"}
    now = line("stock", from_="2026-11-28", deposit="30%", **given).values
    later = line("stock", from_="2026-11-29", deposit="0.3", **given).values
    assert (now["status"], later["status"]) == ("ordered", "planned")
    assert now["deposit_rate"] == later["deposit_rate"] == Decimal("0.3")
    assert now["sku"] is None


PAY = {"name": "x", "amount": "5", "every": "once", "from_": "2026-12-01"}
STOCK = {"name": "x", "units": "1", "unit_cost": "1", "from_": "2026-12-02", "arrives": "2026-12-02"}
TAX = {"name": "VAT", "every": "quarter", "from_": "2026-10-01", "due_days": "37"}


@pytest.mark.parametrize(
    ("what", "cells", "why"),
    [
        ("payment", PAY | {"amount": "-5"}, "not above nought"),
        ("payment", PAY | {"amount": "0"}, "not above nought"),
        ("payment", PAY | {"amount": "five"}, "not a number"),
        ("payment", PAY | {"amount": "1e30"}, "not a number"),
        ("payment", PAY | {"amount": "9" * 30}, "not an amount"),
        ("payment", PAY | {"every": "fortnight"}, "once, week, month"),
        ("payment", PAY | {"every": ""}, "every is empty"),
        ("payment", PAY | {"from_": ""}, "from is empty"),
        ("payment", PAY | {"name": " "}, "name is empty"),
        ("payment", PAY | {"name": "x" * 121}, "too long"),
        ("payment", PAY | {"from_": "1 Dec"}, "not a day"),
        ("payment", PAY | {"from_": "2206-12-01"}, "too far ahead"),
        ("payment", PAY | {"until": "2026-11-30"}, "before it begins"),
        ("payment", PAY | {"kind": "fun"}, "payroll"),
        ("payment", PAY | {"currency": "GBR"}, "GBP"),
        ("balance", {"amount": "5", "from_": "2026-11-29"}, "to come"),
        ("stock", STOCK | {"units": "0"}, "between 1 and"),
        ("stock", STOCK | {"units": "1.5"}, "whole"),
        ("stock", STOCK | {"from_": "2026-12-03"}, "before it is ordered"),
        ("stock", STOCK | {"deposit": "130%"}, "0 and 100 %"),
        ("stock", STOCK | {"deposit": "30"}, "like 30% or 0.3"),
        ("terms", {"lead_days": "-3"}, "between 0 and"),
        ("terms", {"lead_days": "3", "pack": "0"}, "between 1 and"),
        ("tax", TAX | {"every": "week"}, "month, quarter, year"),
        ("tax", TAX | {"share": "-1"}, "0 and 100 %"),
        ("event", {"name": "x", "from_": "2026-12-01", "factor": "-0.5"}, "between 0"),
        ("event", {"name": "x", "from_": "2026-12-01", "factor": "NaN"}, "not a number"),
        ("fun", {}, "balance, payment"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(what: str, cells: dict[str, str], why: str) -> None:
    with pytest.raises(BadCell, match=why):
        line(what, **cells)


def test_an_overdrawn_account_is_a_balance() -> None:
    """A negative balance is one; without a day it is today's."""
    values = line("balance", amount="-250.40").values
    assert (values["account"], values["day"], values["amount_micros"]) == ("main", TODAY, -250_400_000)


def test_a_line_is_named_by_its_key_alone() -> None:
    """Another amount is the same line; another first day, kind or name is another one."""
    given = {"name": "Rent", "amount": "1", "every": "month", "from_": "2026-12-01"}
    first = line("payment", **given)
    assert first.id == first.values["id"] == line("payment", **given | {"amount": "2"}).id
    others = [given | {"name": "Rents"}, given | {"kind": "rent"}, given | {"from_": "2026-12-02"}]
    assert len({first.id, *(line("payment", **each).id for each in others)}) == 4
    assert line("balance", amount="1").id == line("balance", amount="2").id != line("balance", name="b", amount="1").id


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
DAYS = st.dates(date(2020, 1, 1), TODAY)
MONEY = st.integers(1, 2**50).map(lambda micros: f"{Decimal(micros).scaleb(-6):f}")
SHARES = st.integers(0, 10_000).map(lambda parts: f"{Decimal(parts).scaleb(-2):f}%")
COUNTS = st.integers(0, 3_650).map(str)
LINES = st.one_of(
    st.fixed_dictionaries({"what": st.just("balance"), "name": NAMES, "from": DAYS.map(str), "amount": MONEY}),
    st.fixed_dictionaries(
        {
            "what": st.just("payment"), "name": NAMES, "from": DAYS.map(str), "amount": MONEY,
            "every": st.sampled_from(EVERY), "kind": st.sampled_from(KINDS),
            "direction": st.sampled_from(("in", "out")),
        },
        optional={"until": st.dates(TODAY, date(2100, 12, 31)).map(str), "currency": st.sampled_from(("EUR", "JPY"))},
    ),
    st.fixed_dictionaries(
        {
            "what": st.just("stock"), "name": NAMES, "from": DAYS.map(str), "unit_cost": MONEY,
            "arrives": st.just(str(TODAY)), "units": st.integers(1, 10**9).map(str), "deposit": SHARES,
            "balance_days": COUNTS, "status": st.sampled_from(STATUSES),
        },
        optional={"sku": NAMES},
    ),
    st.fixed_dictionaries({"what": st.just("terms"), "lead_days": COUNTS, "deposit": SHARES}, optional={"sku": NAMES}),
    st.fixed_dictionaries(
        {
            "what": st.just("tax"), "name": NAMES, "from": DAYS.map(str), "due_days": COUNTS, "share": SHARES,
            "every": st.sampled_from(("month", "quarter", "year")),
        }
    ),
    st.fixed_dictionaries(
        {
            "what": st.just("event"), "name": NAMES, "from": DAYS.map(str),
            "factor": st.integers(0, 10**6).map(lambda parts: f"{Decimal(parts).scaleb(-3):f}"),
        }
    ),
    st.fixed_dictionaries({"what": st.just("campaign"), "name": NAMES, "sku": NAMES}),
)  # fmt: skip


@given(given_lines=st.lists(LINES, min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_a_written_sheet_reads_the_same(given_lines: list[dict[str, str]], tmp_path: Path) -> None:
    """Any lines, written and read, are the same lines under the same ids; a name like a formula is inert meanwhile."""
    lines = [plan_line(Cells(cells, "GBP", TODAY)) for cells in given_lines]
    path = tmp_path / "plan.csv"
    assert write_plan(path, lines) == len(lines)
    again: list[Any] = list(read_plan(path, currency="GBP", today=TODAY))
    assert [plan_cells(each) for each in again] == [plan_cells(each) for each in lines]
    assert [each.id for each in again] == [each.id for each in lines]
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert not row["name"].startswith(("=", "+", "-", "@"))


def test_a_sheet_is_read_in_any_order_and_its_bad_rows_are_named(tmp_path: Path) -> None:
    """Columns and rows in any order, decimal commas and German dates; the row that makes no sense says its number."""
    path = tmp_path / "plan.csv"
    path.write_text(
        "Amount;What;Name;Every;From;Kind\n1.200,50;payment;Miete;month;13.12.2026;rent\n;payment;Leer;month;1.12.2026;\n",
        encoding="utf-8",
    )
    rent, bad = read_plan(path, currency="EUR", today=TODAY)
    assert isinstance(rent, PlanLine)
    assert (rent.values["amount_micros"], rent.values["first_day"]) == (-1_200_500_000, date(2026, 12, 13))
    assert isinstance(bad, Rejected)
    assert (bad.row, bad.reason) == (3, "The amount is empty. Fill it in.")


def test_a_sheet_without_its_first_column_says_what_the_header_is(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("name,amount\nRent,5\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        list(read_plan(path, currency="GBP", today=TODAY))
    assert HEADER in caught.value.remedy
