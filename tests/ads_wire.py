"""A wire to an ads platform that answers what a test says: for faults that no sandbox can be asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2

from credora_agent.platforms.addresses import PRODUCTION
from credora_agent.platforms.base import App, DeadToken

if TYPE_CHECKING:
    from collections.abc import Callable

APP = App("1234567890", "app-secret-0123456789abcdef")
TOKEN = "token-of-the-merchant-0123456789abcdef"  # noqa: S105 - no real one
OTHER = "token-after-a-reconnect-0123456789abcdef"
ADDRESSES = PRODUCTION


def answer(body: Any = None, *, status: int = 200, headers: dict[str, str] | None = None) -> httpx2.Response:
    """Return an answer; anything but bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx2.Response(status, headers=headers, content=content)


@dataclass
class Wire:
    """Gives the answers in order, the last one again and again, and keeps what was asked."""

    answers: list[httpx2.Response | Exception]
    asked: list[httpx2.Request] = field(default_factory=list)

    def http(self) -> httpx2.AsyncClient:
        """Return a client on this wire."""
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self._serve))

    def _serve(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(said, Exception):
            raise said
        return httpx2.Response(said.status_code, headers=said.headers, content=said.content)


@dataclass
class Kept:
    """Tokens of a connection: `other` is what a reconnect left behind, None when there was none."""

    other: str | None = None
    token: str = TOKEN
    refused: list[str] = field(default_factory=list)

    async def current(self) -> str:
        """Return the token kept."""
        return self.token

    async def renewed(self, refused: str) -> str:
        """Return the other token. Raises DeadToken when there is none."""
        self.refused.append(refused)
        if self.other is None:
            raise DeadToken("Access is over.", remedy="Connect again.", platform="meta_ads")
        return self.other


@dataclass
class Clocked:
    """A pace that never waits and remembers what it was told."""

    taken: list[float] = field(default_factory=list)
    blocked: list[float] = field(default_factory=list)

    async def take(self, cost: float = 1) -> None:
        """Note a call."""
        self.taken.append(cost)

    async def learn(self, *, available: float, capacity: float, restore: float) -> None:
        """Fail: neither ads platform says how its allowance fills up again."""
        raise AssertionError((available, capacity, restore))

    async def block(self, seconds: float) -> None:
        """Note a block."""
        self.blocked.append(seconds)


def form(request: httpx2.Request) -> dict[str, str]:
    """Return the fields of a posted form."""
    return dict(httpx2.QueryParams(request.content.decode()))


def whole_text(fault: BaseException) -> str:
    """Return everything an error says of itself and of what caused it."""
    said = []
    each: BaseException | None = fault
    while each is not None:
        said += [str(each), repr(each), repr(vars(each))]
        each = each.__cause__ or each.__context__
    return "\n".join(said)


def impatient(monkeypatch: Any) -> None:
    """Let retries follow each other at once."""
    never: Callable[..., Any] = lambda **_: lambda _state: 0.0  # noqa: E731
    monkeypatch.setattr("credora_agent.platforms.http.wait_random_exponential", never)
