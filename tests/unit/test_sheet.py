"""A sheet as it is written: values in their units, bounds marked, texts inert, nothing cut that is a number."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import Unit
from credora_agent.cli.export import created
from credora_agent.cli.render import render
from credora_agent.reports.export.books import write_sheet
from credora_agent.reports.schemas import Range
from credora_agent.reports.sheets import Column, Sheet, SheetReport, SheetRow
from credora_agent.telling.blocks import Notice
from credora_agent.telling.sheet import table, told

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

COLUMNS = (
    Column(id="net_sales", label="Net sales", unit=Unit.MONEY, formula=""),
    Column(id="cm1", label="Gross profit (CM1)", unit=Unit.MONEY, formula=""),
    Column(id="return_rate", label="Return rate", unit=Unit.RATIO, formula=""),
    Column(id="poas", label="POAS", unit=Unit.MULTIPLE, formula=""),
    Column(id="days_of_cover", label="Days of cover", unit=Unit.DAYS, formula=""),
)


def sheet(label: str = "Throw", *, marks: tuple[str, ...] = ("few sales",), total: bool = True) -> Sheet:
    """Return a sheet of one line that has everything but a POAS."""
    values = {
        "net_sales": Decimal("1204.5"),
        "cm1": Decimal("-80.25"),
        "return_rate": Decimal("0.365"),
        "poas": None,
        "days_of_cover": Decimal(12),
    }
    line = SheetRow(id="T", label=label, values=values, bounds={"cm1": Bound.AT_MOST}, marks=marks, entries=3)
    everything = SheetRow(id="total", label="All", values={"net_sales": Decimal("1204.5")})
    return Sheet(
        title="Products", currency="GBP", columns=COLUMNS, rows=(line,), total=everything if total else None,
        left_out=2, order="by CM3",
    )  # fmt: skip


def printed(shown: RenderableType, width: int) -> list[str]:
    """Return the lines a terminal of that width shows."""
    console = Console(file=StringIO(), width=width, highlight=False)
    console.print(shown)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]


def test_values_are_written_in_their_units() -> None:
    """1204.5 → £1,204 (brief) · −80.25 at most → ≤ −£80.25 · .365 → 36.5% · none → – · 12 → 12 days; total last."""
    block = table(sheet())
    assert block.rows[0] == ("Throw", "£1,204", "≤ −£80.25", "36.5%", "–", "12 days", "few sales")
    assert block.rows[1] == ("All", "£1,204", "–", "–", "–", "–", "")
    assert block.title == "Products, by CM3 (2 more not shown)"
    assert table(sheet(), brief=False).rows[0][1] == "£1,204.50"


def test_columns_can_be_chosen_and_ordered() -> None:
    """Asked: return rate, net sales and one that is not there → label, 36.5%, £1,204."""
    block = table(sheet(marks=()), shown=("return_rate", "nothing", "net_sales"))
    assert block.columns == ("", "Return rate", "Net sales")
    assert block.rows[0] == ("Throw", "36.5%", "£1,204")
    assert block.numeric == (False, True, True)
    assert not block.remarks


def test_a_sheet_of_no_lines_can_be_shown() -> None:
    """No lines → a table of headings that prints."""
    empty = Sheet(title="Products", currency="GBP", columns=COLUMNS, rows=())
    assert table(empty).rows == ()
    assert any("Net" in line for line in printed(render(table(empty), {}, 80), 80))


def test_no_number_is_cut_on_any_width() -> None:
    """On 80, 60 and 40 characters every value of the line is there whole, and no line is wider."""
    for width in (120, 80, 60, 40):
        lines = printed(
            render(table(sheet("Recycled Wool Throw – cream", marks=("tied with X", "few"))), {}, width), width
        )
        text = "\n".join(lines)
        assert all(value in text for value in ("£1,204", "≤ −£80.25", "36.5%", "12 days")), (width, text)
        assert all(len(line.rstrip()) <= width for line in lines)
        assert "cream" in text


def test_notes_and_rules_follow_the_table() -> None:
    """Words, the table, then notes and rules, each once."""
    day = date(2026, 3, 1)
    report = SheetReport(
        shop="s", currency="GBP", period=Range(start=day, end=day), as_of=None, ledger_version=1, sheet=sheet(),
        rules=("Fees go by net sales.",), notes=("No ads.", "No ads."),
    )  # fmt: skip
    part = told(report, ("It lost money.",), shown=("cm1",))
    assert part.words == ("It lost money.",)
    assert [block.text for block in part.blocks if isinstance(block, Notice)] == ["No ads.", "Fees go by net sales."]


def test_a_sheet_exports_raw_and_inert(tmp_path: Path) -> None:
    """Raw decimals under ids; a formula in a label or an id is text; a missing value is empty; the bound is named."""
    path = tmp_path / "out.csv"
    with created(path) as file:
        write_sheet(file, sheet("=HYPERLINK(1)", marks=("+few",), total=False))
    with path.open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert row["label"] == "'=HYPERLINK(1)"
    assert (row["net_sales"], row["cm1"], row["poas"], row["return_rate"]) == ("1204.50", "-80.25", "", "0.365")
    assert (row["bounds"], row["marks"], row["entries"]) == ("cm1 at_most", "'+few", "3")
