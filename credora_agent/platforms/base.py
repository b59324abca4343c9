"""What the three platforms share: how they refuse, what a page, a token and an alarm are, and who paces them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from credora_agent.core.errors import CredoraError

if TYPE_CHECKING:
    from datetime import datetime


class PlatformFault(CredoraError):
    """A platform did not do what it was asked; `platform` is its name in the registry."""

    code = "platform"

    def __init__(self, cause: str, *, remedy: str, platform: str) -> None:
        super().__init__(cause, remedy=remedy)
        self.platform = platform


class Throttled(PlatformFault):
    """The platform wants to be left alone for `wait` seconds; nothing of the request was done."""

    code = "throttled"

    def __init__(self, cause: str, *, remedy: str, platform: str, wait: float) -> None:
        super().__init__(cause, remedy=remedy, platform=platform)
        self.wait = wait


class QuotaSpent(Throttled):
    """The day's quota is used up: nothing more today; `wait` is the seconds until there is some again."""


class Passing(PlatformFault):
    """It failed again and again in a way that passes by itself; the retries within the request are used up."""

    code = "platform_passing"


class FreshTokenRefused(Passing):
    """A token just issued was refused: who issues tokens has not withdrawn the access, so it is no dead token."""

    def __init__(self, title: str, *, platform: str) -> None:
        super().__init__(
            f"{title} refuses a token it has just issued.",
            remedy="It is tried again by itself; if it goes on, connect the account again.",
            platform=platform,
        )


class TooMuch(PlatformFault):
    """The platform will not answer so much at once: ask for less."""

    code = "too_much"


class DeadToken(PlatformFault):
    """The access that was granted is gone for good; only the merchant can grant it anew."""

    code = "needs_reconnect"


class MissingScope(PlatformFault):
    """A permission was not granted; `scopes` are those the request needs, any one of which may be what is missing."""

    code = "missing_scope"

    def __init__(self, cause: str, *, remedy: str, platform: str, scopes: tuple[str, ...]) -> None:
        super().__init__(cause, remedy=remedy, platform=platform)
        self.scopes = scopes


class Frozen(PlatformFault):
    """The merchant's account is frozen, locked or disabled, which only the merchant can settle with the platform."""

    code = "account_frozen"


class Refused(PlatformFault):
    """The request or the configuration is wrong, and will be refused every time."""

    code = "platform_refused"


class BadCallback(CredoraError):
    """Somebody came back from a consent page with something the platform did not send, or sent too long ago."""

    code = "bad_callback"


class Tokens(Protocol):
    """The tokens of one connection, wherever they are kept."""

    async def current(self) -> str:
        """Return the access token to use now. Raises DeadToken."""
        ...

    async def renewed(self, refused: str) -> str:
        """Return a working token after `refused` was refused. Raises DeadToken."""
        ...


class Pace(Protocol):
    """How fast one account may be asked; shared by all workers that ask it."""

    async def take(self, cost: float = 1) -> None:
        """Wait up to a few seconds until `cost` may be spent. Raises Throttled when it would take longer."""
        ...

    async def learn(self, *, available: float, capacity: float, restore: float) -> None:
        """Note what the platform says is left, at most there, and restored each second."""
        ...

    async def block(self, seconds: float) -> None:
        """Let nobody spend anything for so many seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its nodes, and the cursor of the next page, None on the last."""

    nodes: list[dict[str, Any]]
    next: str | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something a person should know although the answer could be used; `kind` is a word such as `version_moved`."""

    kind: str
    platform: str
    detail: str


@dataclass(frozen=True, slots=True)
class App:
    """The app a platform knows us as."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token endpoint gave; the moments are None where the platform names no end."""

    access_token: str = field(repr=False)
    expires_at: datetime | None = None
    refresh_token: str | None = field(default=None, repr=False)
    refresh_expires_at: datetime | None = None
    scopes: frozenset[str] = frozenset()
