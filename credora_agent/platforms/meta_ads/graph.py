"""Calls to the Graph API: signed, paced by Meta's own figures, tried again where that helps."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import Alarm, DeadToken, Passing, Throttled
from credora_agent.platforms.http import persist, send
from credora_agent.platforms.meta_ads.faults import PLATFORM, WAIT, UnknownError, payload, too_much
from credora_agent.platforms.meta_ads.usage import read_usage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

    from credora_agent.platforms.addresses import Addresses
    from credora_agent.platforms.base import App, Pace, Tokens
    from credora_agent.platforms.http import Answer

VERSION = "v26.0"
SLOW, STOP = 85.0, 95.0
"""Percent of the fullest allowance at which calls are spaced out, and at which they end for a while."""
SPACING = 2.0
"""Seconds between calls while above `SLOW`."""


def proof_of(token: str, app: App) -> str:
    """Return the appsecret_proof of a token: it shows that who uses it also holds the app's secret."""
    return hmac.new(app.client_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


class Graph:
    """The Graph API as one connection sees it. Tokens travel in a header, never in an address."""

    def __init__(  # noqa: PLR0913 - the parts a connection is put together from
        self,
        http: httpx2.AsyncClient,
        addresses: Addresses,
        app: App,
        tokens: Tokens,
        pace: Pace,
        *,
        version: str,
        alarm: Callable[[Alarm], None],
    ) -> None:
        self._http, self._app, self._tokens, self._pace = http, app, tokens, pace
        self._base, self._version, self._alarm = f"{addresses.meta_graph}/{version}", version, alarm
        self._moved = False

    async def get(self, path: str, **params: str) -> dict[str, Any]:
        """Return the object at `path`. Raises PlatformFault."""
        return await self._call("GET", path, params)

    async def post(self, path: str, **form: str) -> dict[str, Any]:
        """Return what Meta answers to a form. Raises PlatformFault."""
        return await self._call("POST", path, form)

    async def _call(self, method: str, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        token = await self._tokens.current()
        try:
            return await self._persisted(method, path, params, token)
        except DeadToken as fault:
            other = await self._other(token, fault)
        return await self._persisted(method, path, params, other)

    async def _other(self, token: str, fault: DeadToken) -> str:
        """Return a token that somebody who connected again left behind. Raises `fault`, Meta's own reason, else."""
        try:
            return await self._tokens.renewed(token)
        except DeadToken as none:
            raise fault from none

    async def _persisted(self, method: str, path: str, params: Mapping[str, str], token: str) -> dict[str, Any]:
        async def attempt() -> dict[str, Any]:
            await self._pace.take()
            answer = await send(self._http, request_of(self._http, method, f"{self._base}/{path}", params, token, app))
            return await self._heeded(answer)

        app = self._app
        try:
            return await persist(attempt, platform=PLATFORM)
        except Passing as fault:
            if isinstance(fault.__cause__, UnknownError) and path.endswith("insights"):
                raise too_much({"message": "an unknown error, again and again"}) from fault
            raise

    async def _heeded(self, answer: Answer) -> dict[str, Any]:
        """Return the answer's object, having slowed down or stopped as it asks."""
        self._note_version(answer)
        try:
            told = payload(answer)
        except Throttled as fault:
            await self._pace.block(fault.wait)
            raise
        usage = read_usage(answer.headers)
        if usage.percent >= STOP:
            await self._pace.block(usage.wait or WAIT)
        elif usage.percent >= SLOW:
            await self._pace.block(SPACING)
        return told

    def _note_version(self, answer: Answer) -> None:
        served = answer.headers.get("facebook-api-version", self._version)
        if served != self._version and not self._moved:
            self._moved = True
            self._alarm(Alarm("version_moved", PLATFORM, f"asked for {self._version}, answered by {served[:20]}"))


def request_of(  # noqa: PLR0913, PLR0917 - what a request consists of
    http: httpx2.AsyncClient, method: str, url: str, params: Mapping[str, str], token: str, app: App
) -> httpx2.Request:
    """Return a signed request: parameters in the address of a GET or DELETE, in the body of a POST."""
    signed = {**params, "appsecret_proof": proof_of(token, app)}
    headers = {"authorization": f"Bearer {token}"}
    if method == "POST":
        return http.build_request(method, url, data=signed, headers=headers)
    return http.build_request(method, url, params=signed, headers=headers)
