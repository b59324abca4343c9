"""The Graph API's errors: what they say, their codes, and the HTTP status they come with."""

from __future__ import annotations

import secrets
from typing import Any

REDUCE = "Please reduce the amount of data you're asking for, then retry your request"
_RATE = {
    4: (403, "(#4) Application request limit reached", 1504022),
    17: (400, "(#17) User request limit reached", 2446079),
    32: (403, "(#32) Page request limit reached", None),
    341: (400, "(#341) Application limit reached", None),
    613: (400, "(#613) Calls to this api have exceeded the rate limit.", 1487742),
    80000: (
        400,
        "(#80000) There have been too many calls from this ad-account. Wait a bit and try again.",
        2446079,
    ),
    80004: (
        400,
        "(#80004) There have been too many calls to this ad-account. Wait a bit and try again.",
        2446079,
    ),
}


class GraphError(Exception):
    """An answer that is an error; `more` are further members of the error object."""

    def __init__(
        self, code: int, message: str, *, status: int = 400, kind: str = "OAuthException", **more: Any
    ) -> None:
        """Say what is wrong in Meta's own words."""
        super().__init__(message)
        self.code, self.status, self.kind, self.more = code, status, kind, more

    def body(self) -> dict[str, Any]:
        """Return the answer's JSON."""
        more = {name: value for name, value in self.more.items() if value is not None}
        trace = f"A{secrets.token_urlsafe(16)[:22]}"
        return {"error": {"message": str(self), "type": self.kind, "code": self.code, **more, "fbtrace_id": trace}}


def rate_limited(code: int) -> GraphError:
    """Return the rate-limit error of that code."""
    status, message, subcode = _RATE.get(code, _RATE[17])
    return GraphError(code, message, status=status, error_subcode=subcode, is_transient=True)


def too_much_data() -> GraphError:
    """Return the error for a request whose answer would be too large."""
    return GraphError(1, REDUCE, status=500)


def unknown_error() -> GraphError:
    """Return Meta's passing internal error."""
    return GraphError(
        2, "An unexpected error has occurred. Please retry your request later.", status=500, is_transient=True
    )


def invalid(message: str, **more: Any) -> GraphError:
    """Return the error for a parameter that makes no sense."""
    return GraphError(100, f"(#100) {message}", **more)


def no_such_object(object_id: str, method: str = "get") -> GraphError:
    """Return the error for an object that is not there, or not for this token."""
    return GraphError(
        100,
        f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api",
        kind="GraphMethodException",
        error_subcode=33,
    )


def dead_token(subcode: int, detail: str) -> GraphError:
    """Return the error for a token that works no more: 458 app removed, 460 password, 463 expired, 467 invalid."""
    return GraphError(190, f"Error validating access token: {detail}", error_subcode=subcode)
