"""Budgets as a report: what was planned, what became of it so far, what should have by now, and where it may end."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from credora_agent.analytics.budget import Course, Daily, Outcome, ending, plan_by_day
from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import METRICS, STATEMENT, Unit
from credora_agent.analytics.pnl import COLUMN, ROW, figures, leaves
from credora_agent.core.money import to_decimal, to_micros
from credora_agent.core.period import Grain, Period, month_end
from credora_agent.ledger.keep_plan import load_plan
from credora_agent.ledger.load import load_books, load_daily
from credora_agent.reports.budget_lines import CAN_BE_A_LOSS, whole_months
from credora_agent.reports.kept import kept
from credora_agent.reports.schemas import Plain, Range, Schema
from credora_agent.reports.sheets import Column, Sheet, SheetReport, SheetRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.analytics.figure import Figure
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.view import Books, DailyView

SEED = 20_260_101
BY_DATE = frozenset(("operating_costs", "financing"))
"""Costs that fall due on a date of the month, not on a weekday."""
FLIPPED = {Bound.AT_MOST: Bound.AT_LEAST, Bound.AT_LEAST: Bound.AT_MOST}
RULES = (
    "Costs are written as positive amounts; over budget is unfavourable for them, favourable for income and profit.",
    "“By now” is what of the budget should have come by that day, were the month to go its usual way.",
)


class BudgetedLine(Schema):
    """One line against its budget, in currency units, costs as positive amounts.

    `actual` is what was booked up to `until`, `by_now` what of the budget should have been, by `course`. `variance` is
    actual less by_now, `variance_rate` the same as a share of by_now. `projected` is where the months may end, with
    four of five futures between `low` and `high`; None where the line has no daily course to simulate.
    """

    line: str
    label: str
    budget: Plain
    actual: Plain | None
    bound: Bound
    by_now: Plain | None
    course: str
    variance: Plain | None
    variance_rate: Plain | None
    favourable: bool | None
    low: Plain | None
    projected: Plain | None
    high: Plain | None
    months: tuple[date, ...]
    without_budget: tuple[date, ...]
    entries: int


class BudgetReport(SheetReport):
    """Budgets of whole months as of `today`; `until` is the last day that counts as over, None before the first."""

    today: date
    until: date | None
    lines: tuple[BudgetedLine, ...]
    lack: str | None = None


class _Known(NamedTuple):
    """What the books say for a comparison: figures by line and month, days by line."""

    books: Books
    period: Period
    until: date | None
    view: DailyView
    figures: Mapping[tuple[str, date], Figure]
    history: Mapping[str, Daily]


async def read_budget(
    database: Database, caller: Caller, period: Period, *, today: date, seed: int = SEED
) -> BudgetReport:
    """Return every budgeted line of those whole months as of `today`, days before it being over.

    Raises BadPeriod for anything but whole months.
    """
    whole_months(period)

    async def work(session: ReadSession) -> BudgetReport:
        return await _worked_out(session, caller.tenant_id, period, today, seed)  # type: ignore[arg-type]

    args = {"start": period.start, "end": period.end, "today": today, "seed": seed}
    return await kept(database, caller, name="budget", args=args, schema=BudgetReport, work=work)


async def _worked_out(session: AsyncSession, tenant: UUID, period: Period, today: date, seed: int) -> BudgetReport:
    books = await load_books(session, tenant)
    budgets: dict[str, dict[date, int]] = defaultdict(dict)
    for each in (await load_plan(session, tenant)).budgets:
        if each.month in period:
            budgets[each.line][each.month] = each.amount
    over = today - timedelta(days=1)
    until = min(over, books.recorded.end) if books.recorded and books.recorded.start <= over else None
    whole = (
        Period(min(period.start, books.recorded.start), max(until, period.start)) if books.recorded and until else None
    )
    view = await load_daily(session, tenant, whole or Period(period.start, period.start))
    ids = [metric.id for metric in STATEMENT if metric.id in budgets]
    known = _Known(
        books, period, until, view, _figures(books, view, period, until, ids), _histories(books, view, until, ids)
    )
    lines = tuple(_line(known, line, budgets[line], seed) for line in ids)
    return _report(known, today, lines)


def _figures(
    books: Books, view: DailyView, period: Period, until: date | None, ids: Sequence[str]
) -> dict[tuple[str, date], Figure]:
    months = [each for each in period.split(Grain.MONTH) if until is not None and each.start <= until]
    cut = [Period(each.start, min(each.end, until or each.end)) for each in months]
    found = figures(view, books, cut, ids)
    return {
        (line, month.start): figure
        for month, row in zip(months, found, strict=True)
        for line, figure in zip(ids, row, strict=True)
    }


def _histories(books: Books, view: DailyView, until: date | None, ids: Iterable[str]) -> dict[str, Daily]:
    """Return every line by day, spoken positively, from the first day of the books to the last that is over."""
    if books.recorded is None or until is None:
        return {line: Daily(0, np.zeros(0, dtype=np.int64)) for line in (*ids, "revenue")}
    days = Period(books.recorded.start, until)
    amounts = view.sums(days.split(Grain.DAY))[:, :, COLUMN["amount"]]
    return {
        line: Daily(
            days.start.toordinal(),
            METRICS[line].sign * amounts[:, [ROW[each] for each in leaves(line)]].sum(axis=1).astype(np.int64),
        )
        for line in (*ids, "revenue")
    }


def _line(known: _Known, line: str, budgets: Mapping[date, int], seed: int) -> BudgetedLine:
    metric, months = METRICS[line], sorted(budgets)
    sign = metric.sign
    found = [known.figures[line, month] for month in months if (line, month) in known.figures]
    actual = _sum(figure.value for figure in found)
    by_now, courses = _by_now(known, line, budgets)
    variance = None if actual is None or by_now is None else sign * actual - to_decimal(by_now)
    outcome = _outcome(known, line, months, actual, seed)
    rate = None
    if variance is not None and by_now:
        rate = (variance / abs(to_decimal(by_now))).quantize(Decimal("0.0001"))
    return BudgetedLine(
        line=line,
        label=metric.label,
        budget=to_decimal(sign * sum(budgets.values())),
        actual=None if actual is None else sign * actual,
        bound=_bound(found, sign),
        by_now=None if by_now is None else to_decimal(by_now),
        course=" and ".join(courses),
        variance=variance,
        variance_rate=rate,
        favourable=_favourable(variance, _bound(found, sign), sign),
        low=to_decimal(outcome.low) if outcome else None,
        projected=to_decimal(outcome.middle) if outcome else None,
        high=to_decimal(outcome.high) if outcome else None,
        months=tuple(months),
        without_budget=tuple(each.start for each in known.period.split(Grain.MONTH) if each.start not in budgets),
        entries=sum(figure.entries for figure in found),
    )


def _favourable(variance: Decimal | None, bound: Bound, sign: int) -> bool | None:
    """Tell whether being off by that much is good; None when it is nothing, or what is not recorded may turn it."""
    unsure = {Bound.AT_MOST: 1, Bound.AT_LEAST: -1}
    if not variance or bound is Bound.PARTIAL or unsure.get(bound, 0) * variance > 0:
        return None
    return (variance > 0) is (sign > 0)


def _by_now(known: _Known, line: str, budgets: Mapping[date, int]) -> tuple[int | None, tuple[str, ...]]:
    """Return what of the budgets should have come by the last day that is over, spoken, and what says so."""
    until, recorded, courses, total = known.until, known.books.recorded, [], None
    history = known.history["revenue" if line in CAN_BE_A_LOSS else line]
    for month, amount in budgets.items():
        figure = known.figures.get((line, month))
        if figure is None or figure.value is None or recorded is None or until is None:
            continue
        whole, spoken = Period(month, month_end(month)), METRICS[line].sign * amount
        compared = whole.meet(Period(recorded.start, until)) or whole
        if compared != whole:
            parts, course = plan_by_day(spoken, whole, history, by_date=line in BY_DATE)
            spoken = sum(parts[(compared.start - whole.start).days : (compared.end - whole.start).days + 1])
            courses.append(_said(course, line))
        total = (total or 0) + spoken
    return total, tuple(dict.fromkeys(courses))


def _said(course: Course, line: str) -> str:
    return f"{course.value} of revenue" if line in CAN_BE_A_LOSS and course is not Course.EVEN else course.value


def _outcome(known: _Known, line: str, months: Sequence[date], actual: Decimal | None, seed: int) -> Outcome | None:
    """Return where the budgeted months may end, in spoken micros; None where all are over or there is no course."""
    until, last = known.until, month_end(max(months))
    span = [each for each in known.period.split(Grain.MONTH) if months[0] <= each.start <= months[-1]]
    if until is None or last <= until or len(span) != len(months):
        return None
    first = max(months[0], until + timedelta(days=1))
    ahead = ending(known.history[line], first, last, seed=seed)
    if ahead is None or (actual is None and months[0] <= until):
        return None
    so_far = 0 if actual is None else to_micros(METRICS[line].sign * actual)
    return Outcome(*(so_far + each for each in ahead))


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _bound(found: Sequence[Figure], sign: int) -> Bound:
    bounds = {figure.bound for figure in found if figure.value is not None} - {Bound.EXACT}
    if not bounds:
        return Bound.EXACT
    bound = bounds.pop() if len(bounds) == 1 else Bound.PARTIAL
    return FLIPPED.get(bound, bound) if sign < 0 else bound


def _report(known: _Known, today: date, lines: tuple[BudgetedLine, ...]) -> BudgetReport:
    books = known.books
    lack = None
    if not lines:
        months = f"{known.period.start:%Y-%m} to {known.period.end:%Y-%m}"
        lack = (
            f"Nothing is budgeted for {months}. Set a budget by `credora budget set marketing"
            f" {known.period.start:%Y-%m} 4000`; costs are written as positive amounts."
        )
    return BudgetReport(
        shop=books.shop,
        currency=books.currency,
        period=Range(start=known.period.start, end=known.period.end),
        as_of=books.as_of,
        ledger_version=books.version,
        sheet=_sheet(books.currency, lines),
        rules=RULES if lines else (),
        notes=tuple(_notes(known, today, lines)) if lines else (),
        today=today,
        until=known.until if known.until and known.until >= known.period.start else None,
        lines=lines,
        lack=lack,
    )


def _sheet(currency: str, lines: Sequence[BudgetedLine]) -> Sheet:
    money = (
        ("budget", "Budget", "Σ budgets of the months"),
        ("actual", "Actual", "what is booked up to the last day that is over"),
        ("by_now", "By now", "the part of the budget due by then, by the line's usual course"),
        ("variance", "Off by", "actual − by now"),
        ("low", "Low", "lower end of four in five simulated futures"),
        ("projected", "May end at", "median of simulated futures"),
        ("high", "High", "upper end of four in five simulated futures"),
    )
    columns = [Column(id=name, label=label, unit=Unit.MONEY, formula=formula) for name, label, formula in money]
    rate = Column(id="variance_rate", label="Off by %", unit=Unit.RATIO, formula="(actual − by now) ÷ |by now|")
    return Sheet(
        title="Budget and actual",
        currency=currency,
        columns=(*columns[:4], rate, *columns[4:]),
        rows=tuple(_row(each) for each in lines),
    )


def _row(line: BudgetedLine) -> SheetRow:
    names = ("budget", "actual", "by_now", "variance", "variance_rate", "low", "projected", "high")
    marks = () if line.favourable is None else ("favourable" if line.favourable else "unfavourable",)
    bounds: dict[str, Bound] = {}
    if line.bound is not Bound.EXACT:
        bounds = {"actual": line.bound, "variance": line.bound}
    return SheetRow(
        id=line.line,
        label=line.label,
        values={name: getattr(line, name) for name in names},
        bounds=bounds,
        marks=marks,
        texts={"course": line.course} if line.course else {},
        entries=line.entries,
    )


def _notes(known: _Known, today: date, lines: Sequence[BudgetedLine]) -> list[str]:
    notes, until = [], known.until
    over = min(today - timedelta(days=1), known.period.end)
    if until is None or until < known.period.start:
        notes.append("No day of these months is over in the books, so there is nothing to compare yet.")
    elif until < over:
        notes.append(f"The books end on {until}: actuals and what was due are both up to that day.")
    if known.books.recorded and known.period.start < known.books.recorded.start:
        notes.append(f"The books begin on {known.books.recorded.start}; what came before is in no actual.")
    for course, names in _by_course(lines).items():
        notes.append(f"What was due follows {course} for {', '.join(names)}.")
    gaps: dict[tuple[date, ...], list[str]] = defaultdict(list)
    for line in lines:
        gaps[line.without_budget].append(line.label)
    for months, names in gaps.items():
        if months:
            named = ", ".join(f"{month:%b %Y}" for month in months)
            notes.append(f"No budget of {', '.join(names)} for {named}: left out on both sides.")
    budgeted = {each.line for each in lines}
    without = [m.label for m in STATEMENT if m.category and m.expected and m.id not in budgeted]
    if without:
        notes.append(f"Without a budget: {', '.join(without)}.")
    missing = [each.label for each in lines if each.actual is None and until and until >= each.months[0]]
    if missing:
        notes.append(f"Not recorded, so not comparable: {', '.join(missing)}.")
    return notes


def _by_course(lines: Sequence[BudgetedLine]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        if line.course:
            found[line.course].append(line.label)
    return found
