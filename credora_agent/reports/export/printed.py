"""A statement as a PDF of A4 pages: what a bank or an accountant is handed.

The letters are those every reader of PDF brings, Latin only: amounts stand without a currency's sign, under a heading
that names it, and what has no letter there is written as a question mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from credora_agent.core.money import minor_digits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from credora_agent.reports.schemas import Figure, Line, Report

TOTALS = frozenset({"net_sales", "revenue", "cm1", "cm2", "cm3", "ebitda", "net_profit"})
PLAIN = str.maketrans({"–": "-", "−": "-", "≤": "<", "≥": ">", "’": "'", "“": '"', "”": '"', "…": "...", "Σ": "sum of ",
                       "€": "EUR ", "×": "x", "÷": "/"})  # fmt: skip
MARKS = {"at_most": "<", "at_least": ">", "partial": "~"}
ACROSS = 6
"""Amounts one page holds side by side."""
WIDE = 3
"""Amounts from which on a page lies on its side."""
NAME, MARGIN, HEIGHT = 52.0, 15.0, 6.2
"""Millimetres of a line's name, of the margin, of a row."""
INK, QUIET, RULE = (23, 33, 30), (90, 103, 99), (200, 208, 204)


class Column(NamedTuple):
    """A column: its heading, and its figure of each line."""

    head: str
    cells: tuple[str, ...]


def printed_statement(report: Report, shop: str, words: Sequence[str]) -> bytes:
    """Return the statement of `shop`: what is said of it, its lines, as many pages as its columns take, its notes."""
    columns = _columns(report)
    pages = [columns[at : at + ACROSS] for at in range(0, len(columns), ACROSS)]
    pdf = _paper(landscape=len(columns) > WIDE)
    for number, page in enumerate(pages, 1):
        pdf.add_page()
        _head(pdf, report, shop, f"page {number} of {len(pages)}" if len(pages) > 1 else "")
        if number == 1:
            _text(pdf, " ".join(words), size=10)
            pdf.ln(2)
        _table(pdf, report.lines, page)
    _foot(pdf, report)
    return bytes(pdf.output())


def _paper(*, landscape: bool) -> FPDF:
    pdf = FPDF(orientation="landscape" if landscape else "portrait", format="A4")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(auto=True, margin=MARGIN)
    pdf.set_title("Profit and loss")
    pdf.set_creator("Credora")
    return pdf


def _head(pdf: FPDF, report: Report, shop: str, page: str) -> None:
    pdf.set_text_color(*INK)
    pdf.set_font("Helvetica", "B", 15)
    pdf.cell(0, 8, _plain(f"Profit and loss, {shop}"), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    as_of = f", as of {report.as_of:%Y-%m-%d %H:%M} UTC" if report.as_of else ""
    said = f"{report.period.start} to {report.period.end}, in {report.currency}, {report.basis} basis{as_of}"
    _text(pdf, ", ".join(each for each in (said, page) if each), size=9, quiet=True)
    pdf.ln(2)


def _table(pdf: FPDF, lines: Sequence[Line], columns: Sequence[Column]) -> None:
    width = (pdf.epw - NAME) / len(columns)
    pdf.set_draw_color(*RULE)
    _row(pdf, "", [column.head for column in columns], width, bold=True, size=7.5)
    pdf.line(MARGIN, pdf.get_y(), MARGIN + pdf.epw, pdf.get_y())
    for at, line in enumerate(lines):
        total = line.id in TOTALS
        if total:
            pdf.line(MARGIN, pdf.get_y(), MARGIN + pdf.epw, pdf.get_y())
        _row(pdf, line.label, [column.cells[at] for column in columns], width, bold=total, size=9)
    pdf.ln(3)


def _row(pdf: FPDF, name: str, cells: Sequence[str], width: float, *, bold: bool, size: float) -> None:  # noqa: PLR0913
    pdf.set_text_color(*INK)
    pdf.set_font("Helvetica", "B" if bold else "", size)
    pdf.cell(NAME, HEIGHT, _plain(name))
    for cell in cells:
        pdf.cell(width, HEIGHT, _plain(cell), align=Align.R)
    pdf.ln(HEIGHT)


def _foot(pdf: FPDF, report: Report) -> None:
    lacks = [line.label for line in report.lines if line.total.value is None]
    said = ["< at most, > at least, ~ as far as recorded, - not recorded."]
    if report.cogs_coverage.value is not None:
        said.append(f"{report.cogs_coverage.value * 100:.1f}% of net sales have a unit cost (COGS coverage).")
    if lacks:
        said.append(f"Not recorded, so not counted: {', '.join(lacks)}.")
    said += [*report.notes, f"Ledger version {report.ledger_version}."]
    for each in said:
        _text(pdf, each, size=8, quiet=True)


def _text(pdf: FPDF, text: str, *, size: float, quiet: bool = False) -> None:
    pdf.set_text_color(*(QUIET if quiet else INK))
    pdf.set_font("Helvetica", "", size)
    pdf.multi_cell(0, size * 0.5, _plain(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align=Align.L)


def _columns(report: Report) -> list[Column]:
    """Return a column for each part, the total, and what it is compared with."""
    digits = minor_digits(report.currency)
    found = [
        Column(_days(part), tuple(_cell(line.parts[at], digits) for line in report.lines))
        for at, part in enumerate(report.lines[0].parts)
    ]
    whole = "Total" if found else _days(report.lines[0].total)
    found.append(Column(whole, tuple(_cell(line.total, digits) for line in report.lines)))
    if report.compare is not None:
        base = [line.compare for line in report.lines if line.compare is not None]
        found.append(Column(_days(base[0]), tuple(_cell(each, digits) for each in base)))
        moved = tuple(_amount(line.change.delta if line.change else None, digits) for line in report.lines)
        found.append(Column("Change", moved))
    return found


def _days(figure: Figure) -> str:
    return f"{figure.start} to {figure.end}" if figure.start != figure.end else f"{figure.start}"


def _cell(figure: Figure, digits: int) -> str:
    mark = MARKS.get(figure.bound, "") if figure.value is not None else ""
    return f"{mark} {_amount(figure.value, digits)}".strip()


def _amount(value: Decimal | None, digits: int) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"


def _plain(text: str) -> str:
    return text.translate(PLAIN).encode("latin-1", "replace").decode("latin-1")
