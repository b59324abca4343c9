"""What the merchant says of the days to come, as forms and tables: the same cells as `credora cash` and its sheet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from credora_agent.sync.importers.plan_lines import EVERY, KINDS, STATUSES, plan_cells
from credora_agent.telling.phrasing import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from credora_agent.sync.importers.plan_lines import PlanLine

SHORT_ID = 12
MONEY = frozenset({"amount", "unit_cost"})
NUMBERS = MONEY | {"units", "lead_days", "least", "pack", "deposit", "balance_days", "due_days", "share", "factor"}


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of a line as a field: what it is called, how it is typed, what is usual, what it means."""

    name: str
    label: str
    kind: Literal["text", "number", "date", "choice"] = "text"
    choices: tuple[str, ...] = ()
    usual: str = ""
    hint: str = ""
    must: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of line: its heading, what it does to the forecast, its fields."""

    what: str
    title: str
    action: str
    says: str
    fields: tuple[Field, ...]


_NAME = Field("name", "Name", hint="what it is called")
_DEPOSIT = Field("deposit", "Deposit", usual="0%", hint="the part paid with the order: 30%")
_LATER = Field("balance_days", "Rest due after", "number", usual="0", hint="days from arrival")
FORMS = {
    each.what: each
    for each in (
        Form(
            "balance",
            "Cash on hand",
            "State cash on hand",
            "What was in the bank at the end of a day. Every forecast of cash begins with it.",
            (
                Field("amount", "Balance"),
                Field("from", "At the end of", "date"),
                Field("name", "Account", usual="main"),
            ),
        ),
        Form(
            "payment",
            "Payments",
            "Plan a payment",
            "Payroll, rent, software, loans, what the owner takes: paid on their days in every future.",
            (
                _NAME,
                Field("amount", "Amount", hint="each time, above nought"),
                Field("direction", "Direction", "choice", ("out", "in"), "out"),
                Field("every", "How often", "choice", EVERY, "month"),
                Field("from", "First time", "date"),
                Field("until", "Last time", "date", must=False),
                Field("kind", "Kind", "choice", KINDS, "operating"),
            ),
        ),
        Form(
            "terms",
            "How goods are bought",
            "Say how goods are bought",
            "Lead time, smallest order and when suppliers are paid; without a SKU it holds for all goods.",
            (
                Field("sku", "SKU", hint="empty: every other product", must=False),
                Field("lead_days", "Lead time", "number", hint="days"),
                Field("least", "Smallest order", "number", usual="0"),
                Field("pack", "Pack of", "number", usual="1"),
                _DEPOSIT,
                _LATER,
            ),
        ),
        Form(
            "stock",
            "Stock orders",
            "Enter a stock order",
            "Goods on their way or meant to be: their deposit and balance leave on their days.",
            (
                _NAME,
                Field("sku", "SKU", must=False),
                Field("units", "Units", "number"),
                Field("unit_cost", "Unit cost"),
                Field("from", "Ordered on", "date"),
                Field("arrives", "Arrives on", "date"),
                _DEPOSIT,
                _LATER,
                Field("status", "Status", "choice", STATUSES, "ordered"),
            ),
        ),
        Form(
            "tax",
            "Sales tax",
            "Say when sales tax is paid",
            "What customers paid as tax is not yours: it leaves on its day.",
            (
                Field("name", "Name", usual="VAT"),
                Field("every", "How often", "choice", ("month", "quarter", "year"), "quarter"),
                Field("from", "A period begins on", "date"),
                Field("due_days", "Due after", "number", usual="37", hint="days from a period’s end"),
                Field("share", "Share left to pay", usual="100%", hint="after the tax on purchases"),
            ),
        ),
        Form(
            "event",
            "Days unlike others",
            "Enter days unlike others",
            "A launch, a sale, a closure: usual sales of those days times a factor.",
            (
                _NAME,
                Field("from", "From", "date"),
                Field("until", "To", "date", must=False),
                Field("factor", "Factor", hint="1.5: half as much again; 0: closed"),
            ),
        ),
    )
}
"""The kinds of lines a page can take, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Lines of one kind as a table: heads, and each line's id with its cells as they are written."""

    form: Form
    heads: tuple[Field, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def listed(lines: Iterable[PlanLine], currency: str) -> list[Listed]:
    """Return the plan by kind, columns nobody fills in left out; kinds without lines have none."""
    given = list(lines)
    found = []
    for form in FORMS.values():
        mine = [(line.id.hex, plan_cells(line)) for line in given if line.what == form.what]
        heads = tuple(
            each for each in form.fields if any(cells.get(each.name, "0") not in {"0", "0%"} for _, cells in mine)
        )
        rows = tuple((name, tuple(_said(cells, head.name, currency) for head in heads)) for name, cells in mine)
        found.append(Listed(form, heads, rows))
    return found


def _said(cells: Mapping[str, str], name: str, currency: str) -> str:
    cell = cells.get(name, "")
    if name in MONEY and cell:
        return money(Decimal(cell), cells.get("currency", currency))
    return "every other product" if name == "sku" and not cell and cells["what"] == "terms" else cell


def filled(line: PlanLine) -> dict[str, str]:
    """Return what the fields of a line's form hold."""
    return plan_cells(line)
