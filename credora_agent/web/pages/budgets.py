"""`/budgets`: what was planned for a year's months, what became of it, and the plan itself, to be changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from credora_agent.actions.wanted import SetBudget
from credora_agent.core import clock
from credora_agent.core.errors import BadInput
from credora_agent.core.period import Grain, Period, month_end
from credora_agent.reports.budget_lines import LINES, line_named, months_named, wanted
from credora_agent.reports.schemas import plain
from credora_agent.telling.budget import tell_budget
from credora_agent.telling.phrasing import whole_money
from credora_agent.web.links import link
from credora_agent.web.look import page as shown
from credora_agent.web.replies import csv_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.reports.budget import BudgetedLine, BudgetReport
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

FIRST, LAST = 1990, 2100
Year = Annotated[int | None, Query(ge=FIRST, le=LAST)]
Line = Annotated[str | None, Query(max_length=40)]
SHOWN = ("budget", "actual", "by_now", "variance", "variance_rate", "low", "projected", "high")
DONE = {"changed": "The budgets are changed.", "same": "The budgets say so already."}
BLANK = frozenset({"", "-", "–"})


class Planned(NamedTuple):
    """A line's budgets of a year: each month as it is written and as it is typed, and their sum."""

    line: str
    label: str
    said: tuple[str, ...]
    typed: tuple[str, ...]
    total: str


async def ask(parts: Parts, visitor: Visitor, *, period: Period) -> BudgetReport:
    """Return what became of the budgets of whole months as of today; the page, its file and its JSON say the same."""
    return await parts.reports.budget(visitor.caller, period, today=visitor.today)


