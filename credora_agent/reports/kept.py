"""Answers kept while the books, the plan and the arithmetic stand as they did; asked again, they are read."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import orjson

from credora_agent.core.source import version_of
from credora_agent.ledger.statements import statement
from credora_agent.reports.asking import tenant_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from uuid import UUID

    from pydantic import BaseModel

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession, WriteSession

Answer = TypeVar("Answer", bound="BaseModel")
MADE_BY = ("credora_agent/analytics", "credora_agent/ledger", "credora_agent/reports")
"""The folders an answer follows from: another version of any of them gives answers of its own."""
KEPT_DAYS = 40


class Versions(NamedTuple):
    """What an answer was read from."""

    ledger: int
    detail: int


async def kept(  # noqa: PLR0913 - whose, which question, and how to work it out
    database: Database,
    caller: Caller,
    *,
    name: str,
    args: Mapping[str, Any],
    schema: type[Answer],
    work: Callable[[ReadSession], Awaitable[Answer]],
) -> Answer:
    """Return the answer kept for this question; if the books moved on since, what `work` returns, kept from now on.

    `work` must return the same for the same books, plan and `args`, so `args` name today where it matters. Raises
    UnknownShop when the caller has chosen none.
    """
    question = orjson.dumps({"report": name, **args}, option=orjson.OPT_SORT_KEYS, default=str).decode()
    tenant = tenant_of(caller)

    async def once(session: ReadSession) -> tuple[Answer, Versions | None, float]:
        asked = {"tenant": tenant, "question": question, "code": code_version()}
        row = (await session.execute(statement("kept_report"), asked)).one()
        if row.answer is not None:
            return schema.model_validate_json(row.answer), None, 0.0
        began = perf_counter()
        answer = await work(session)
        return answer, Versions(row.ledger_version, row.detail_version), (perf_counter() - began) * 1000

    answer, versions, took = await database.read(caller, once)
    if versions is not None:
        found = answer.model_dump_json()
        await database.write(caller, lambda s: _keep(s, tenant, question, versions, found, took))
    return answer


async def _keep(  # noqa: PLR0913, PLR0917 - a row's own columns
    session: WriteSession, tenant: UUID, question: str, versions: Versions, answer: str, took: float
) -> None:
    await session.execute(
        statement("keep_report"),
        {
            "tenant": tenant, "question": question, "ledger": versions.ledger, "detail": versions.detail,
            "code": code_version(), "answer": answer, "took": took,
        },
    )  # fmt: skip


async def forget_old(session: WriteSession, tenant: UUID) -> None:
    """Delete answers nobody renewed for some weeks, and all but the last forecast of each length of a past day."""
    await session.execute(statement("forget_reports"), {"tenant": tenant, "days": KEPT_DAYS})
    await session.execute(statement("forget_forecasts"), {"tenant": tenant})


def code_version() -> str:
    """Return what names the arithmetic of this process."""
    return version_of(*MADE_BY)
