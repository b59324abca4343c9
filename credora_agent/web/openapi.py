"""The description of what programs can ask, at `/openapi.json`: the JSON routes, their bodies, errors and ways in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi

from credora_agent.web.api.books import Set
from credora_agent.web.chat import Change, Judgement, Question

if TYPE_CHECKING:
    from fastapi import FastAPI
    from pydantic import BaseModel

VERSION = "1"
OURS = ("/fpa/", "/chat/", "/platforms", "/sync/", "/status", "/auth/session", "/healthz", "/readyz")
"""What the addresses of JSON begin with."""
OPEN = ("/healthz", "/readyz", "/auth/session")
"""Those that answer anybody."""
BODIES: dict[tuple[str, str], tuple[type[BaseModel], dict[str, Any]]] = {
    ("/fpa/findings/dismiss", "post"): (Set, {"key": "stock:CAN-FIG-220", "reason": "an order is on its way"}),
    ("/fpa/findings/restore", "post"): (Set, {"key": "stock:CAN-FIG-220"}),
    ("/chat/message", "post"): (Question, {"question": "did we make money last month?"}),
    ("/chat/stream", "post"): (Question, {"question": "why did net profit fall?"}),
    ("/chat/conversations/{conversation}", "patch"): (Change, {"title": "October"}),
    ("/chat/conversations/{conversation}/messages/{message_id}/feedback", "post"): (Judgement, {"verdict": "up"}),
}
"""Bodies, which are read by hand so that no more of one is taken in than its route takes; each with an example."""
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "remedy"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:credora:bad_period"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "What went wrong, for programs."},
        "detail": {"type": "string", "description": "What went wrong, for people."},
        "remedy": {"type": "string", "description": "What to do about it."},
    },
}
KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 200},
    "description": "The same request with the same key is done once within a day; its answer is given again.",
}  # fmt: skip
WORDS = (
    "Every figure of the books, with its formula, its bound and how many ledger rows it follows from. Money is a "
    "decimal string in a named currency, days are the shop's own. Send an API token (`Authorization: Bearer "
    "credora_…`); a program on the machine Credora runs on needs none."
)


def routes(app: FastAPI) -> APIRouter:
    """Return the route of the description of `app`; it is made when it is first asked for."""
    router, made = APIRouter(include_in_schema=False), dict[str, Any]()

    @router.get("/openapi.json")
    async def openapi() -> dict[str, Any]:
        """Return the description."""
        if not made:
            made.update(described(app))
        return made

    return router


def described(app: FastAPI) -> dict[str, Any]:
    """Return the description of the JSON routes of an app, as OpenAPI 3.1 has it."""
    made = get_openapi(title="Credora", version=VERSION, description=WORDS, routes=app.routes)
    made["paths"] = {path: each for path, each in made["paths"].items() if path.startswith(OURS)}
    parts = made.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = PROBLEM
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            _complete(operation, path, method, parts["schemas"])
    return made


def _complete(operation: dict[str, Any], path: str, method: str, schemas: dict[str, Any]) -> None:
    answers = operation.setdefault("responses", {})
    answers.pop("422", None)
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers["default"] = {"description": "What went wrong, and what to do about it", "content": problem}
    if not path.startswith(OPEN):
        operation["security"] = [{"token": []}]
    if method == "post":
        operation.setdefault("parameters", []).append(KEY)
    if (path, method) in BODIES:
        kind, example = BODIES[path, method]
        schema = kind.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[f"{kind.__name__}Body"] = schema
        named = {"schema": {"$ref": f"#/components/schemas/{kind.__name__}Body"}, "example": example}
        operation["requestBody"] = {"required": True, "content": {"application/json": named}}
