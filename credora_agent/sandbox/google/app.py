"""Google's routes: consent, tokens, and the Ads API over REST."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from credora_agent.sandbox.google import checks, filters, rows
from credora_agent.sandbox.google.errors import AdsError, Stopped, request_id
from credora_agent.sandbox.google.grants import ADWORDS, Grants
from credora_agent.sandbox.google.login import Consenting, Tokens
from credora_agent.sandbox.google.query import Query, parse
from credora_agent.sandbox.google.quota import Quota, throttled
from credora_agent.sandbox.google.tree import Tree

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request

    from credora_agent.sandbox.server import Sandbox

LIVE_VERSIONS = ("v23", "v24", "v25", "v26")
PAGE_ROWS = 10_000
BATCH_ROWS = 250


def routes(sim: Sandbox) -> list[Route]:
    """Return the routes beneath `/google`."""
    grants = Grants(sim)
    consenting, tokens, ads = Consenting(sim, grants), Tokens(sim, grants), _Ads(sim, grants)
    sim.hooks["google.uninstall"].append(lambda shop, _said: grants.revoke_shop(shop))
    base = "/google/ads/{version}/customers"
    return [
        Route("/google/accounts/o/oauth2/v2/auth", consenting.show, methods=["GET"]),
        Route("/google/accounts/o/oauth2/v2/auth", consenting.decide, methods=["POST"]),
        Route("/google/oauth2/token", tokens.issue, methods=["POST"]),
        Route("/google/oauth2/revoke", tokens.revoke, methods=["POST"]),
        Route(f"{base}:listAccessibleCustomers", ads.endpoint("google.customers", ads.listed), methods=["GET"]),
        Route(f"{base}/{{customer}}/googleAds:search", ads.endpoint("google.search", ads.search), methods=["POST"]),
        Route(
            f"{base}/{{customer}}/googleAds:searchStream",
            ads.endpoint("google.search", ads.stream, stream=True),
            methods=["POST"],
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Answer:
    """A query's rows, spelled, with the mask of what was selected."""

    rows: list[dict[str, Any]]
    mask: str
    query: Query


