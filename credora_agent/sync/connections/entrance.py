"""What connecting means on every platform: out to a consent page, back with accounts, renewed, and given up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from credora_agent.platforms.base import BadCallback

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from credora_agent.platforms.base import Grant
    from credora_agent.sync.connections.states import Journey, Ticket
    from credora_agent.sync.connections.ways import Way
    from credora_agent.tables.sources import Connection


class Declined(BadCallback):
    """The merchant said no on the consent page."""

    code = "declined"


@dataclass(frozen=True, slots=True)
class Found:
    """One account a consent opened; its money and days are its own, whatever the books are kept in.

    `problem` {code, cause, remedy} says why nothing can be read of it now.
    """

    account: str
    name: str
    currency: str | None
    timezone: str | None
    settings: Mapping[str, Any] = field(default_factory=dict)
    problem: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a consent came to: one grant, the accounts it opens, and the permissions that were left out."""

    grant: Grant
    accounts: Sequence[Found]
    scopes: Sequence[str] = ()
    missing: Sequence[str] = ()


class Entrance(Protocol):
    """One platform's way in and out."""

    def account_of(self, typed: str) -> str:
        """Return an account's name for what a person typed. Raises BadInput."""
        ...

    def consent_url(self, way: Way, journey: Journey, ticket: Ticket) -> str:
        """Return where the merchant is asked. Raises BadInput when it must be known which account."""
        ...

    def check(self, way: Way, journey: Journey, query: Sequence[tuple[str, str]], *, now: datetime) -> str:
        """Return the code that was brought back, given all pairs of the query. Raises BadCallback or Declined."""
        ...

    async def arrive(self, way: Way, journey: Journey, ticket: Ticket, code: str, *, now: datetime) -> Arrival:
        """Return what the code opens. Raises BadCallback, MissingScope or another fault, and then nothing was kept."""
        ...

    async def renew(self, way: Way, connection: Connection, refresh_token: str | None, *, now: datetime) -> Grant:
        """Return a new grant. Raises DeadToken when only the merchant can give one."""
        ...

    async def revoke(self, way: Way, connection: Connection, tokens: Mapping[str, str]) -> str | None:
        """End the access at the platform; return what is left to do there. May raise a PlatformFault.

        `tokens` are in clear, by field.
        """
        ...


class OneToken:
    """A token just granted, not yet kept: what `platforms.base.Tokens` is before there is a connection."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def current(self) -> str:
        """Return it."""
        return self._token

    async def renewed(self, refused: str) -> str:
        """Return it again: a refusal is the caller's to report."""
        del refused
        return self._token


class NoPace:
    """No waiting: for the handful of calls that connecting takes."""

    async def take(self, cost: float = 1) -> None:
        """Return at once."""

    async def learn(self, *, available: float, capacity: float, restore: float) -> None:
        """Learn nothing."""

    async def block(self, seconds: float) -> None:
        """Block nobody."""
