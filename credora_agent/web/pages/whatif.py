"""`/whatif`: change prices, ads, stock, staff or loans, and see break-even, profit and cash beside how it goes."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from credora_agent.core.errors import BadInput
from credora_agent.reports.naming import PLATFORMS
from credora_agent.telling.phrasing import money, whole_money
from credora_agent.telling.scenario import tell_scenario
from credora_agent.web.links import link
from credora_agent.web.look import BOUNDS
from credora_agent.web.look import page as shown
from credora_agent.web.pages.levers import Wish, groups
from credora_agent.web.pages.scenario_charts import both_chart, tornado_chart

if TYPE_CHECKING:
    from credora_agent.reports.saved import Saved
    from credora_agent.reports.schemas_scenario import Scenario, ScenarioRow, Spread
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

MOST_COMPARED, SUGGESTED = 4, 200
LARGE = Decimal(1000)
HORIZONS = (28, 60, 90, 180, 365)
KINDS = {
    "arithmetic": ("Arithmetic", "good"), "own data": ("Own data", "good"), "you said": ("You said", "warn"),
    "assumption": ("Assumption", "warn"),
}  # fmt: skip
"""What a result rests on, as a badge."""
IDEAS = (
    ("Prices up 5 %", "price=5"), ("15 % off for two weeks", "discount=15&discount_days=14"),
    ("A fifth less advertising", "ads=-20"), ("A hire at 2,500 a month", "hire=2500"),
    ("A loan of 20,000 at 9 % over two years", "loan=20000&loan_months=24&loan_rate=9"),
)  # fmt: skip
Books = Annotated[str | None, Query(max_length=80)]


class Compared(NamedTuple):
    """A kept what-if as it stands today, or why it cannot be worked out."""

    saved: Saved
    found: Scenario | None
    problem: BadInput | None = None


async def ask(parts: Parts, visitor: Visitor, wish: Wish) -> Scenario:
    """Return what the levers change as of today; the page and its JSON say the same."""
    return await parts.reports.scenario(
        visitor.caller, wish.levers, today=visitor.today, horizon=wish.horizon, said=wish.said
    )


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the page, of what is kept, and of the comparison."""
    router = APIRouter(include_in_schema=False)

    @router.get("/whatif")
    async def whatif(request: Request, books: Books = None) -> Response:
        """Show the levers and what they change; an address with what changes nothing is made short first."""
        visitor = await parts.visitors.reader(request)
        try:
            wish = Wish.read(request.query_params)
        except BadInput as problem:
            return await _page(parts, request, visitor, Wish({}), problem=problem)
        short = address(wish, books=books)
        asked_by_htmx = "hx-request" in request.headers
        if not asked_by_htmx and any(not value.strip() for value in request.query_params.values()):
            return RedirectResponse(short, 303)
        answer = await _page(parts, request, visitor, wish)
        if asked_by_htmx and request.headers.get("hx-target") == "result":
            answer.headers["hx-push-url"] = short
        return answer

    @router.post("/whatif/saved")
    async def save(request: Request, books: Books = None) -> Response:
        """Keep the levers by a name; one of that name gives way."""
        visitor = await parts.visitors.analyst(request)
        form, wish = await request.form(), Wish({})
        try:
            wish = Wish.read(QueryParams(str(form.get("asked", ""))))
            _ = wish.levers, wish.said, wish.horizon
            saved = await parts.reports.save_scenario(visitor.caller, str(form.get("name", "")), urlencode(wish.pairs))
        except BadInput as problem:
            return await _page(parts, request, visitor, wish, problem=problem)
        return RedirectResponse(f"{address(wish, books=books, kept=saved.name)}#kept", 303)

    @router.post("/whatif/saved/remove")
    async def remove(request: Request, books: Books = None) -> Response:
        """Forget what is kept; what is gone already is no error."""
        visitor = await parts.visitors.analyst(request)
        await parts.reports.forget_scenario(visitor.caller, _id(str((await request.form()).get("id", ""))))
        return RedirectResponse(f"{link('/whatif', books=books)}#kept", 303)

    @router.get("/whatif/compare")
    async def compare(request: Request, saved: Annotated[list[UUID] | None, Query(max_length=20)] = None) -> Response:
        """Show several kept what-ifs side by side, each over the same futures."""
        visitor = await parts.visitors.reader(request)
        kept = [each for each in await parts.reports.saved_scenarios(visitor.caller) if each.id in (saved or ())]
        found = await asyncio.gather(*(_worked_out(parts, visitor, each) for each in kept[:MOST_COMPARED]))
        return shown(
            request, "compare.html", visitor, compared=found, kept=await parts.reports.saved_scenarios(visitor.caller),
            left_out=max(len(kept) - MOST_COMPARED, 0), signed=signed, plainly=plainly, share=share, most=MOST_COMPARED,
            bounds=BOUNDS,
            base=next((each.found for each in found if each.found and each.found.rows), None),
        )  # fmt: skip

    return router


