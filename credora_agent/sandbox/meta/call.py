"""One Graph API call: its method, path, parameters and token, whether it came alone or in a batch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from credora_agent.sandbox.meta.errors import invalid

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_LIMIT = 5000


@dataclass(frozen=True, slots=True)
class Call:
    """A call; `params` holds query and form together, as Graph reads them."""

    request: Request
    method: str
    version: str
    path: str
    params: dict[str, str]

    def names(self, key: str) -> list[str]:
        """Return a list parameter, written as JSON or with commas."""
        text = self.params.get(key, "").strip()
        if not text:
            return []
        if text.startswith("["):
            return [str(item) for item in self.json(key)]
        return [part.strip().strip('"') for part in text.split(",") if part.strip()]

    def json(self, key: str) -> Any:
        """Return a JSON parameter. Raises GraphError 100."""
        try:
            return json.loads(self.params[key])
        except ValueError:
            raise invalid(f"Param {key} must be an array or object.") from None

    def limit(self, default: int = 25) -> int:
        """Return the page size asked for."""
        text = self.params.get("limit", str(default))
        if not text.isdigit() or not int(text):
            raise invalid("Param limit must be an integer greater than zero")
        return min(int(text), MAX_LIMIT)


async def received(request: Request) -> dict[str, str]:
    """Return a request's parameters: the query, then a form or JSON body over it, then a bearer token."""
    params = dict(parse_qsl(request.url.query, keep_blank_values=True))
    body = await request.body()
    if body and "json" in request.headers.get("content-type", ""):
        said = json.loads(body)
        params |= {key: value if isinstance(value, str) else json.dumps(value) for key, value in said.items()}
    elif body:
        params |= dict(parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True))
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if token and kind.lower() in {"bearer", "oauth"}:
        params.setdefault("access_token", token)
    return params
