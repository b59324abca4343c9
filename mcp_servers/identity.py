"""On whose behalf a call is made: by token over HTTP, the person at this machine on stdio, else nobody's."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from fastmcp.server.auth import AccessToken
from fastmcp.server.dependencies import get_access_token

from credora_agent.core.caller import Caller
from credora_agent.core.errors import CredoraError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.access.tokens import Admission
    from mcp_servers.tool import Scope

_ACTING: ContextVar[Identity | None] = ContextVar("credora_mcp_identity", default=None)


class NobodyThere(CredoraError):
    """A call without an identity: it is refused, whatever it asks."""

    code = "not_signed_in"


class Throttled(CredoraError):
    """The caller asks faster than it may; `retry_after` seconds later it may again."""

    code = "rate_limited"

    def __init__(self, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__("Too many calls.", remedy=f"Call again in {retry_after:.1f} s.")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls: a person working on one shop, what they were granted, and the way they came by.

    `wait` is above nought when the caller must wait that many seconds before the next call.
    """

    caller: Caller
    scopes: frozenset[Scope]
    via: str
    wait: float = 0.0


@contextmanager
def acting(identity: Identity) -> Iterator[None]:
    """Make every call within the block, in this task, one of `identity`: how the process itself calls its tools."""
    token = _ACTING.set(identity)
    try:
        yield
    finally:
        _ACTING.reset(token)


def present() -> Identity | None:
    """Return who is calling: set around the call, or proven by the request's token; None for nobody."""
    if (identity := _ACTING.get()) is not None:
        return identity
    token = get_access_token()
    return None if token is None else of_token(token)


def carried(text: str, admission: Admission) -> AccessToken:
    """Return an admitted token as the library hands it on; `of_token` reads it again."""
    return AccessToken(
        token=text,
        client_id=str(admission.grant_id or admission.token_id),
        scopes=sorted(admission.scopes),
        expires_at=int(admission.expires_at.timestamp()) if admission.expires_at else None,
        subject=str(admission.caller.user_id),
        claims={
            "user": str(admission.caller.user_id),
            "tenant": str(admission.caller.tenant_id),
            "via": f"token:{admission.token_id}",
            "wait": admission.wait,
        },
    )


def of_token(token: AccessToken) -> Identity | None:
    """Return the identity a verified token carries in its claims, None for a token that is not ours."""
    claims = token.claims or {}
    try:
        caller = Caller(UUID(claims["user"]), UUID(claims["tenant"]))
        via = str(claims["via"])
        wait = float(claims.get("wait", 0.0))
    except (KeyError, ValueError, TypeError):
        return None
    scopes: frozenset[Scope] = frozenset(scope for scope in ("read", "write") if scope in token.scopes)
    return Identity(caller, scopes, via, wait)
