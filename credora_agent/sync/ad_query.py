"""A query of a person's own, asked of Google Ads on the account their shop connected: read-only, paced, and rationed.

What is asked was parsed, checked and written anew by `platforms.google_ads.permitted`, and goes to the one address
that only reads. Faults come back in our own words, without addresses or tokens.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from credora_agent.core.errors import AuthExpired, BadInput, NotConnected, RateLimited, Unavailable, UnknownShop
from credora_agent.core.text import plain_text
from credora_agent.platforms.base import DeadToken, Frozen, Passing, PlatformFault, Throttled, TooMuch
from credora_agent.platforms.google_ads.account import dashed
from credora_agent.platforms.google_ads.faults import PLATFORM, QueryRefused
from credora_agent.platforms.google_ads.gaql import BadQuery
from credora_agent.platforms.google_ads.permitted import is_undated, permitted
from credora_agent.platforms.google_ads.table import table
from credora_agent.sync.connections.clients import open_client
from credora_agent.sync.ration import take_live
from credora_agent.tables.sources import Connection

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.caller import Caller
    from credora_agent.core.errors import CredoraError
    from credora_agent.platforms.google_ads.gaql import Gaql
    from credora_agent.platforms.google_ads.table import Cells
    from credora_agent.sync.connections.clients import Outfit

DEADLINE = 20.0
"""Seconds a question may take, waiting for its turn included."""
MOST_TEXT = 60_000
"""Characters of all cells together; further rows are cut off."""
CONNECT = "`credora connections add google`"
MONEY = re.compile(r"_micros$|\.(average_c(ost|p[cemv])|cost_per_\w+)$")
"""Fields Google gives in millionths of a currency unit."""
SECRET = re.compile(r"(?:https?://|www\.)\S*|\b(?:ya29\.|1//)\S*", re.IGNORECASE)
"""What an error's words must not carry on: addresses, and Google's own tokens."""


@dataclass(frozen=True, slots=True)
class LiveRows:
    """What Google answered at `as_of`: `columns` are the fields selected, a cell is None where Google gave none.

    `query` is what was asked, as it was sent. `more` tells that there are rows beyond those here.
    """

    account: str
    name: str | None
    currency: str | None
    timezone: str | None
    query: str
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    more: bool
    as_of: datetime
    notes: tuple[str, ...]


async def ask(outfit: Outfit, caller: Caller, text: str, *, account: str | None, limit: int) -> LiveRows:
    """Return what Google Ads answers, in at most `limit` rows.

    Raises BadQuery for what is no query or not let out, BadInput for an account there is none of or a choice of
    several, NotConnected, AuthExpired, RateLimited, Unavailable, and the platform's own refusals.
    """
    asked = permitted(text, most=limit)
    connection = await outfit.database.read(caller, partial(_chosen, tenant=_tenant(caller), account=account))
    try:
        async with asyncio.timeout(DEADLINE):
            found = await _answered(outfit, caller, connection, asked)
    except PlatformFault as fault:
        raise worded(fault) from fault
    except TimeoutError:
        raise Unavailable(
            f"Google Ads did not answer within {DEADLINE:.0f} s.", remedy="Ask for fewer rows, or again in a moment."
        ) from None
    return _told(outfit, connection, asked, found, limit)


async def _answered(outfit: Outfit, caller: Caller, connection: Connection, asked: Gaql) -> list[dict[str, Any]]:
    client: Any = open_client(outfit, caller, connection)
    place = "sandbox" if connection.sandbox else outfit.way_to(PLATFORM, sandbox=False).app.client_id
    ration = outfit.settings.google_operations
    await take_live(outfit.database, connection, place, ration, ahead=outfit.ahead)
    rows: list[dict[str, Any]] = await client.answer(connection.account, asked)
    return rows


async def _chosen(session: AsyncSession, *, tenant: UUID, account: str | None) -> Connection:
    """Return the connection that is meant, one that may be asked."""
    mine = (Connection.tenant_id == tenant, Connection.platform == PLATFORM, Connection.status != "disconnected")
    wanted = select(Connection).where(*mine, Connection.connected_at.is_not(None)).order_by(Connection.account)
    found = (await session.scalars(wanted)).all()
    if not found:
        raise NotConnected("No Google Ads account is connected.", remedy=f"Connect one by {CONNECT}.")
    connection = _named(found, account) if account is not None else _only(found)
    problem = connection.problem or {}
    if connection.status == "needs_attention" and problem.get("code") != Frozen.code:
        raise AuthExpired(
            problem.get("cause") or "The access to Google Ads needs attention.",
            remedy=f"Connect it again by {CONNECT}.",
        )
    return connection


def _only(found: Sequence[Connection]) -> Connection:
    """Return the only account, or the only one that can be read. Raises BadInput when there are several."""
    open_ones = [each for each in found if each.status == "connected"]
    left = open_ones or found
    if len(left) == 1:
        return left[0]
    raise BadInput("Several Google Ads accounts are connected.", remedy=f"Name one by `account`: {_listed(left)}.")


def _named(found: Sequence[Connection], account: str) -> Connection:
    bare = account.strip().replace("-", "")
    known = [each for each in found if bare == each.account]
    known = known or [each for each in found if (each.name or "").casefold() == account.strip().casefold()]
    if len(known) == 1:
        return known[0]
    raise BadInput(
        f"There is no one Google Ads account {plain_text(account, longest=40)!r}.",
        remedy=f"Use one of: {_listed(found)}.",
    )


def _listed(found: Sequence[Connection]) -> str:
    return ", ".join(
        f"{dashed(each.account)} ({plain_text(each.name or 'no name', longest=40)}, {each.currency or '?'})"
        for each in found[:20]
    )


def _told(outfit: Outfit, connection: Connection, asked: Gaql, found: Sequence[Any], limit: int) -> LiveRows:
    made = table(found[:limit], asked.select)
    shown = _fitting(made)
    return LiveRows(
        account=connection.account,
        name=plain_text(connection.name) if connection.name else None,
        currency=connection.currency,
        timezone=connection.timezone,
        query=str(asked),
        columns=asked.select,
        rows=tuple(shown),
        more=len(found) > len(shown),
        as_of=outfit.clock(),
        notes=tuple(_notes(outfit, connection, asked, (len(found), len(made), len(shown)))),
    )


def _fitting(made: Sequence[Cells]) -> Sequence[Cells]:
    """Return the first rows, as many as fit into MOST_TEXT characters."""
    left = MOST_TEXT
    for i, row in enumerate(made):
        left -= sum(len(cell or "") for cell in row)
        if left < 0:
            return made[:i]
    return made


def _notes(outfit: Outfit, connection: Connection, asked: Gaql, counts: tuple[int, int, int]) -> list[str]:
    there, made, shown = counts
    allowed = f"{outfit.settings.google_operations:,}"
    notes = [f"Asked live; each question is one of the {allowed} operations Google allows this project a day."]
    micros = [name for name in asked.select if MONEY.search(name)]
    if micros:
        verb = "is in" if len(micros) == 1 else "are in"
        notes.append(f"{', '.join(micros)} {verb} millionths of {connection.currency or 'the account’s currency'}.")
    if is_undated(asked):
        notes.append("No days are given, so the metrics are of all time: add WHERE segments.date BETWEEN … AND ….")
    if there > shown:
        why = "the answer would grow too long" if shown < made else "limit says so"
        notes.append(f"Only the first {shown} rows are shown, as {why}; there are more.")
    if not there:
        notes.append("No row fits; Google leaves out rows of nothing but noughts.")
    return notes


def worded(fault: PlatformFault) -> CredoraError:
    """Return a platform's fault as whoever asked can use it: a code of ours, no address, no token."""
    cause = plain_text(SECRET.sub("…", fault.cause), longest=400)
    if isinstance(fault, Throttled):
        wait = max(ceil(fault.wait), 1)
        return RateLimited(
            cause, remedy=f"Ask again in {wait:,} s; what the books hold is in google_performance.", retry_after=wait
        )
    if isinstance(fault, DeadToken):
        return AuthExpired(cause, remedy=f"Connect it again by {CONNECT}.")
    if isinstance(fault, QueryRefused):
        return BadQuery(cause, remedy="Correct the query as Google says.")
    if isinstance(fault, TooMuch):
        return BadQuery(cause, remedy="Ask for fewer days, fields or rows.")
    if isinstance(fault, Passing):
        return Unavailable(cause, remedy="Ask again in a moment.")
    fault.cause = cause
    return fault


def _tenant(caller: Caller) -> UUID:
    if caller.tenant_id is None:
        raise UnknownShop("No shop is chosen.", remedy="Name one with --shop.")
    return caller.tenant_id
