"""The routes of the simulated Shopify: every shop under `/shopify/{its myshopify name}`, bulk files beside them.

On the control plane: `freeze` takes {"frozen": bool}; `uninstall`; `scopes` {"scopes": […]}; `webhooks` see
`deliveries`; and `/__sim/shopify` {"shop", "state": open|frozen|locked, "plan", "renamed_to"}.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from credora_agent.sandbox.shopify import graphql, oauth
from credora_agent.sandbox.shopify.deliveries import Deliveries
from credora_agent.sandbox.shopify.site import Site

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from credora_agent.sandbox.server import Sandbox
    from credora_agent.sandbox.shopify.jsonl import Jsonl
    from credora_agent.sandbox.world.model import Happening

    Handler = Callable[[Request, Site], Awaitable[Response]]

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_GONE = (
    '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code>'
    "<Message>The specified key does not exist.</Message></Error>"
)


def routes(sim: Sandbox) -> list[BaseRoute]:
    """Return the routes, and listen to what happens in the worlds and on the control plane."""
    return Sites(sim).routes()


class Sites:
    """Every shop's site, made when first asked for."""

    def __init__(self, sim: Sandbox) -> None:
        """Listen to the sandbox."""
        self.sim = sim
        self.deliveries = Deliveries(sim)
        self._sites: dict[str, Site] = {}
        sim.listeners.append(self._heard)
        sim.hooks["uninstall"].append(lambda shop, _said: self._named(shop).uninstall())
        sim.hooks["freeze"].append(self._froze)
        sim.hooks["scopes"].append(lambda shop, said: self._named(shop).rescope(said["scopes"]))
        sim.hooks["webhooks"].append(lambda shop, said: self.deliveries.control(self._named(shop), said))

    def routes(self) -> list[BaseRoute]:
        """Return the routes of all shops."""
        shop = "/shopify/{shop}/admin"
        return [
            Route(f"{shop}/oauth/authorize", self._at("shopify.authorize", oauth.authorize), methods=["GET", "POST"]),
            Route(f"{shop}/oauth/access_token", self._at("shopify.token", oauth.token), methods=["POST"]),
            Route(f"{shop}/api/{{version}}/graphql.json", self._at("shopify.graphql", self._graphql), methods=["POST"]),
            Route("/shopify-files/{shop}/bulk-{key}.jsonl", self._file),
            Route("/__sim/shopify", self._change, methods=["POST"]),
        ]

    def site(self, domain: str) -> Site | None:
        """Return a shop by its first name."""
        if domain in self.sim.worlds and domain not in self._sites:
            self._sites[domain] = Site(self.sim, domain, self.deliveries)
        return self._sites.get(domain)

    def _named(self, domain: str) -> Site:
        """Return a shop by any of its names. Raises KeyError."""
        for first in self.sim.worlds:
            site = self.site(first)
            if site and domain in {first, site.name}:
                return site
        raise KeyError(domain)

    def _at(self, operation: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint of one shop: unknown shops are 404, former names are redirected, faults come first."""

        async def endpoint(request: Request) -> Response:
            spoiled = await self.sim.faults.check(operation, request)
            if spoiled:
                return spoiled
            name = request.path_params["shop"]
            try:
                site = self._named(name)
            except KeyError:
                return graphql.reply({"errors": "Not Found"}, 404)
            if site.name != name:
                return RedirectResponse(str(request.url).replace(f"/{name}/", f"/{site.name}/", 1), 301)
            return await handler(request, site)

        return endpoint

    async def _graphql(self, request: Request, site: Site) -> Response:
        return await graphql.answer(request, site, await self.sim.world(site.domain))

    async def _file(self, request: Request) -> Response:
        """Serve a bulk operation's file, or a range of it; whoever knows the address may have it."""
        spoiled = await self.sim.faults.check("shopify.bulk_file", request)
        if spoiled:
            return spoiled
        site = self.site(request.path_params["shop"])
        file = site.bulk.file(request.path_params["key"]) if site else None
        if file is None:
            return Response(_GONE, 404, media_type="application/xml")
        return _ranged(file, request.headers.get("range"))

    async def _change(self, request: Request) -> Response:
        said = await request.json()
        try:
            self._named(said.get("shop") or next(iter(self.sim.worlds))).change(said)
        except (KeyError, ValueError) as wrong:
            return JSONResponse({"error": str(wrong)}, 400)
        return JSONResponse({"changed": True})

    def _froze(self, shop: str, said: dict[str, Any]) -> None:
        self._named(shop).change({"state": "frozen" if said.get("frozen", True) else "open"})

    def _heard(self, domain: str, happenings: list[Happening]) -> None:
        site = self.site(domain)
        if site:
            self.deliveries.hear(site, happenings)


def _ranged(file: Jsonl, asked: str | None) -> Response:
    """Return a file: whole, the part asked for as 206, or 416 when there is no such part."""
    found = _RANGE.fullmatch(asked or "")
    headers = {"Accept-Ranges": "bytes"}
    if not found or found[0] == "bytes=-":
        return _part(file, 0, file.size, 200, headers)
    start = int(found[1]) if found[1] else max(0, file.size - int(found[2]))
    end = min(file.size, int(found[2]) + 1) if found[1] and found[2] else file.size
    if start >= end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{file.size}"})
    return _part(file, start, end, 206, {**headers, "Content-Range": f"bytes {start}-{end - 1}/{file.size}"})


def _part(file: Jsonl, start: int, end: int, status: int, headers: dict[str, str]) -> Response:
    sized = {**headers, "Content-Length": str(end - start)}
    return StreamingResponse(file.read(start, end), status, sized, "application/jsonl")
