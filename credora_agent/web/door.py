"""Who is let in: only hosts we go by, only the person at this machine to what is theirs; every answer well dressed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse

from credora_agent.core.loopback import LOOPBACK_NAMES, host_name
from credora_agent.core.page import DRESS
from credora_agent.web.errors import NotHere, unforeseen

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from credora_agent.core.settings import Settings


class Door:
    """ASGI middleware: refuses hosts that are not ours (a rebound name), dresses responses, lets no error out."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        public = urlsplit(settings.public_url)
        self._hosts = LOOPBACK_NAMES | {public.hostname or ""}
        self._dress = DRESS | ({"strict-transport-security": "max-age=31536000"} if public.scheme == "https" else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        begun = False

        async def dressed(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._dress.items():
                    headers.setdefault(name, value)
            await send(message)

        if host_name(Headers(scope=scope).get("host", "")) not in self._hosts:
            body = {"type": "urn:credora:unknown_host", "title": "Misdirected Request", "status": 421}
            await JSONResponse(body, 421, media_type="application/problem+json")(scope, receive, dressed)
            return
        try:
            await self._app(scope, receive, dressed)
        except Exception as error:  # noqa: BLE001 - further out it would be logged with its message
            answer = unforeseen(Request(scope), error)
            if not begun:
                await answer(scope, receive, dressed)


def require_own_page(request: Request, public_url: str = "") -> None:
    """Return for a request that changes something and was not sent by another site's page in this person's browser.

    What is no browser sends neither header. Raises NotHere otherwise.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    here, public = request.url, urlsplit(public_url)
    ours = {None, f"{here.scheme}://{here.netloc}"} | (
        {f"{public.scheme}://{public.netloc}"} if public.netloc else set()
    )
    # A page without referrer sends no origin either; the browser says all the same where its form came from.
    own = origin in ours or (origin == "null" and site == "same-origin")
    if not own or site not in {None, "same-origin", "none"}:
        raise NotHere("Another site's page asked for this.", remedy="Do it on Credora's own page.")
