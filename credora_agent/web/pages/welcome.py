"""`/welcome`: a shop is made, its platforms are connected or a file is taken in, and the first reading is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from credora_agent.core import clock
from credora_agent.core.errors import CredoraError
from credora_agent.sync.imports import Intake, Shop, import_orders
from credora_agent.web import founding, reading
from credora_agent.web.body import form_body
from credora_agent.web.errors import NotAllowed, NotHere, status_of
from credora_agent.web.links import link
from credora_agent.web.look import page
from credora_agent.web.uploads import uploaded

if TYPE_CHECKING:
    from credora_agent.sync.imports import Imported
    from credora_agent.tables.tenants import Tenant
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

WELCOME = "/welcome"
CURRENCIES = (
    "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "INR", "JPY", "KRW", "MXN", "NOK",
    "NZD", "PLN", "RON", "SEK", "SGD", "TRY", "USD", "ZAR",
)  # fmt: skip
"""Currencies that are offered; any other can be typed."""


def routes(parts: Parts) -> APIRouter:
    """Return the routes over `parts`."""
    router = APIRouter(prefix=WELCOME, include_in_schema=False)

    @router.get("")
    async def welcome(request: Request, new: str = "") -> Response:
        """Show how to make a shop, or, once there is one, how to fill its books."""
        visitor = await parts.visitors.person(request)
        return await _shown(request, parts, visitor, new=bool(new))

    @router.post("/shop")
    async def found(request: Request) -> Response:
        """Make a shop with empty books."""
        visitor = _in_person(await parts.visitors.person(request))
        form = await form_body(request)
        try:
            made = await founding.found(
                parts.database, visitor, form.get("name", ""), form.get("currency", ""), form.get("timezone", "")
            )
        except CredoraError as error:
            return await _shown(request, parts, visitor, new=True, error=error, typed=form)
        return RedirectResponse(_books(made, visitor), 303)

    @router.post("/demo")
    async def demo(request: Request) -> Response:
        """Make a shop for the sandbox's invented one; its accounts are connected as any are."""
        visitor = _in_person(await parts.visitors.person(request))
        if not parts.settings.sandbox or not parts.settings.sandbox_url:
            raise NotHere("There is no sandbox here.", remedy="Start one by `credora up --demo`.")
        told = await founding.invented(parts.settings)
        made = await founding.found(parts.database, visitor, str(told["name"]), told["currency"], told["zone"])
        return RedirectResponse(_books(made, visitor), 303)

    @router.post("/orders")
    async def take(request: Request) -> Response:
        """Take a file of orders into the books; it is read as data, and gone after that."""
        visitor = await parts.visitors.owner(request)
        try:
            async with uploaded(request, "file") as path:
                shop = visitor.open_shop
                books = Shop(shop.id, shop.currency, clock.time_zone(shop.timezone), shop.customer_salt)
                done = await import_orders(
                    parts.database, visitor.caller, books, path, now=clock.now(), intake=Intake()
                )
        except CredoraError as error:
            return await _shown(request, parts, visitor, error=error)
        return await _shown(request, parts, visitor, taken=done)

    @router.get("/progress")
    async def progress(request: Request) -> Response:
        """Return how far the first reading is, by itself."""
        visitor = await parts.visitors.reader(request)
        return page(request, "progress.html", visitor, **await _progress(parts, visitor))

    return router


async def _shown(  # noqa: PLR0913 - what the page may say besides
    request: Request,
    parts: Parts,
    visitor: Visitor,
    *,
    new: bool = False,
    error: CredoraError | None = None,
    taken: Imported | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    status = status_of(error) if error is not None else 200
    more: dict[str, Any] = {"error": error, "sandbox": parts.settings.sandbox}
    if new or not visitor.shops:
        zones = sorted(zone for zone in available_timezones() if "/" in zone)
        return page(
            request, "welcome_shop.html", visitor, status=status, currencies=CURRENCIES, zones=zones,
            typed=typed or {}, **more,
        )  # fmt: skip
    visitor.require("viewer")
    domain = (await founding.invented(parts.settings))["domain"] if parts.settings.sandbox_url else ""
    return page(
        request, "welcome.html", visitor, status=status, ways=reading.possible(parts.settings), domain=domain,
        taken=taken, back=link(WELCOME, books=_slug(request)), **more, **await _progress(parts, visitor),
    )  # fmt: skip


async def _progress(parts: Parts, visitor: Visitor) -> dict[str, Any]:
    now = clock.now()
    status = await parts.reports.sync_status(visitor.caller, now=now, alerts=0)
    return {
        "accounts": reading.accounts(status),
        "reading": reading.is_reading(status),
        "overdue": reading.overdue(status, now),
        "recorded": (await parts.reports.books(visitor.caller)).recorded,
    }


def _in_person(visitor: Visitor) -> Visitor:
    """Return who asks, unless it is a token: a shop has an owner who can come back to it."""
    if visitor.via == "token":
        raise NotAllowed("A token cannot make a shop.", remedy="Sign in, and make it on the page.")
    return visitor


def _books(made: Tenant, visitor: Visitor) -> str:
    return WELCOME if visitor.session is not None else link(WELCOME, books=made.slug)


def _slug(request: Request) -> str | None:
    return request.query_params.get("books")