def year_of(year: int) -> Period:
    """Return the months of a year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the page, its forms and its file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/budgets")
    async def budgets(request: Request, year: Year = None, edit: Line = None, done: Line = None) -> Response:
        """Show the budgets of a year."""
        visitor = await parts.visitors.reader(request)
        line = edit if edit in LINES and visitor.may("analyst") else None
        return await _page(parts, request, visitor, year or visitor.today.year, line, done=DONE.get(done or ""))

    @router.post("/budgets")
    async def change(request: Request) -> Response:
        """Change the months of a line that were typed otherwise than they stood; empty ones are removed."""
        visitor = await parts.visitors.analyst(request)
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        year = _year(form.get("year", ""), visitor.today.year)
        try:
            line = line_named(form.get("line", ""))
            changed = await _change(parts, visitor, line, year, form)
        except BadInput as problem:
            named = form.get("line") if form.get("line") in LINES else None
            return await _page(parts, request, visitor, year, named, typed=form, problem=problem)
        books, done = request.query_params.get("books"), "changed" if changed else "same"
        return RedirectResponse(f"{link('/budgets', year=year, done=done, books=books)}#plan", 303)

    @router.get("/budgets.csv")
    async def file(request: Request, year: Year = None) -> Response:
        """Return the budgets of a year and what became of them as a file."""
        from credora_agent.reports.export.books import write_sheet  # noqa: PLC0415 - seldom asked for

        visitor = await parts.visitors.reader(request)
        period = year_of(year or visitor.today.year)
        report = await ask(parts, visitor, period=period)
        name = f"{visitor.open_shop.slug} budgets {period.start.year}"
        return csv_of(name, partial(write_sheet, sheet=report.sheet))

    return router


async def _page(  # noqa: PLR0913 - what a page is made of
    parts: Parts,
    request: Request,
    visitor: Visitor,
    year: int,
    edit: str | None,
    *,
    done: str | None = None,
    typed: Mapping[str, str] | None = None,
    problem: BadInput | None = None,
) -> Response:
    period = year_of(year)
    report = await ask(parts, visitor, period=period)
    planned = await _planned(parts, visitor, period)
    return shown(
        request, "budgets.html", visitor, status=400 if problem else 200, report=report, year=year, planned=planned,
        words=tell_budget(report).words, columns=[each for each in report.sheet.columns if each.id in SHOWN],
        hrefs={line.line: _rows_behind(line, report.until) for line in report.lines},
        months=[each.start for each in period.split(Grain.MONTH)],
        edit=next((each for each in planned if each.line == edit), None),
        typed=typed or {}, problem=problem, done=done, edits=visitor.may("analyst"),
    )  # fmt: skip


async def _planned(parts: Parts, visitor: Visitor, period: Period) -> list[Planned]:
    currency, of = visitor.open_shop.currency, await _amounts(parts, visitor)
    found = []
    for line, metric in LINES.items():
        amounts = [of.get((line, month.start)) for month in period.split(Grain.MONTH)]
        known = [amount for amount in amounts if amount is not None]
        found.append(
            Planned(
                line, metric.label,
                tuple("–" if amount is None else whole_money(amount, currency) for amount in amounts),
                tuple("" if amount is None else plain(amount).removesuffix(".00") for amount in amounts),
                whole_money(sum(known, Decimal(0)), currency) if known else "–",
            )
        )  # fmt: skip
    return found


async def _amounts(parts: Parts, visitor: Visitor) -> dict[tuple[str, date], Decimal]:
    return {(each.line, each.month): each.amount for each in await parts.reports.budgets(visitor.caller)}


async def _change(parts: Parts, visitor: Visitor, line: str, year: int, form: Mapping[str, str]) -> bool:
    """Make what was typed so; tell whether that changed anything. Raises BadInput, then nothing is changed."""
    if (whole := form.get("whole", "").strip()) not in BLANK:
        given = wanted(line, months_named(str(year)), _amount(whole), visitor.open_shop.currency)
        await parts.reports.set_budgets(visitor.caller, given)
        return True
    now, changes = await _amounts(parts, visitor), []
    for month in (each.start for each in year_of(year).split(Grain.MONTH)):
        name, stands = f"{month:%Y-%m}", now.get((line, month))
        if name not in form:
            continue
        typed, seen = (_typed(form.get(each, "")) for each in (name, f"was-{name}"))
        if typed in {seen, stands}:
            continue
        if seen != stands:
            raise BadInput(f"Somebody else has changed {name} meanwhile.", remedy="Look at it again, then change it.")
        changes.append(SetBudget(line=line, month=name, amount=typed))
    for each in changes:
        _checked(each, visitor.open_shop.currency)
    for each in changes:
        await parts.actions.do(visitor.caller, "web", each, today=visitor.today, now=clock.now())
    return bool(changes)


def _checked(each: SetBudget, currency: str) -> None:
    """Raise BadInput for an amount its line cannot have: before any month is changed."""
    if each.amount is not None:
        wanted(each.line, months_named(each.month), each.amount, currency)


def _typed(text: str) -> Decimal | None:
    return None if text.strip() in BLANK else _amount(text)


def _amount(text: str) -> Decimal:
    try:
        found = Decimal(text.strip().replace(",", "").replace("−", "-").lstrip("£$€ "))
    except InvalidOperation:
        raise BadInput(f"{text[:40]!r} is no amount.", remedy="Write it like 4000 or 4000.50.") from None
    if not found.is_finite():
        raise BadInput(f"{text[:40]!r} is no amount.", remedy="Write it like 4000 or 4000.50.")
    return found


def _year(text: str, this: int) -> int:
    """Return a year a shop can have books of, this one for any other text."""
    return int(text) if text.isdecimal() and FIRST <= int(text) <= LAST else this


def _rows_behind(line: BudgetedLine, until: date | None) -> str | None:
    """Return where the ledger rows of a line's actual are listed; None where its months have gaps."""
    if until is None or not line.entries or not line.months or line.months[0] > until:
        return None
    span = Period(line.months[0], month_end(line.months[-1])).split(Grain.MONTH)
    if len(span) != len(line.months):
        return None
    asked: dict[str, Any] = {"metric": line.line, "start": line.months[0], "end": min(span[-1].end, until)}
    return link("/entries", **asked)