def address(wish: Wish, **more: str | None) -> str:
    """Return the address of a what-if: what changes nothing is not in it."""
    query = urlencode([*wish.pairs, *((name, value) for name, value in more.items() if value)])
    return f"/whatif?{query}" if query else "/whatif"


async def _page(
    parts: Parts, request: Request, visitor: Visitor, wish: Wish, *, problem: BadInput | None = None
) -> Response:
    found: Scenario | None = None
    try:
        found = None if wish.empty else await ask(parts, visitor, wish)
    except BadInput as bad:
        problem = problem or bad
    part = tell_scenario(found) if found else None
    evens = len(found.break_evens) if found else 0
    platforms = {each.platform for each in await parts.connect.connections(visitor.caller)}
    skus, _ = await parts.reports.names(visitor.caller, most=SUGGESTED)
    return shown(
        request, "whatif.html", visitor, status=400 if problem else 200, wish=wish, found=found, problem=problem,
        groups=groups({name: PLATFORMS[name] for name in sorted(platforms & PLATFORMS.keys())}), horizons=HORIZONS,
        skus=skus, ideas=IDEAS, kept=await parts.reports.saved_scenarios(visitor.caller), asked=urlencode(wish.pairs),
        evens=part.words[:evens] if part else (), words=part.words[evens:] if part else (),
        sides=part.blocks[0] if part and found and found.rows else None,
        badge=KINDS[found.confidence] if found else None,
        cards=_cards(found) if found and found.rows else (), edits=visitor.may("analyst"), signed=signed,
        chart=both_chart(found) if found else None, tornado=tornado_chart(found) if found else None,
    )  # fmt: skip


async def _worked_out(parts: Parts, visitor: Visitor, saved: Saved) -> Compared:
    try:
        wish = Wish.read(QueryParams(parse_qsl(saved.asked)))
        return Compared(saved, await ask(parts, visitor, wish))
    except BadInput as problem:
        return Compared(saved, None, problem)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput("No what-if is kept under that.", remedy="Choose one on the page.") from None


def plainly(value: Decimal, currency: str) -> str:
    """Return a simulated amount: from 1,000 on without pence."""
    return whole_money(value, currency) if abs(value) >= LARGE else money(value, currency)


def signed(value: Decimal, currency: str) -> str:
    """Return how far an amount moves, with its sign."""
    return f"+{plainly(value, currency)}" if value > 0 else plainly(value, currency)


def share(value: Decimal | None) -> str:
    """Return a share of futures: finitely many of them know neither never nor always."""
    if value is None:
        return "–"
    if value < Decimal("0.01"):
        return "fewer than 1%"
    return "more than 99%" if value > Decimal("0.99") else f"{value * 100:.0f}%"


def _cards(found: Scenario) -> list[tuple[str, str, str]]:
    """Return what moves, each beside how it goes without the levers."""
    currency, cash = found.currency, found.cash
    profit = next(row for row in found.rows if row.metric == "net_profit")
    cards = [_moved(f"Net profit, {found.horizon_days} days", profit, currency)]
    if found.better is not None:
        cards.append(("Futures in which profit rises", share(found.better), "those in which it stays count half"))
    if cash is None:
        return cards
    before, after = cash.baseline, cash.scenario
    if cash.known:
        was = f"as it goes {plainly(before.lowest.middle, currency)}"
        cards.append(("Lowest cash", plainly(after.lowest.middle, currency), was))
        cards.append(("Odds that cash runs out", share(after.below_zero), f"as it goes {share(before.below_zero)}"))
    cards.append(
        (f"Cash after {found.horizon_days} days", signed(cash.end.middle, currency), _range(cash.end, currency))
    )
    return cards


def _moved(label: str, row: ScenarioRow, currency: str) -> tuple[str, str, str]:
    mark = BOUNDS.get(row.difference_bound, "")
    return label, mark + signed(row.difference.middle, currency), _range(row.difference, currency)


def _range(spread: Spread, currency: str) -> str:
    if spread.low == spread.high:
        return "in every future"
    return f"eight of ten futures: {signed(spread.low, currency)} to {signed(spread.high, currency)}"
