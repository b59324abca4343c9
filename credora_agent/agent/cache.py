"""Tool results kept while the books, the plan and the code stand as they did; equal calls in flight are one call.

Only tools in `KEPT` are: each was measured (see there). Errors are never kept, nor what is read live or changes
something. An answer is given again only under the very versions it was made under.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from sqlalchemy import Text, cast, delete, func, literal, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import JSONB, insert

from credora_agent.core import clock
from credora_agent.core.source import version_of
from credora_agent.reports import schemas
from credora_agent.reports.sheets import SheetReport
from credora_agent.tables.tenants import Tenant
from credora_agent.tables.threads import ToolResult

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from pydantic import BaseModel

    from credora_agent.agent.turn import Tools
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession, WriteSession

LOG = logging.getLogger(__name__)
LARGEST = 512 * 1024
"""Bytes of a result that is kept."""
KEPT_DAYS = 14
LONGEST = 60.0
"""Seconds a call goes on once nobody waits for it any more."""
MADE_BY = ("credora_agent/analytics", "credora_agent/ledger", "credora_agent/reports", "mcp_servers")
"""The folders a result follows from."""
KEPT: Mapping[str, type[BaseModel]] = {
    "cfo_metrics": schemas.Report,
    "cfo_reconcile": schemas.Reconciliation,
    "shopify_payouts": SheetReport,
}
"""Tools that gain by it, and what each returns.

Measured over two years of a shop (asked again → kept, ms): reconcile 1,400 → 7, metrics by week over a year 229 → 7
and of a month 23 → 8, payouts of a year 116 → 2. The other reports are kept where they are worked out, or are read in
less than a few times what a kept result takes.
"""

# What was read may say more than what it booked: steps of platforms and files count too, whether they booked or not.
STANDING = text("""
select t.ledger_version, t.detail_version, read.source, r.result::text as result
from tenants t
cross join lateral (
    select concat_ws(
        '/',
        (select concat_ws('.', count(*), sum(epoch)) from sync_streams where tenant_id = t.id),
        (select concat_ws('.', count(*), max(finished_at)) from import_runs where tenant_id = t.id)
    ) as source
) read
left join tool_cache r
    on r.tenant_id = t.id and r.key = :key and r.ledger_version = t.ledger_version
   and r.detail_version = t.detail_version and r.source_version = read.source and r.code_version = :code
where t.id = :tenant
""")


class Versions(NamedTuple):
    """What a result followed from."""

    ledger: int
    detail: int
    source: str
    code: str


@dataclass(frozen=True, slots=True)
class Question:
    """One call as the cache knows it: the same day, tool and arguments, however these are ordered."""

    tool: str
    args: dict[str, Any]
    today: date

    @property
    def key(self) -> str:
        """Return the digest it is kept under."""
        said = {"tool": self.tool, "today": self.today, "args": self.args}
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


class Cache:
    """The kept results of a process's shops, and the calls that are under way in it."""

    def __init__(self, database: Database, *, tools: Mapping[str, type[BaseModel]] = KEPT) -> None:
        self._database, self._tools = database, tools
        self._flights: dict[tuple[UUID, str, Versions], asyncio.Task[BaseModel]] = {}

    @property
    def kept(self) -> frozenset[str]:
        """Return the tools whose results are kept."""
        return frozenset(self._tools)

    def over(self, tools: Tools, caller: Caller, *, today: date) -> Cached:
        """Return the caller's tools as of `today`, whose results are kept here."""
        return Cached(self, tools, caller, today)

    async def call(self, tools: Tools, caller: Caller, question: Question) -> BaseModel:
        """Return what the tool answers, worked out once for all who ask the same of the same books."""
        schema = self._tools.get(question.tool)
        if schema is None:
            return await tools.call(question.tool, question.args)
        versions, found = await self._database.read(caller, partial(_kept, me=caller, key=question.key))
        if found is not None:
            return schema.model_validate_json(found)
        place = (caller.shop, question.key, versions)
        flight = self._flights.get(place)
        if flight is None:
            flight = asyncio.create_task(self._fly(tools, caller, question, versions), name=f"tool {question.tool}")
            self._flights[place] = flight
            flight.add_done_callback(partial(self._landed, place))
        return await asyncio.shield(flight)

    async def _fly(self, tools: Tools, caller: Caller, question: Question, versions: Versions) -> BaseModel:
        began = perf_counter()
        async with asyncio.timeout(LONGEST):
            result = await tools.call(question.tool, question.args)
        took, said = (perf_counter() - began) * 1000, result.model_dump_json()
        if len(said.encode()) <= LARGEST:
            try:
                await self._database.write(
                    caller, partial(_keep, me=caller, question=question, versions=versions, result=said, took=took)
                )
            except Exception as fault:  # noqa: BLE001 - the answer is there; that it is not kept costs time only
                LOG.warning("a result of %s could not be kept: %s", question.tool, type(fault).__name__)
        return result

    def _landed(self, place: tuple[UUID, str, Versions], flight: asyncio.Task[BaseModel]) -> None:
        self._flights.pop(place, None)
        if not flight.cancelled():
            flight.exception()  # looked at, though nobody may be waiting any more


@dataclass(frozen=True, slots=True)
class Cached:
    """One caller's tools, some of whose results are kept."""

    cache: Cache
    tools: Tools
    caller: Caller
    today: date

    async def call(self, name: str, args: dict[str, Any]) -> BaseModel:
        """Return what the tool answers. Raises what the tool raises."""
        return await self.cache.call(self.tools, self.caller, Question(name, args, self.today))


def code_version() -> str:
    """Return what names the code results follow from."""
    return version_of(*MADE_BY)


async def forget_results(session: WriteSession, tenant: UUID) -> None:
    """Delete results no standing books can lead to any more, and those nobody renewed for two weeks."""
    standing = select(Tenant.ledger_version, Tenant.detail_version).where(Tenant.id == tenant)
    old = or_(
        tuple_(ToolResult.ledger_version, ToolResult.detail_version).not_in(standing),
        ToolResult.code_version != code_version(),
        ToolResult.made_at < func.now() - func.make_interval(0, 0, 0, KEPT_DAYS),
    )
    await session.execute(delete(ToolResult).where(ToolResult.tenant_id == tenant, old))


async def _kept(session: ReadSession, me: Caller, key: str) -> tuple[Versions, str | None]:
    """Return how the books stand, and the result made from just these."""
    code = code_version()
    row = (await session.execute(STANDING, {"tenant": me.shop, "key": key, "code": code})).one()
    return Versions(row.ledger_version, row.detail_version, row.source, code), row.result


async def _keep(  # noqa: PLR0913, PLR0917 - a row's own columns
    session: WriteSession, me: Caller, question: Question, versions: Versions, result: str, took: float
) -> None:
    values = {
        "ledger_version": versions.ledger,
        "detail_version": versions.detail,
        "source_version": versions.source,
        "code_version": versions.code,
        "result": cast(literal(result, Text), JSONB),
        "took_ms": took,
        "made_at": clock.now(),
    }
    row = insert(ToolResult).values(
        tenant_id=me.shop, key=question.key, tool=question.tool, args=question.args, **values
    )
    older = tuple_(ToolResult.ledger_version, ToolResult.detail_version) <= tuple_(versions.ledger, versions.detail)
    await session.execute(row.on_conflict_do_update(index_elements=["tenant_id", "key"], set_=values, where=older))
