"""`/settings/costs`: what a unit of each product costs, taken in from a sheet or typed."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads the annotations

from credora_agent.core import clock
from credora_agent.core.errors import BadInput, CredoraError
from credora_agent.reports.unit_costs import UnitCosts, read_unit_costs
from credora_agent.sync.imports import Intake, Shop, import_costs
from credora_agent.web.body import form_body
from credora_agent.web.errors import status_of
from credora_agent.web.look import page
from credora_agent.web.replies import json_of
from credora_agent.web.uploads import uploaded

if TYPE_CHECKING:
    from credora_agent.sync.imports import Imported
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

COSTS = "/settings/costs"
COLUMNS = ("sku", "unit cost", "valid from", "currency")
Search = Annotated[str, Query(max_length=120)]
At = Annotated[int, Query(ge=1, le=10_000)]


def routes(parts: Parts) -> APIRouter:
    """Return the routes over `parts`."""
    router = APIRouter()

    @router.get("/fpa/costs", response_model=UnitCosts)
    async def listed(request: Request, q: Search = "", at: At = 1) -> Any:
        """Return what a unit of each product costs, those sold lately without a cost first."""
        visitor = await parts.visitors.reader(request)
        return json_of(await read_unit_costs(parts.database, visitor.caller, today=visitor.today, search=q, page=at))

    @router.get(COSTS, include_in_schema=False)
    async def costs(request: Request, q: Search = "", at: At = 1) -> Response:
        """Show every product with what a unit of it costs, those that lack a cost first."""
        return await _shown(request, parts, await parts.visitors.reader(request), search=q, at=at)

    @router.post(COSTS, include_in_schema=False)
    async def add(request: Request) -> Response:
        """Keep one cost from a day on; sales from that day on are costed with it."""
        visitor = await parts.visitors.owner(request)
        form = await form_body(request)
        with tempfile.TemporaryDirectory(prefix="credora-") as folder:
            try:
                path = _sheet(Path(folder) / "typed.csv", form, visitor)
            except BadInput as error:
                return await _shown(request, parts, visitor, error=error)
            return await _taken(request, parts, visitor, path, search=form.get("sku", "").strip()[:120])

    @router.post(f"{COSTS}/file", include_in_schema=False)
    async def take(request: Request) -> Response:
        """Take a sheet of costs into the books; it is read as data, and gone after that."""
        visitor = await parts.visitors.owner(request)
        try:
            async with uploaded(request, "file") as path:
                return await _taken(request, parts, visitor, path)
        except CredoraError as error:
            return await _shown(request, parts, visitor, error=error)

    return router


async def _taken(request: Request, parts: Parts, visitor: Visitor, path: Path, *, search: str = "") -> Response:
    shop = visitor.open_shop
    books = Shop(shop.id, shop.currency, clock.time_zone(shop.timezone), shop.customer_salt)
    try:
        done = await import_costs(parts.database, visitor.caller, books, path, intake=Intake())
    except CredoraError as error:
        return await _shown(request, parts, visitor, error=error)
    return await _shown(request, parts, visitor, search=search, taken=done)


async def _shown(  # noqa: PLR0913 - what the page may say besides
    request: Request,
    parts: Parts,
    visitor: Visitor,
    *,
    search: str = "",
    at: int = 1,
    error: CredoraError | None = None,
    taken: Imported | None = None,
) -> Response:
    found = await read_unit_costs(parts.database, visitor.caller, today=visitor.today, search=search, page=at)
    return page(
        request, "settings/costs.html", visitor, status=status_of(error) if error else 200, found=found,
        search=search, error=error, taken=taken,
    )  # fmt: skip


def _sheet(path: Path, form: dict[str, str], visitor: Visitor) -> Path:
    """Return a sheet of the one line that was typed, so that it is read by the rules of every other."""
    cells = [form.get(name, "").strip()[:200] for name in ("sku", "cost", "from", "currency")]
    if not cells[0] or not cells[1]:
        raise BadInput("A cost needs a SKU and an amount.", remedy="Fill in both.")
    cells[2], cells[3] = cells[2] or visitor.today.isoformat(), cells[3] or visitor.open_shop.currency
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows((COLUMNS, cells))
    return path
