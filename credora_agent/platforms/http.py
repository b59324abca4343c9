"""Talking HTTP to platforms: bounded in time and size, no redirects, no cookies, retried only where that can help."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2
import orjson
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from credora_agent.platforms.base import Passing
from credora_agent.platforms.registry import platform as registered

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")
MEGABYTE = 1 << 20
LIMIT = 32 * MEGABYTE
"""The largest body read into memory; no page we ask for comes near it."""
PATIENCE = 90.0
"""Seconds one request may take from the first byte sent to the last received, however steadily it drips."""


class Hiccup(Exception):
    """One attempt failed in a way that may pass: the wire, a gateway, the platform's own fault. `persist` retries it.

    `wait` is how many seconds the platform asked for, 0 when it did not.
    """

    def __init__(self, reason: str, *, wait: float = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Retries:
    """How stubborn a request is: so many attempts, jittered waits that double from `first` up to `cap` seconds."""

    attempts: int = 5
    first: float = 0.5
    cap: float = 8.0


ONCE = Retries(attempts=1)
"""For requests that must not be sent twice."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response."""

    status: int
    headers: httpx2.Headers
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON. Raises Hiccup when it is none: cut short, or a gateway's page."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            raise Hiccup(f"status {self.status} with a body that is not JSON") from None

    def retry_after(self) -> float:
        """Return the seconds of the Retry-After header; 0 without one."""
        try:
            return max(float(self.headers.get("retry-after", "0")), 0)
        except ValueError:
            return 0


def open_http() -> httpx2.AsyncClient:
    """Return the client all platforms share; whoever opens it closes it.

    It logs no address: some carry a signature or a code.
    """
    for chatty in ("httpx2", "httpcore2"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(30, connect=10),
        limits=httpx2.Limits(max_connections=64, max_keepalive_connections=16),
        follow_redirects=False,
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # one account's cookie is not another's
        headers={"user-agent": "Credora"},
    )


async def send(
    http: httpx2.AsyncClient, request: httpx2.Request, *, limit: int = LIMIT, patience: float = PATIENCE
) -> Answer:
    """Send once and return the whole answer, whatever its status. Raises Hiccup when no whole answer comes."""
    try:
        async with asyncio.timeout(patience):
            response = await http.send(request, stream=True)
            try:
                return Answer(response.status_code, response.headers, await _body(response, limit))
            finally:
                await response.aclose()
    except (httpx2.TransportError, httpx2.DecodingError) as failure:
        raise Hiccup(f"{type(failure).__name__}") from failure
    except TimeoutError:
        raise Hiccup(f"no whole answer within {patience:.0f} s") from None


async def _body(response: httpx2.Response, limit: int) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > limit:
            raise Hiccup(f"a body of more than {limit // MEGABYTE} MB")
        parts.append(part)
    return b"".join(parts)


async def persist(attempt: Callable[[], Awaitable[T]], *, platform: str, retries: Retries | None = None) -> T:
    """Return what `attempt` returns, trying again after each Hiccup. Raises Passing when that did not help."""
    how = retries or Retries()
    jitter = wait_random_exponential(multiplier=how.first, max=how.cap)

    def wait(state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.wait if isinstance(failure, Hiccup) else 0
        return max(jitter(state), min(asked, how.cap))

    try:
        async for each in AsyncRetrying(
            retry=retry_if_exception_type(Hiccup), stop=stop_after_attempt(how.attempts), wait=wait, reraise=True
        ):
            with each:
                return await attempt()
    except Hiccup as failure:
        title = registered(platform).title
        tries = "once" if how.attempts == 1 else f"{how.attempts} times"
        raise Passing(
            f"{title} was asked {tries} and did not answer as it should ({failure.reason}).",
            remedy="Nothing is lost; it is tried again by itself.",
            platform=platform,
        ) from failure
    raise AssertionError("unreachable")
