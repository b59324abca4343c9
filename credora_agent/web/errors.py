"""The error tree as responses: problem+json for programs, a page for browsers; never a trace, never a secret."""

from __future__ import annotations

import logging
import math
import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match

from credora_agent.access.signin import BadSignIn
from credora_agent.actions.errors import PlanApplied, PlanExpired, PlanStale, UnknownPlan
from credora_agent.agent.thread_shown import UnknownConversation
from credora_agent.core.errors import BadInput, CredoraError, RateLimited, Unavailable, UnknownShop
from credora_agent.platforms.base import BadCallback, Frozen, MissingScope, PlatformFault, Throttled
from credora_agent.platforms.shopify.webhooks import BadWebhook
from credora_agent.sync.connections.entrance import Declined
from credora_agent.web import notices
from credora_agent.web.runs import Stopped

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

LOG = logging.getLogger(__name__)
RETRY_AFTER = "5"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SIGN_IN, WELCOME = "/auth/login", "/welcome"


class NotHere(CredoraError):
    """The request is not from the person at this machine, and there are no accounts to sign in to yet."""

    code = "not_here"


class SignedOut(CredoraError):
    """Nobody we know asks; a browser's page is sent to sign in, and comes back."""

    code = "signed_out"


class NotAllowed(CredoraError):
    """Who asks is known, and may not do this at the shop."""

    code = "not_allowed"


class NoShop(UnknownShop):
    """Who asks works on no shop yet; a browser's page is sent to make one."""

    code = "no_shop"


class TooLarge(CredoraError):
    """A body is larger than anything that is sent here."""

    code = "too_large"


STATUS: tuple[tuple[type[CredoraError], HTTPStatus], ...] = (
    (NotHere, HTTPStatus.FORBIDDEN),
    (SignedOut, HTTPStatus.UNAUTHORIZED),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (BadWebhook, HTTPStatus.UNAUTHORIZED),
    (UnknownShop, HTTPStatus.NOT_FOUND),
    (UnknownConversation, HTTPStatus.NOT_FOUND),
    (UnknownPlan, HTTPStatus.NOT_FOUND),
    (PlanExpired, HTTPStatus.CONFLICT),
    (PlanApplied, HTTPStatus.CONFLICT),
    (PlanStale, HTTPStatus.CONFLICT),
    (Stopped, HTTPStatus.CONFLICT),
    (RateLimited, HTTPStatus.TOO_MANY_REQUESTS),
    (BadInput, HTTPStatus.BAD_REQUEST),
    (BadCallback, HTTPStatus.BAD_REQUEST),
    (BadSignIn, HTTPStatus.BAD_REQUEST),
    (MissingScope, HTTPStatus.FORBIDDEN),
    (Frozen, HTTPStatus.CONFLICT),
    (Throttled, HTTPStatus.SERVICE_UNAVAILABLE),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (PlatformFault, HTTPStatus.BAD_GATEWAY),
)
"""The first class an error is one of decides; anything else is our own fault."""


def status_of(error: CredoraError) -> HTTPStatus:
    """Return the HTTP status of an error."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def handle_errors(app: FastAPI) -> None:
    """Have every error of `app` that was foreseen answered here."""
    app.add_exception_handler(CredoraError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def problem(request: Request, error: CredoraError) -> Response:
    """Return the answer an error is, outside of the app's own handlers."""
    return _said(request, error, status_of(error))


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, CredoraError)  # noqa: S101 - registered for this class only
    return _said(request, error, status_of(error))


async def _invalid(request: Request, _error: Exception) -> Response:
    what = BadInput("The request is not as it should be.", remedy="See the names and kinds of its parameters.")
    return _said(request, what, HTTPStatus.UNPROCESSABLE_ENTITY)


async def _http(request: Request, error: Exception) -> Response:
    status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    what = CredoraError(f"{status.phrase}.", remedy="Check the address.")
    what.code = status.phrase.lower().replace(" ", "_")
    answer = _said(request, what, status)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["allow"] = ", ".join(_allowed(request))
    return answer


def _allowed(request: Request) -> list[str]:
    """Return the methods the address of a request takes: of all its routes, where an exception names one's only."""
    return [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]


def unforeseen(request: Request, error: Exception) -> Response:
    """Return the answer to an error nobody foresaw, and note where it arose.

    Not its message: that of a foreign exception may quote what it choked on.
    """
    where = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("%s %s failed: %s\n%s", request.method, request.url.path, type(error).__name__, where)
    what = CredoraError("Something went wrong that should not have.", remedy="Try again; if it stays, report it.")
    return _said(request, what, HTTPStatus.INTERNAL_SERVER_ERROR)


def _said(request: Request, error: CredoraError, status: HTTPStatus) -> Response:
    response: Response
    if (elsewhere := _elsewhere(request, error)) is not None:
        return elsewhere
    if "text/html" in request.headers.get("accept", ""):
        title = "Not connected" if isinstance(error, Declined) else "That did not work"
        response = notices.trouble(title, error, status=status)
    else:
        body = {
            "type": f"urn:credora:{error.code}",
            "title": status.phrase,
            "status": int(status),
            "code": error.code,
            "detail": error.cause,
            "remedy": error.remedy,
        }
        response = JSONResponse(body, status, media_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED and "authorization" in request.headers:
        response.headers["www-authenticate"] = 'Bearer realm="Credora"'
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["retry-after"] = RETRY_AFTER
    if isinstance(error, RateLimited):
        response.headers["retry-after"] = str(math.ceil(error.retry_after))
    return response


def _elsewhere(request: Request, error: CredoraError) -> Response | None:
    """Return where a browser goes that is signed out or has no shop yet; None where the error itself is the answer."""
    if not isinstance(error, (SignedOut, NoShop)):
        return None
    begun = isinstance(error, NoShop)
    if "hx-request" in request.headers:
        shown = urlsplit(request.headers.get("hx-current-url", ""))
        to = WELCOME if begun else _sign_in(shown.path, shown.query)
        return Response(status_code=HTTPStatus.OK if begun else HTTPStatus.UNAUTHORIZED, headers={"hx-redirect": to})
    if "text/html" not in request.headers.get("accept", ""):
        return None
    here = (request.url.path, request.url.query) if request.method == "GET" else ("/", "")
    to = WELCOME if begun else _sign_in(*here)
    return RedirectResponse(to, HTTPStatus.SEE_OTHER)


def _sign_in(path: str, query: str) -> str:
    if path.startswith("/oauth/"):  # what came back with the browser is not carried on
        path, query = "/", ""
    back = f"{path}?{query}" if query else path
    return SIGN_IN if back in {"", "/"} else f"{SIGN_IN}?{urlencode({'next': back})}"
