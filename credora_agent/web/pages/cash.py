"""`/cash`: what cash may come to, with odds; what is assumed and by whose word; the merchant's plan, to be changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from credora_agent.core.errors import BadInput
from credora_agent.reports.forecast import HORIZON
from credora_agent.sync.plan_entry import PlanOf, enter
from credora_agent.sync.plans import list_plan, take_back
from credora_agent.telling.forecast import about, chance, tell
from credora_agent.telling.phrasing import day
from credora_agent.web.links import link
from credora_agent.web.look import page as shown
from credora_agent.web.pages.fans import fan_chart, flow_chart
from credora_agent.web.pages.plan_forms import FORMS, filled, listed
from credora_agent.web.replies import csv_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.reports.outlook import Outlook
    from credora_agent.sync.importers.plan_lines import PlanLine
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

HORIZONS = (28, 60, 90, 180, 365)
Horizon = Annotated[int, Query(ge=1, le=730)]
Metric = Literal["cash", "sales"]
Id = Annotated[str | None, Query(max_length=40)]
DONE = {
    "added": "Added to the plan; the forecast is made anew with it.",
    "changed": "Changed; the forecast is made anew with it.",
    "same": "The plan says so already.",
    "removed": "Removed from the plan.",
}
"""What is said after a change, by the word the address has for it."""
CHANGED_BY = {"pay": "payment", "terms": "terms", "tax": "tax", "balance": "balance", "stock": "stock"}


class Told(NamedTuple):
    """One card: a label, a value as it is written, what is said beside it."""

    label: str
    value: str
    note: str


class Typed(NamedTuple):
    """A form as somebody filled it in: its kind, its cells, the line it changes, and what is wrong with it."""

    what: str
    cells: Mapping[str, str]
    instead: str | None = None
    problem: BadInput | None = None


async def ask(parts: Parts, visitor: Visitor, *, horizon: int = HORIZON) -> Outlook:
    """Return the forecast as of today; the page, its file and its JSON say the same."""
    return await parts.reports.forecast(visitor.caller, today=visitor.today, horizon=horizon)


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the page, its forms and its file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cash")
    async def cash(  # noqa: PLR0913, PLR0917 - a query's parts
        request: Request,
        horizon: Horizon = HORIZON,
        metric: Metric = "cash",
        add: Id = None,
        edit: Id = None,
        done: Id = None,
    ) -> Response:
        """Show the forecast, and the plan with the form asked for."""
        visitor = await parts.visitors.reader(request)
        lines = await _plan(parts, visitor)
        typed = _form(visitor, lines, add, edit)
        return await _page(
            parts, request, visitor, lines, typed, horizon=horizon, metric=metric, done=DONE.get(done or "")
        )

    @router.post("/cash/plan")
    async def plan(request: Request) -> Response:
        """Keep a line of the plan; one it is typed instead of gives way."""
        visitor = await parts.visitors.analyst(request)
        typed = _typed(await request.form())
        try:
            entered = await enter(
                parts.database, visitor.caller, _plan_of(visitor), [{"what": typed.what, **typed.cells}],
                today=visitor.today, instead=typed.instead,
            )  # fmt: skip
        except BadInput as problem:
            lines = await _plan(parts, visitor)
            return await _page(parts, request, visitor, lines, typed._replace(problem=problem), status=400)
        word = "added" if entered.written.added else "changed" if entered.written.changed else "same"
        return _back(request, word)

    @router.post("/cash/plan/remove")
    async def remove(request: Request) -> Response:
        """Take a line of the plan back; one that is gone already is no error."""
        visitor = await parts.visitors.analyst(request)
        given = str((await request.form()).get("id", ""))
        if not any(line.id.hex == given for line in await _plan(parts, visitor)):
            return _back(request, "removed")
        await parts.database.write(visitor.caller, lambda session: take_back(session, visitor.open_shop.id, given))
        return _back(request, "removed")

    @router.get("/cash.csv")
    async def file(request: Request, horizon: Horizon = HORIZON) -> Response:
        """Return the days of the forecast as a file."""
        from credora_agent.reports.export.books import write_outlook  # noqa: PLC0415 - seldom asked for

        visitor = await parts.visitors.reader(request)
        outlook = await ask(parts, visitor, horizon=horizon)
        name = f"{visitor.open_shop.slug} forecast {outlook.first_day} {horizon} days"
        return csv_of(name, partial(write_outlook, outlook=outlook))

    return router


async def _page(  # noqa: PLR0913 - what a page is made of
    parts: Parts,
    request: Request,
    visitor: Visitor,
    lines: list[PlanLine],
    typed: Typed | None,
    *,
    horizon: int = HORIZON,
    metric: Metric = "cash",
    done: str | None = None,
    status: int = 200,
) -> Response:
    outlook = await ask(parts, visitor, horizon=horizon)
    fan = next((each for each in outlook.fans if (each.id == "sales") == (metric == "sales")), None)
    currency = visitor.open_shop.currency
    return shown(
        request, "cash.html", visitor, status=status, outlook=outlook, words=tell(outlook).words, cards=_cards(outlook),
        chart=fan_chart(outlook, fan) if fan else None, flows=flow_chart(outlook),
        odds=[(each, chance(each)) for each in outlook.odds],
        horizon=horizon, horizons=HORIZONS, metric=metric, plan=listed(lines, currency), typed=typed,
        form=FORMS[typed.what] if typed else None, done=done, about=about, change=_change,
        edits=visitor.may("analyst"), currency=currency,
    )  # fmt: skip


async def _plan(parts: Parts, visitor: Visitor) -> list[PlanLine]:
    return await parts.database.read(visitor.caller, lambda session: list_plan(session, visitor.open_shop.id))


def _plan_of(visitor: Visitor) -> PlanOf:
    shop = visitor.open_shop
    return PlanOf(shop.id, shop.slug, shop.currency)


def _form(visitor: Visitor, lines: list[PlanLine], add: str | None, edit: str | None) -> Typed | None:
    """Return the form the address asks for, filled in with the line it changes or with what is usual."""
    line = next((each for each in lines if each.id.hex == edit and each.what in FORMS), None)
    if line is not None:
        return Typed(line.what, filled(line), line.id.hex)
    if add not in FORMS:
        return None
    today = {"from": visitor.today.isoformat()} if add in {"payment", "stock", "event"} else {}
    return Typed(add, {each.name: each.usual for each in FORMS[add].fields if each.usual} | today)


def _typed(given: Mapping[str, Any]) -> Typed:
    """Return a form as it was sent. Raises BadInput for a kind of line there is no form of."""
    sent = {name: value for name, value in given.items() if isinstance(value, str)}
    what = sent.get("what", "")
    if what not in FORMS:
        raise BadInput("A plan has no such line.", remedy=f"Use one of: {', '.join(FORMS)}.")
    cells = {each.name: sent[each.name] for each in FORMS[what].fields if sent.get(each.name)}
    return Typed(what, cells, sent.get("instead") or None)


def _back(request: Request, word: str) -> Response:
    books = request.query_params.get("books")
    return RedirectResponse(f"{link('/cash', done=word, books=books)}#plan", 303)


def _change(text: str) -> str | None:
    """Return where an assumption is changed on these pages, from the command that changes it; None where nowhere."""
    if text.startswith("a marketing budget"):
        return "/budgets?edit=marketing"
    words = text.split()
    kind = CHANGED_BY.get(words[2]) if words[:2] == ["credora", "cash"] and len(words) > 2 else None  # noqa: PLR2004
    return f"/cash?add={kind}#plan" if kind else None


def _cards(outlook: Outlook) -> list[Told]:
    """Return what matters first: odds, runway, the lowest point, then sales, profit and burn."""
    found: dict[str, Any] = {figure.metric: figure for figure in outlook.figures}
    ahead, currency = outlook.horizon_days, outlook.currency
    cards = []
    if outlook.odds:
        cards.append(Told("Odds that cash runs out", chance(outlook.odds[-1]), f"below zero within {ahead} days"))
        runway = found["runway"].value
        early = outlook.early_runway_days
        tenth = f"a tenth of futures run out by day {early}" if early else f"fewer than a tenth run out in {ahead}"
        cards.append(Told("Runway", f"{runway} days" if runway else f"over {ahead} days", f"half of futures; {tenth}"))
    if outlook.odds and outlook.lowest_day is not None:
        low = found["lowest_cash"].value
        cards.append(Told("Lowest cash", about(low, currency), f"most often around {day(outlook.lowest_day)}"))
    for band in outlook.bands:
        if band.id == "sales" and band.days == min(28, ahead):
            low, middle, high = (about(band.percentiles[name], currency) for name in ("p10", "p50", "p90"))
            cards.append(Told(f"Sales, next {band.days} days", middle, f"eight of ten futures: {low} to {high}"))
    profit = [each for each in outlook.figures if each.metric == "profit_ahead" and each.value is not None]
    if profit:
        mark = {"at_most": "≤ ", "at_least": "≥ "}.get(profit[-1].bound, "")
        days = (profit[-1].end - profit[-1].start).days + 1
        cards.append(Told(f"Net profit, next {days} days", mark + about(profit[-1].value, currency), "in the median"))  # type: ignore[arg-type]
    burn = found.get("burn")
    if burn is not None and burn.value is not None:
        label = "Burn" if burn.value > 0 else "Cash coming in"
        cards.append(Told(label, f"{about(abs(burn.value), currency)} a month", "net, mean of the three months ahead"))
    return cards
