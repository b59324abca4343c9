"""The GraphQL endpoint: who asks, of which version, at what cost; then the schema's own execution."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
from graphql import GraphQLError, execute_sync
from starlette.responses import Response

from credora_agent.sandbox.shopify import cost, schema, versions
from credora_agent.sandbox.shopify.call import Call
from credora_agent.sandbox.shopify.fields import resolve, type_name
from credora_agent.sandbox.shopify.selection import Document

if TYPE_CHECKING:
    from starlette.requests import Request

    from credora_agent.sandbox.shopify.site import Site
    from credora_agent.sandbox.world.world import World

_LIMITS = "https://shopify.dev/api/usage/rate-limits"
_SORRY = "Internal error. Looks like something went wrong on our end."
_PAGING = ("duplicate_page", "cursor_back")
_BULK = ("bulk_fail", "bulk_partial", "async_stuck")

Faults = dict[str, dict[str, Any]]


def reply(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON answer with an id of its own."""
    named = {"X-Request-Id": str(uuid.uuid4()), **(headers or {})}
    return Response(orjson.dumps(body), status, named, "application/json; charset=utf-8")


def refused(site: Site, request: Request) -> Response | None:
    """Return why the shop answers no API call at all: 401, 402, 423; None when it does."""
    if site.state == "frozen":
        return reply({"errors": "Unavailable Shop"}, 402)
    if site.state == "locked":
        return reply({"errors": "Locked"}, 423)
    access = request.headers.get("x-shopify-access-token", "")
    if "expire_token" in request.state.fault:
        site.grants.expire(access)
    if site.grants.installed and site.grants.use(access):
        return None
    return reply({"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}, 401)


async def answer(request: Request, site: Site, world: World) -> Response:
    """Answer a POST to `/admin/api/{version}/graphql.json`."""
    refusal = refused(site, request)
    if refusal:
        return refusal
    version = versions.served(request.path_params["version"], site.now())
    if version is None:
        return reply({"errors": "Not Found"}, 404)
    faults: Faults = request.state.fault
    if "version_forward" in faults and version != versions.UNSTABLE:
        version = versions.following(version)
    headers = {"X-Shopify-API-Version": version}
    try:
        said = orjson.loads(await request.body())
        query, variables, name = said["query"], said.get("variables") or {}, said.get("operationName")
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return reply({"errors": {"query": "Required parameter missing or invalid"}}, 400, headers)
    body = Execution(site, world, faults).run(str(query), variables, name)
    request.state.wire.note.update(_noted(body), bulk=site.bulk.under_way())
    return reply(body, headers=headers)


class Execution:
    """One GraphQL request: read, priced, paid, run."""

    def __init__(self, site: Site, world: World, faults: Faults) -> None:
        """Take the shop as it stands."""
        self._site, self._world, self._faults = site, world, faults

    def run(self, query: str, variables: dict[str, Any], name: str | None) -> dict[str, Any]:
        """Return the body of the answer, whatever comes of the request."""
        parsed, wrong = schema.read(query)
        if parsed is None or wrong:
            return {"errors": [one.formatted for one in wrong]}
        if "internal_error" in self._faults:
            return _internal_error()
        document = Document.of(parsed, variables, name)
        if document is None:
            return self._executed(parsed, variables, name, self._call())
        asked = cost.requested(document)
        if asked > cost.LARGEST:
            return _too_costly(asked)
        bucket = self._site.bucket
        bucket.fill(self._site.now())
        if "throttle" in self._faults:
            bucket.level = float(self._faults["throttle"].get("available", 0))
        if not bucket.has(asked):
            return _throttled(asked, bucket.status())
        call = self._call()
        body = self._executed(parsed, variables, name, call)
        spent = min(asked, cost.actual(document, body.get("data")))
        bucket.spend(spent)
        extensions: dict[str, Any] = {
            "cost": {"requestedQueryCost": asked, "actualQueryCost": spent, "throttleStatus": bucket.status()}
        }
        if call.warnings:
            extensions["search"] = call.warnings
        return {**body, "extensions": extensions}

    def _call(self) -> Call:
        paging = next((kind for kind in _PAGING if kind in self._faults), None)
        lag = timedelta(seconds=float(self._faults.get("child_lag", {}).get("seconds", 0)))
        faults = {kind: self._faults[kind] for kind in _BULK if kind in self._faults}
        return Call(self._site, self._world, self._site.granted_scopes(), lag, paging, faults)

    def _executed(self, parsed: Any, variables: dict[str, Any], name: str | None, call: Call) -> dict[str, Any]:
        result = execute_sync(
            schema.schema(),
            parsed,
            context_value=call,
            variable_values=variables,
            operation_name=name,
            field_resolver=resolve,
            type_resolver=type_name,
        )
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [_formatted(one) for one in result.errors]
        return body


def _formatted(error: GraphQLError) -> dict[str, Any]:
    """Return an error; one of the sandbox's own making is raised, not told."""
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        raise error.original_error
    return dict(error.formatted)


def _internal_error() -> dict[str, Any]:
    number = str(uuid.uuid4())
    message = f"{_SORRY}\nRequest ID: {number} (include this in support requests)."
    return {"errors": [{"message": message, "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": number}}]}


def _too_costly(asked: int) -> dict[str, Any]:
    message = f"Query cost is {asked}, which exceeds the single query max cost limit ({cost.LARGEST})."
    said = {"code": "MAX_COST_EXCEEDED", "cost": asked, "maxCost": cost.LARGEST, "documentation": _LIMITS}
    return {"errors": [{"message": message, "extensions": said}]}


def _throttled(asked: int, status: dict[str, Any]) -> dict[str, Any]:
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": _LIMITS}}
    return {
        "errors": [error],
        "extensions": {"cost": {"requestedQueryCost": asked, "actualQueryCost": None, "throttleStatus": status}},
    }


def _noted(body: dict[str, Any]) -> dict[str, Any]:
    """Return what the sandbox's log says of an answer."""
    wrong = [error.get("extensions") or {} for error in body.get("errors", ())]
    said = (body.get("extensions") or {}).get("cost") or {}
    return {
        "cost": said.get("requestedQueryCost") or next((each["cost"] for each in wrong if "cost" in each), None),
        "actual_cost": said.get("actualQueryCost"),
        "errors": [each.get("code", "INVALID") for each in wrong],
    }
