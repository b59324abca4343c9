"""Meta's routes: the Graph API of any version, batches of it, and the login dialog."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from credora_agent.sandbox.meta.call import Call, received
from credora_agent.sandbox.meta.errors import GraphError, invalid
from credora_agent.sandbox.meta.grants import Grants
from credora_agent.sandbox.meta.graph import Graph
from credora_agent.sandbox.meta.login import Dialog

if TYPE_CHECKING:
    from starlette.requests import Request

    from credora_agent.sandbox.server import Sandbox

OLDEST, NEWEST = (25, 0), (26, 0)
MAX_BATCH = 50
_VERSION = re.compile(r"v(\d{1,3})\.(\d)")


def routes(sim: Sandbox) -> list[Route]:
    """Return the routes beneath `/meta`."""
    grants = Grants(sim)
    graph, dialog = _Served(sim, Graph(sim, grants)), Dialog(sim, grants)
    sim.hooks["meta.uninstall"].append(lambda shop, said: grants.kill_all(shop, int(said.get("subcode", 458))))
    return [
        Route("/meta/www/{version}/dialog/oauth", dialog.show, methods=["GET"]),
        Route("/meta/www/{version}/dialog/oauth", dialog.decide, methods=["POST"]),
        Route("/meta/graph/{version}/", graph.batch, methods=["POST"]),
        Route("/meta/graph/{version}", graph.batch, methods=["POST"]),
        Route("/meta/graph/{version}/{path:path}", graph.one, methods=["GET", "POST", "DELETE"]),
    ]


class _Served:
    """Graph calls over HTTP: versions, headers, errors."""

    def __init__(self, sim: Sandbox, graph: Graph) -> None:
        self._sim, self._graph = sim, graph

    async def one(self, request: Request) -> Response:
        """Answer one call."""
        params = await received(request)
        method = params.pop("method", request.method).upper()
        call = Call(request, method, request.path_params["version"], request.path_params["path"].strip("/"), params)
        status, headers, body = await self._called(call)
        return body if isinstance(body, Response) else JSONResponse(body, status, headers)

    async def batch(self, request: Request) -> Response:
        """Answer up to fifty calls in one: each with its own status, headers and body, as text."""
        params = await received(request)
        if "batch" not in params:
            return JSONResponse(invalid("Unsupported post request.", error_subcode=33).body(), 400)
        said = json.loads(params.pop("batch"))
        if len(said) > MAX_BATCH:
            return JSONResponse(invalid(f"Too many requests in batch message. Maximum is {MAX_BATCH}").body(), 400)
        answers = []
        for item in said:
            parts = urlsplit(item["relative_url"])
            own = params | dict(parse_qsl(parts.query)) | dict(parse_qsl(item.get("body", "")))
            path = re.sub(r"^/?(v\d+\.\d+/)?", "", parts.path).strip("/")
            call = Call(request, item.get("method", "GET").upper(), request.path_params["version"], path, own)
            status, headers, body = await self._called(call)
            if isinstance(body, Response):
                return body
            listed = [{"name": name, "value": value} for name, value in headers.items()]
            answers.append({"code": status, "headers": listed, "body": json.dumps(body)})
        return JSONResponse(answers)

    async def _called(self, call: Call) -> tuple[int, dict[str, str], dict[str, Any] | Response]:
        """Return status, headers and body of one call; a Response when a fault answers instead."""
        request, account = call.request, None
        headers = {"facebook-api-version": call.version, "cache-control": "private, no-store"}
        try:
            edge, match = self._graph.edge(call)
            if answer := await self._sim.faults.check(edge.operation, request):
                return 0, {}, answer
            headers["facebook-api-version"] = _served(call.version, request.state.fault)
            account = self._graph.account_of(call, match)
            status, body = 200, await self._graph.answer(call, edge, match)
        except GraphError as error:
            status, body = error.status, error.body()
            request.state.wire.note["code"] = error.code
        use = self._graph.usage.headers(account, self._sim.clock.now())
        request.state.wire.note.update(self._graph.usage.noted(account))
        return status, {**headers, **use}, body


def _served(version: str, fault: dict[str, dict[str, Any]]) -> str:
    """Return the version that really answers: a retired one is served by the oldest alive. Raises GraphError 2500."""
    match = _VERSION.fullmatch(version)
    if not match or (int(match[1]), int(match[2])) > NEWEST:
        raise GraphError(2500, f"Unknown path components: /{version}")
    if "version_forward" in fault:
        return str(fault["version_forward"].get("version", f"v{NEWEST[0] + 1}.0"))
    major, minor = max((int(match[1]), int(match[2])), OLDEST)
    return f"v{major}.{minor}"
