"""What a failed step leads to: which state, told how, tried again when; other streams and connections go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import uniform
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, update

from credora_agent.core.errors import CredoraError
from credora_agent.platforms.base import DeadToken, Frozen, MissingScope, Refused, Throttled
from credora_agent.sync.claim import CONNECTED, DEGRADED, FAILED, NEEDS_ATTENTION, WAITING, released
from credora_agent.tables.sources import Connection, ImportRun
from credora_agent.tables.sync import SyncStream

if TYPE_CHECKING:
    from datetime import datetime

    from credora_agent.core.db import WriteSession
    from credora_agent.sync.claim import Claim

FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
"""Between tries: twice as long each time, up to an hour, a quarter more or less by chance."""
DAILY, RARELY = timedelta(days=1), timedelta(hours=6)
SOON = timedelta(minutes=5)
"""A pause the platform asks for that is worth waiting for within one command."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What came of a failed step: the stream's new state, the error as every surface tells it, and the next try."""

    state: str
    error: dict[str, str] | None
    again_in: timedelta
    counts: bool = True
    attention: bool = False


def failure_of(fault: Exception, claim: Claim) -> Failure:
    """Return what a fault means for the stream."""
    told = told_as(fault)
    match fault:
        case Throttled():
            return Failure(WAITING, told, timedelta(seconds=fault.wait * uniform(1, 1.2)), counts=False)  # noqa: S311 - jitter
        case MissingScope():
            return Failure(DEGRADED, told, DAILY)
        case DeadToken():
            return Failure(FAILED, told, DAILY, attention=True)
        case Frozen():
            return Failure(FAILED, told, RARELY, attention=True)
        case Refused():
            return Failure(FAILED, told, RARELY)
        case _:
            return Failure(FAILED, told, backoff(claim.failures))


def backoff(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row before this one."""
    doubled: timedelta = FIRST * 2 ** min(failures, 10)
    return min(LONGEST, doubled) * uniform(0.75, 1.25)  # noqa: S311 - jitter


def told_as(fault: Exception) -> dict[str, str]:
    """Return {code, cause, remedy} of any fault; of one nobody foresaw, its kind and no more."""
    if isinstance(fault, CredoraError):
        return {"code": fault.code, "cause": fault.cause, "remedy": fault.remedy}
    return {
        "code": "internal",
        "cause": f"Something went wrong inside Credora ({type(fault).__name__}).",
        "remedy": "It is tried again by itself; the worker's log has the details.",
    }


async def keep_failure(session: WriteSession, claim: Claim, failure: Failure, *, now: datetime) -> int:
    """Note the failure and give the stream back; return its new epoch. Raises StaleEpoch when it is not ours."""
    values: dict[str, Any] = {"state": failure.state, "error": failure.error, "due_at": now + failure.again_in}
    if failure.counts:
        values["failures"] = SyncStream.failures + 1
    await released(session, claim, **values)
    if failure.attention:
        await session.execute(
            update(Connection)
            .where(
                Connection.tenant_id == claim.ticket.tenant,
                Connection.id == claim.ticket.connection,
                Connection.status.in_((CONNECTED, NEEDS_ATTENTION)),
            )
            .values(
                status=NEEDS_ATTENTION,
                problem=func.coalesce(Connection.problem, literal(failure.error, Connection.problem.type)),
            )
        )
    if failure.counts and not claim.failures:
        session.add(_run(claim, failure))
    return claim.epoch + 1


def _run(claim: Claim, failure: Failure) -> ImportRun:
    error = failure.error or {}
    return ImportRun(
        tenant_id=claim.ticket.tenant,
        connection_id=claim.ticket.connection,
        kind=f"sync.{claim.connection.platform}.{claim.ticket.stream}",
        file_name=f"failed: {error.get('cause', '')}"[:120],
    )
