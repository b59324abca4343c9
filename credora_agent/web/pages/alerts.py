"""`/settings/alerts`: what a merchant wants to be told of, reports made by themselves, and the documents these are."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from credora_agent.actions.papers import PAPERS
from credora_agent.actions.wanted import AddAlert, AddSchedule, Remove
from credora_agent.analytics.metrics import METRICS
from credora_agent.core import clock
from credora_agent.core.errors import BadInput, CredoraError
from credora_agent.core.spans import Span, named
from credora_agent.web.body import form_body
from credora_agent.web.errors import status_of
from credora_agent.web.links import in_books, link
from credora_agent.web.look import page
from credora_agent.web.said import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.actions.wanted import AnyWanted, Every
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

ALERTS, VIA = "/settings/alerts", "web"
SPANS = (Span.YESTERDAY, Span.LAST_7_DAYS, Span.LAST_28_DAYS, Span.MONTH_TO_DATE)
WATCHED = ("net_sales", "revenue", "net_profit", "orders", "returns", "discounts", "marketing", "fees")
"""The figures offered first; every other one of the books follows."""
EVERY = ("day", "week", "month")
Place = Annotated[str | None, Query(max_length=400)]


def routes(parts: Parts) -> APIRouter:
    """Return the routes over `parts`."""
    router = APIRouter(prefix="/settings", include_in_schema=False, dependencies=[Depends(in_books)])
    _standing(router, parts)
    _documents(router, parts)
    return router


def _standing(router: APIRouter, parts: Parts) -> None:
    @router.get("/alerts")
    async def alerts(request: Request, cursor: Place = None) -> Response:
        """Show alerts, schedules and documents."""
        return await _shown(request, parts, await parts.visitors.reader(request), cursor=cursor)

    @router.post("/alerts")
    async def add_alert(request: Request) -> Response:
        """Have a figure be watched."""
        return await _done(request, parts, _alert, "alert")

    @router.post("/alerts/schedules")
    async def add_schedule(request: Request) -> Response:
        """Have a report be made by itself."""
        return await _done(request, parts, _schedule, "schedule")

    @router.post("/alerts/{standing}/remove")
    async def remove(request: Request, standing: str) -> Response:
        """End an alert or a schedule."""
        return await _done(request, parts, lambda _: Remove(id=standing), "gone")


def _documents(router: APIRouter, parts: Parts) -> None:
    @router.get("/documents/{document}")
    async def document(request: Request, document: str) -> Response:
        """Return a document as a file."""
        visitor = await parts.visitors.reader(request)
        kept, content = await parts.actions.document(visitor.caller, document, now=clock.now())
        headers = {"content-disposition": f'attachment; filename="{kept.name}"'}
        return Response(content, media_type=kept.media_type, headers=headers)

    @router.post("/documents/{document}/remove")
    async def forget(request: Request, document: str) -> Response:
        """Delete a document."""
        visitor = await parts.visitors.analyst(request)
        await parts.actions.remove_document(visitor.caller, VIA, document, now=clock.now())
        return RedirectResponse(link(ALERTS, said="document"), 303)


async def _done(request: Request, parts: Parts, wanted: Callable[[dict[str, str]], AnyWanted], what: str) -> Response:
    """Make the change a form says in whole, and lead back; show the page with the reason where it cannot be made."""
    visitor = await parts.visitors.analyst(request)
    form = await form_body(request)
    try:
        await parts.actions.do(visitor.caller, VIA, wanted(form), today=visitor.today, now=clock.now())
    except CredoraError as error:
        return await _shown(request, parts, visitor, error=error)
    return RedirectResponse(link(ALERTS, said=what), 303)


async def _shown(
    request: Request, parts: Parts, visitor: Visitor, *, cursor: str | None = None, error: CredoraError | None = None
) -> Response:
    me, now = visitor.caller, clock.now()
    chosen = [METRICS[name] for name in WATCHED]
    return page(
        request, "settings/alerts.html", visitor, status=status_of(error) if error else 200,
        alerts=await parts.actions.alerts(me), schedules=await parts.actions.schedules(me),
        documents=await parts.actions.documents(me, now=now, cursor=cursor), papers=PAPERS,
        metrics=[*chosen, *(each for each in METRICS.values() if each.id not in WATCHED)],
        spans=[(each.value, named(each)) for each in SPANS], said=said(request), error=error, every=EVERY,
    )  # fmt: skip


def _alert(form: dict[str, str]) -> AddAlert:
    return AddAlert(
        metric=form.get("metric", "")[:60], direction="above" if form.get("direction") == "above" else "below",
        threshold=_threshold(form), period=_span(form.get("period", "")),
    )  # fmt: skip


def _schedule(form: dict[str, str]) -> AddSchedule:
    every: Every = "day" if form.get("every") == "day" else "month" if form.get("every") == "month" else "week"
    return AddSchedule(
        report=form.get("report", "")[:40], metric=form.get("metric", "")[:60] or None, every=every,
        hour=_number(form.get("hour", ""), 8), on=_number(form.get("on", ""), 1) if every != "day" else None,
    )  # fmt: skip


def _threshold(form: dict[str, str]) -> Decimal:
    text = form.get("threshold", "").replace(",", "").strip()
    share = text.endswith("%")
    try:
        value = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        raise BadInput(f"{text[:40]!r} is no number.", remedy="Write it as 1200 or 12.5%.") from None
    if not value.is_finite():
        raise BadInput(f"{text[:40]!r} is no number.", remedy="Write it as 1200 or 12.5%.")
    return value / 100 if share else value


def _span(given: str) -> Span:
    found = next((each for each in SPANS if each.value == given), None)
    if found is None:
        raise BadInput("Of which days?", remedy="Choose one of those offered.")
    return found


def _number(given: str, usual: int) -> int:
    if not given.strip():
        return usual
    if not given.strip().isdecimal() or len(given) > 4:  # noqa: PLR2004 - an hour or a day
        raise BadInput(f"{given[:20]!r} is no number.", remedy="Leave it out, or give a whole number.")
    return int(given)