class _Ads:
    """The Ads API's three methods."""

    def __init__(self, sim: Sandbox, grants: Grants) -> None:
        self._sim, self._grants, self._quota = sim, grants, Quota()

    def endpoint(
        self, operation: str, handler: Callable[[Request], Awaitable[Response]], *, stream: bool = False
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint: faults first, then the version and the token, then the handler; errors in their shape."""

        async def answer(request: Request) -> Response:
            if answer := await self._sim.faults.check(operation, request):
                return answer
            version = request.path_params["version"]
            if not re.fullmatch(r"v\d{1,2}", version) or version > LIVE_VERSIONS[-1]:
                return HTMLResponse("<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", 404)
            try:
                self._admit(request, version)
                return await handler(request)
            except AdsError as error:
                status, body = error.status, error.body(version)
                request.state.wire.note["error"] = error.what
            except Stopped as error:
                status, body = error.status, error.body()
                request.state.wire.note["error"] = error.reason
            return _json([body] if stream else body, status)

        return answer

    def _admit(self, request: Request, version: str) -> None:
        """Raise what keeps a call out before anybody looks at what it asks."""
        fault = request.state.fault
        if version not in LIVE_VERSIONS:
            message = f"Version {version} is deprecated. Requests to this version will be blocked."
            raise AdsError("requestError", "UNSUPPORTED_VERSION", message)
        header = request.headers.get("authorization", "")
        if "expire_token" in fault:
            self._grants.expire(header.partition(" ")[2])
        if ADWORDS not in self._grants.authorised(header)["scopes"]:
            raise Stopped("ACCESS_TOKEN_SCOPE_INSUFFICIENT", status=403)
        if "throttle" in fault:
            raise throttled(fault["throttle"], self._level(), self._sim.clock.now())
        if "internal_error" in fault:
            what = str(fault["internal_error"].get("error", "INTERNAL_ERROR"))
            raise AdsError("internalError", what, "An internal error has occurred.", status=500)

    def _level(self) -> str:
        return self._sim.consent.google_access.upper()

    def _tree(self, request: Request) -> Tree:
        grant = self._grants.authorised(request.headers.get("authorization", ""))
        return Tree(self._sim.ad_accounts("google", grant["shop"]))

    async def listed(self, request: Request) -> Response:
        """Answer listAccessibleCustomers: what the login holds itself, managers and closed accounts among it."""
        self._quota.take(None, self._level(), self._sim.clock.now())
        return _json({"resourceNames": [f"customers/{id_}" for id_ in self._tree(request).direct()]})

    async def search(self, request: Request) -> Response:
        """Answer one page of a search, of ten thousand rows."""
        body = await _body(request, {"query", "pageToken", "pageSize", "validateOnly", "searchSettings"})
        if "pageSize" in body:
            raise AdsError(
                "requestError",
                "PAGE_SIZE_NOT_SUPPORTED",
                f"Setting the page size is not supported; every page has '{PAGE_ROWS}' rows.",
            )
        start = _page_start(body)
        answer = await self._answered(request, body, counted=not start)
        said: dict[str, Any] = {"results": answer.rows[start : start + PAGE_ROWS]} if answer.rows else {}
        fault = request.state.fault
        if len(answer.rows) > start + PAGE_ROWS:
            following = 0 if "cursor_back" in fault else start if "duplicate_page" in fault else start + PAGE_ROWS
            said["nextPageToken"] = _token(body["query"], following)
        if body.get("searchSettings", {}).get("returnTotalResultsCount"):
            said["totalResultsCount"] = str(len(answer.rows))
        return _json({**said, "fieldMask": answer.mask, "queryResourceConsumption": str(100 + len(answer.rows))})

    async def stream(self, request: Request) -> Response:
        """Answer a search as one JSON array of batches, sent one after another."""
        body = await _body(request, {"query", "summaryRowSetting"})
        answer = await self._answered(request, body, counted=True)
        id_, version = request_id(), request.path_params["version"]
        return StreamingResponse(
            self._batches(request, answer, id_, version),
            media_type="application/json; charset=UTF-8",
            headers={"request-id": id_},
        )

    async def _batches(self, request: Request, answer: _Answer, id_: str, version: str) -> AsyncIterator[bytes]:
        cut = request.state.fault.get("cut_stream")
        size = int(cut.get("rows", max(1, len(answer.rows) // 2))) if cut else BATCH_ROWS
        usual = {"fieldMask": answer.mask, "requestId": id_}
        opening = b"["
        for start in range(0, max(1, len(answer.rows)), size):
            results = answer.rows[start : start + size]
            batch = {"results": results, **usual} if results else usual
            if start + size >= len(answer.rows):
                batch["queryResourceConsumption"] = str(100 + len(answer.rows))
            yield opening + orjson.dumps(batch)
            opening = b",\r\n"
            if cut:
                async for last in _cut(request, cut, version):
                    yield last
                return
        yield b"]"

    async def _answered(self, request: Request, body: dict[str, Any], *, counted: bool) -> _Answer:
        """Return a query's answer. Raises AdsError."""
        tree = self._tree(request)
        login = request.headers.get("login-customer-id")
        place = tree.reached(request.path_params["customer"], login)
        if counted:
            self._quota.take(place.account, self._level(), self._sim.clock.now())
        query = parse(str(body.get("query", "")))
        checks.check(query, manager=place.account.manager)
        world = await self._sim.world(place.shop)
        span = checks.days(query, world.now.astimezone(ZoneInfo(place.account.zone)).date())
        clients = tree.beneath(place.account.id)
        found = filters.chosen(rows.flat_rows(world, place.account, clients, query, span), query)
        request.state.wire.note.update(rows=len(found), customer=place.account.id)
        mask = ",".join(".".join(map(rows.camel, name.split("."))) for name in query.select)
        return _Answer([rows.nested(row, query) for row in found], mask, query)


async def _cut(request: Request, said: dict[str, Any], version: str) -> AsyncIterator[bytes]:
    """End a stream too early: `how` is reset (default), end (a clean end of an unfinished array) or error."""
    how = said.get("how", "reset")
    if how == "error":
        error = AdsError("internalError", "INTERNAL_ERROR", "An internal error has occurred.", status=500)
        yield b",\r\n" + orjson.dumps(error.body(version)) + b"]"
    elif how == "reset":
        await request.state.wire.abort()


async def _body(request: Request, known: set[str]) -> dict[str, Any]:
    """Return the request's JSON. Raises AdsError for none, or for members the method does not have."""
    try:
        said = json.loads(await request.body() or b"{}")
    except ValueError:
        raise AdsError("requestError", "UNKNOWN", "Invalid JSON payload received.") from None
    unknown = said.keys() - known
    if unknown:
        raise AdsError("requestError", "UNKNOWN", f'Invalid JSON payload received. Unknown name "{min(unknown)}".')
    return dict(said)


def _token(query: str, start: int) -> str:
    digest = hashlib.sha256(query.encode()).hexdigest()[:16]
    return base64.urlsafe_b64encode(f"{digest}:{start}".encode()).decode()


def _page_start(body: dict[str, Any]) -> int:
    """Return where the page begins. Raises AdsError for a token of another query, or none at all."""
    token = body.get("pageToken")
    if not token:
        return 0
    try:
        digest, _, start = base64.urlsafe_b64decode(token).decode().partition(":")
    except ValueError:
        digest, start = "", "0"
    if digest != hashlib.sha256(str(body.get("query")).encode()).hexdigest()[:16]:
        raise AdsError("requestError", "INVALID_PAGE_TOKEN", "Page token is invalid.")
    return int(start)


def _json(value: Any, status: int = 200) -> Response:
    headers = {"request-id": request_id()}
    return Response(orjson.dumps(value), status, headers, "application/json; charset=UTF-8")
