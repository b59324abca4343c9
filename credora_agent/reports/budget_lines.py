"""Budgets as the merchant writes them: a line, a month or a year, and an amount; costs are written as positive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.metrics import REGISTRY, STATEMENT
from credora_agent.core.errors import BadInput, BadPeriod
from credora_agent.core.money import LARGEST, MICROS, allocate, minor_digits, to_decimal, to_micros
from credora_agent.core.period import EARLIEST, Grain, Period, around, month_end
from credora_agent.ledger.keep_plan import drop, keep, load_plan
from credora_agent.reports.schemas import Plain, Schema, plain
from credora_agent.tables.planning import Budget

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import WriteSession

LINES = {metric.id: metric for metric in STATEMENT}
CAN_BE_A_LOSS = frozenset(("cm1", "cm2", "cm3", "ebitda", "net_profit"))
"""Lines that may rightly be planned below nought."""
LATEST = 2100
MOST_CHARACTERS = 40


class BudgetEntry(Schema):
    """What a line shall come to in a month, costs as positive amounts."""

    line: str
    label: str
    month: date
    amount: Plain
    currency: str


class Wanted(NamedTuple):
    """One line's budget of one month, signed as the line is, in micros."""

    line: str
    month: date
    amount: int


def line_named(text: str) -> str:
    """Return the statement line called that, by its id or its label. Raises BadInput naming the lines there are."""
    name = " ".join(text.replace("_", " ").replace("-", " ").split()).lower()
    for metric in STATEMENT:
        if name in (metric.id.replace("_", " "), metric.label.lower()):
            return metric.id
    if name.replace(" ", "_") in REGISTRY:
        raise BadInput(f"{text!r} is no line of the P&L.", remedy=f"Budget one of: {', '.join(LINES)}.")
    raise BadInput(f"There is no line {text[:MOST_CHARACTERS]!r}.", remedy=f"Use one of: {', '.join(LINES)}.")


def months_named(text: str) -> Period:
    """Return the whole months in "2026-12", "2026" or "2026-07..2026-12". Raises BadPeriod for any other text."""
    first, dots, last = text.strip().partition("..")
    start, end = _named(first), _named(last) if dots else _named(first)
    return Period(start.start, end.end)


def _named(text: str) -> Period:
    year, _, month = text.strip().partition("-")
    grain = Grain.MONTH if month else Grain.YEAR
    try:
        found = around(date(int(year), int(month) if month else 1, 1), grain)
    except ValueError:
        shown = text[:MOST_CHARACTERS]
        raise BadPeriod(f"{shown!r} is no month and no year.", remedy="Write 2026-12, or 2026.") from None
    if not EARLIEST.year <= found.start.year <= LATEST:
        raise BadPeriod(f"{text} is before or after any shop's books.", remedy=f"Use {EARLIEST.year} to {LATEST}.")
    return found


def wanted(line: str, months: Period, amount: Decimal, currency: str) -> list[Wanted]:
    """Return the budgets of each month that add up to `amount`, which is spoken: positive for costs too.

    A sum for several months is split evenly, in the currency's smallest coin where it is a whole number of them; the
    first months take what is left over. Raises BadInput for an amount below nought where a line cannot be.
    """
    metric, micros = LINES[line], to_micros(amount)
    if micros < 0 and line not in CAN_BE_A_LOSS:
        kind = "a cost: write it as a positive amount" if metric.sign < 0 else "never below nought"
        raise BadInput(
            f"{metric.label} of {plain(amount)} is not possible: it is {kind}.",
            remedy=f"Write {plain(-amount)} instead.",
        )
    split = [each.start for each in months.split(Grain.MONTH)]
    coin = MICROS // 10 ** minor_digits(currency)
    step = coin if micros % coin == 0 else 1
    parts = allocate(micros // step, [1] * len(split))
    return [Wanted(line, month, metric.sign * part * step) for month, part in zip(split, parts, strict=True)]


async def store(session: WriteSession, tenant: UUID, given: Sequence[Wanted]) -> None:
    """Keep those budgets; one already there for a line and month is replaced. Raises BadInput when too large."""
    if any(abs(each.amount) > LARGEST for each in given):
        raise BadInput("An amount is too large to be a budget.", remedy="Check the amount and its unit.")
    rows = [{"line": each.line, "month": each.month, "amount_micros": each.amount} for each in given]
    await keep(session, tenant, Budget, rows)


async def forget(session: WriteSession, tenant: UUID, line: str, months: Period | None) -> int:
    """Remove a line's budgets of those months, of all without any; return how many there were."""
    if months is None:
        return await drop(session, tenant, Budget, line=line)
    return sum([await drop(session, tenant, Budget, line=line, month=each.start) for each in months.split(Grain.MONTH)])


async def listed(session: AsyncSession, tenant: UUID, currency: str) -> tuple[BudgetEntry, ...]:
    """Return every budget, by month and in the order of the statement."""
    found = (await load_plan(session, tenant)).budgets
    order = {line: i for i, line in enumerate(LINES)}
    return tuple(
        BudgetEntry(
            line=each.line,
            label=LINES[each.line].label,
            month=each.month,
            amount=to_decimal(LINES[each.line].sign * each.amount),
            currency=currency,
        )
        for each in sorted(found, key=lambda each: (each.month, order.get(each.line, 99)))
        if each.line in LINES
    )


def read_rows(rows: Iterable[Sequence[str]], currency: str) -> list[Wanted]:
    """Return the budgets in rows of cells (line, month or year, amount[, currency]), the first being the headings.

    Raises BadInput naming the first row that cannot be read: a sheet is taken whole or not at all.
    """
    given = [list(row) for row in rows]
    heads = [cell.strip().lower().lstrip("\ufeff") for cell in given[0]] if given else []
    if not {"line", "month", "amount"} <= set(heads):
        raise BadInput("The file has no columns line, month and amount.", remedy="Give it that first row.")
    at: dict[str, int] = {name: heads.index(name) for name in ("line", "month", "amount", "currency") if name in heads}
    found: dict[tuple[str, date], Wanted] = {}
    for number, row in enumerate(given[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            each = _row(row, at, currency)
        except (BadInput, IndexError) as bad:
            told = str(bad) if isinstance(bad, BadInput) else "A cell is missing."
            raise BadInput(f"Row {number}: {told}", remedy="Nothing was taken in; correct the file.") from None
        for one in each:
            if (one.line, one.month) in found:
                raise BadInput(
                    f"Row {number}: {one.line} of {one.month:%Y-%m} is given twice.",
                    remedy="Nothing was taken in; keep one of the rows.",
                )
            found[one.line, one.month] = one
    if not found:
        raise BadInput("The file has no budgets.", remedy="Give one row a line and month.")
    return list(found.values())


def _row(row: Sequence[str], at: dict[str, int], currency: str) -> list[Wanted]:
    told = row[at["currency"]].strip().upper() if "currency" in at and at["currency"] < len(row) else ""
    if told not in ("", currency):
        raise BadInput(f"It is in {told}.", remedy=f"Budgets are in the shop's currency, {currency}.")
    amount = to_decimal(to_micros(row[at["amount"]].replace(",", "").lstrip("'")))
    return wanted(line_named(row[at["line"]].lstrip("'")), months_named(row[at["month"]]), amount, currency)


def whole_months(period: Period) -> Period:
    """Return `period` if it is made of whole months. Raises BadPeriod otherwise: budgets are of months."""
    if period.start.day != 1 or period.end != month_end(period.end):
        raise BadPeriod(f"{period} is not made of whole months.", remedy="Budgets are of months: ask for whole ones.")
    return period
