"""The control plane `/__sim/`: time, faults, consent, what became of a shop, and the truth to compare with."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from credora_agent.sandbox.clock import Backwards
from credora_agent.sandbox.columns import PLAN_COLUMNS
from credora_agent.sandbox.faults import UnknownFault
from credora_agent.sandbox.world.model import written

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from starlette.requests import Request

    from credora_agent.sandbox.server import Sandbox
    from credora_agent.sandbox.world.world import World

_WHATS = ("day", "category", "currency")
_EVENTS = ("uninstall", "freeze", "webhooks", "scopes")


class Wrong(ValueError):
    """What was asked of the control plane makes no sense; the text says why."""


def routes(sim: Sandbox) -> list[Route]:
    """Return the control plane's routes and the rates file's."""
    plane = _Plane(sim)
    return [
        Route("/__sim/clock", plane.answer(plane.clock), methods=["GET", "POST"]),
        Route("/__sim/faults", plane.answer(plane.faults), methods=["GET", "POST", "DELETE"]),
        Route("/__sim/log", plane.answer(plane.log), methods=["GET", "DELETE"]),
        Route("/__sim/apps", plane.answer(plane.apps)),
        Route("/__sim/shops", plane.answer(plane.shops)),
        Route("/__sim/consent", plane.answer(plane.consent), methods=["GET", "POST"]),
        Route("/__sim/truth", plane.answer(plane.truth)),
        Route("/__sim/costs.csv", plane.answer(plane.costs)),
        Route("/__sim/plan.csv", plane.answer(plane.plan)),
        Route("/rates/daily.csv", plane.answer(plane.rates)),
        *(Route(f"/__sim/{name}", plane.answer(plane.event), methods=["POST"]) for name in _EVENTS),
    ]


class _Plane:
    """The handlers; each returns what is to be answered, or raises Wrong."""

    def __init__(self, sim: Sandbox) -> None:
        self._sim = sim

    def answer(self, handler: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint: JSON of what the handler returns, 400 with the reason when it refuses."""

        async def endpoint(request: Request) -> Response:
            request.state.wire.route = request.url.path
            try:
                said = await handler(request)
            except (Wrong, UnknownFault, Backwards, KeyError, TypeError, ValueError) as wrong:
                return JSONResponse({"error": f"{type(wrong).__name__}: {wrong}"}, status_code=400)
            return said if isinstance(said, Response) else JSONResponse(said)

        return endpoint

    async def clock(self, request: Request) -> dict[str, Any]:
        """Say what time it is, or change it: {"now"}, {"advance_seconds"}, {"frozen"}; worlds have caught up then."""
        clock = self._sim.clock
        if request.method == "POST":
            said = await request.json()
            if "now" in said:
                clock.set(_moment(said["now"]))
            if "advance_seconds" in said:
                clock.advance(timedelta(seconds=float(said["advance_seconds"])))
            if "frozen" in said:
                clock.freeze(still=bool(said["frozen"]))
            if said.get("wait", True):
                await self._sim.catch_up()
            self._sim.save()
        return {"now": clock.now().isoformat(), "frozen": clock.frozen}

    async def faults(self, request: Request) -> list[dict[str, Any]]:
        """List the rules; POST adds one or a list, DELETE removes `?id=` or all."""
        faults = self._sim.faults
        if request.method == "POST":
            said = await request.json()
            return [faults.add(rule).as_json() for rule in (said if isinstance(said, list) else [said])]
        if request.method == "DELETE":
            faults.remove(request.query_params.get("id"))
        return [rule.as_json() for rule in faults.rules]

    async def log(self, request: Request) -> Any:
        """Return the calls made to the platforms, filtered by `platform` and `route`; `?summary=1` counts them."""
        wanted = {name: request.query_params[name] for name in ("platform", "route") if name in request.query_params}
        lines = [
            line
            for line in self._sim.log
            if line["platform"] != "__sim" and all(line[name] == value for name, value in wanted.items())
        ]
        if request.method == "DELETE":
            self._sim.log.clear()
        if "summary" in request.query_params:
            return {f"{route} {status}": n for (route, status), n in sorted(_counted(lines).items())}
        return lines

    async def apps(self, _request: Request) -> dict[str, Any]:
        """Return the apps' credentials, for whoever demonstrates on this machine."""
        return self._sim.apps.as_json()

    async def shops(self, _request: Request) -> list[dict[str, Any]]:
        """Return every shop, how far its world has grown, and its ad accounts."""
        return [self._shop(domain, world) for domain, world in self._sim.worlds.items()]

    def _shop(self, domain: str, world: World) -> dict[str, Any]:
        return {
            "domain": domain,
            "name": world.shop_name,
            "currency": world.currency,
            "zone": str(world.zone),
            "world_now": world.now.isoformat(),
            "ready": self._sim.ready(domain),
            "orders": len(world.orders),
            "ad_accounts": [
                {"platform": account.platform, "id": account.id, "name": account.name, "currency": account.currency}
                for account in list(world.ad_accounts)
            ],
        }

    async def consent(self, request: Request) -> dict[str, Any]:
        """Return, or change by POST, what the consent pages' answers come to."""
        if request.method == "POST":
            self._sim.consent.change(await request.json())
            self._sim.save()
        return self._sim.consent.as_json()

    async def truth(self, request: Request) -> dict[str, Any]:
        """Return the world's own ledger, summed by day, category and currency (`?by=sku`: and by SKU), as decimals."""
        world = await self._world(request)
        keys = (*_WHATS, "sku") if request.query_params.get("by") == "sku" else _WHATS
        sums: dict[tuple[Any, ...], int] = defaultdict(int)
        for row in world.truth():
            sums[tuple(getattr(row, key) for key in keys)] += row.amount
        rows = [
            {**dict(zip(keys, key, strict=True)), "day": key[0].isoformat(), "amount": written(amount, key[2])}
            for key, amount in sorted(sums.items(), key=lambda item: tuple(map(str, item[0])))
        ]
        return {"shop": world.shop_domain, "as_of": world.now.isoformat(), "rows": rows}

    async def costs(self, request: Request) -> Response:
        """Return the merchant's own sheet of unit costs."""
        world = await self._world(request)
        sheet = ((sku, cost, day, world.currency) for sku, day, cost in world.cost_history())
        return _sheet(("SKU", "Unit cost", "Valid from", "Currency"), sheet)

    async def plan(self, request: Request) -> Response:
        """Return the merchant's own sheet of the days to come, as of now."""
        world = await self._world(request)
        return _sheet(PLAN_COLUMNS, ([row.get(name, "") for name in PLAN_COLUMNS] for row in world.plan_sheet()))

    async def rates(self, request: Request) -> Response:
        """Return the published exchange rates, into the currency of `?shop=` or of the first one."""
        world = await self._world(request)
        return _sheet(("date", "base", "quote", "rate"), world.rates())

    async def event(self, request: Request) -> dict[str, Any]:
        """Pass an event about a shop on: uninstall, freeze, webhooks, scopes; Shopify is meant unless `platform` is."""
        body = await request.json()
        name = request.url.path.rsplit("/", 1)[1]
        if body.get("platform", "shopify") != "shopify":
            name = f"{body['platform']}.{name}"
        shop = str(body.get("shop") or next(iter(self._sim.worlds)))
        heard = await self._sim.tell(name, shop, body)
        self._sim.save()
        return {"event": name, "shop": shop, "heard_by": heard}

    async def _world(self, request: Request) -> World:
        domain = request.query_params.get("shop") or next(iter(self._sim.worlds))
        if domain not in self._sim.worlds:
            raise Wrong(f"No shop {domain!r}; there are {', '.join(self._sim.worlds)}.")
        return await self._sim.world(domain)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise Wrong("A moment needs its offset, such as 2026-01-31T12:00:00+00:00.")
    return moment


def _counted(lines: list[dict[str, Any]]) -> Counter[tuple[str, int]]:
    return Counter((line["route"] or line["path"], line["status"]) for line in lines)


def _sheet(header: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> Response:
    """Return rows as a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return PlainTextResponse(out.getvalue(), media_type="text/csv; charset=utf-8")
