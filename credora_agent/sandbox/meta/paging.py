"""Pages of a Graph edge: opaque cursors, and absolute addresses of the next and the previous one."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from credora_agent.sandbox.meta.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.sandbox.meta.call import Call

_NOT_REPEATED = {"after", "before", "appsecret_proof", "method"}


def paged(call: Call, rows: Sequence[dict[str, Any]], *, base: str, default: int = 25) -> dict[str, Any]:
    """Return the page of `rows` that the call's `limit` and `after` choose. Raises GraphError 100 for a bad cursor.

    `paging.next` repeats the token but, as Graph's does, not the proof.
    """
    limit, start = call.limit(default), _position(call.params.get("after"))
    fault = call.request.state.fault
    if "cursor_back" in fault and start:
        start = max(0, start - limit)
    end = min(start + limit, len(rows))
    if not rows or start >= len(rows):
        return {"data": []}
    following = start if "duplicate_page" in fault else end
    paging: dict[str, Any] = {"cursors": {"before": _cursor(start), "after": _cursor(following)}}
    address = f"{base}/{call.version}/{call.path}"
    kept = {key: value for key, value in call.params.items() if key not in _NOT_REPEATED}
    if end < len(rows):
        paging["next"] = f"{address}?{urlencode({**kept, 'limit': limit, 'after': _cursor(following)})}"
    if start:
        paging["previous"] = f"{address}?{urlencode({**kept, 'limit': limit, 'after': _cursor(max(0, start - limit))})}"
    return {"data": list(rows[start:end]), "paging": paging}


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"at:{position}".encode()).decode().rstrip("=")


def _position(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        kind, _, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
        if kind == "at":
            return int(number)
    except ValueError:
        pass
    raise invalid("Invalid cursors values")
