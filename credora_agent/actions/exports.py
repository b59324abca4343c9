"""Exports as plans: a report as a CSV document, made when the plan is applied and kept for some weeks."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from credora_agent.actions import papers
from credora_agent.actions.desk import Desk, Done, Draft
from credora_agent.actions.papers import Ask, Made
from credora_agent.actions.schemas import DOCUMENT
from credora_agent.core.errors import BadInput
from credora_agent.core.period import Period
from credora_agent.ledger.keep_actions import keep_row
from credora_agent.ledger.load_actions import load_documents_size
from credora_agent.reports.asking import check_days
from credora_agent.tables.actions import Document

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from credora_agent.actions.wanted import Export
    from credora_agent.core.db import WriteSession

KEPT = timedelta(days=30)
"""How long a document is kept."""
MOST_HELD = 200_000_000
"""Bytes of all the documents of a shop."""
ROOM = "Delete some by `credora documents remove`."


async def draft(desk: Desk, asked: Export) -> Draft:
    """Return the export in words. Raises BadInput for a report there is none of, or too large for a document."""
    ask = _ask(desk, asked)
    title = papers.title(asked.report, asked.metric, papers.days_named(ask.days) if ask.period else "")
    if asked.report == "entries":
        count = (await papers.entries_page(ask, limit=1)).total_entries
        title = title.replace("ledger rows", f"{count:,} ledger {'row' if count == 1 else 'rows'}", 1)
    return Draft(f"Write the {title} to a CSV file, kept for {KEPT.days} days.", after=f"a CSV file of the {title}")


async def ready(desk: Desk, asked: Export, _state: Mapping[str, Any]) -> Callable[[WriteSession], Awaitable[Done]]:
    """Make the report; return what keeps it as a document."""
    return partial(_keep, desk=desk, made=await papers.made(asked.report, _ask(desk, asked)))


async def _keep(session: WriteSession, *, desk: Desk, made: Made) -> Done:
    document = await keep(session, desk, made)
    rows = f"{made.rows:,} {'row' if made.rows == 1 else 'rows'}"
    return Done(f"{made.name} is written: {rows}.", str(document), f"{DOCUMENT}{document}")


async def room_for(session: WriteSession, desk: Desk, made: Made) -> str | None:
    """Return why the document cannot be kept beside the others, None when it can."""
    held = await load_documents_size(session, desk.tenant)
    full = held + len(made.content) > MOST_HELD
    return f"The shop's documents hold {held // 10**6:,} MB of {MOST_HELD // 10**6:,} already." if full else None


async def keep(session: WriteSession, desk: Desk, made: Made, *, schedule: UUID | None = None) -> UUID:
    """Keep a report that was made as a document, and return its id. Raises BadInput where there is no room for it."""
    if lack := await room_for(session, desk, made):
        raise BadInput(lack, remedy=ROOM)
    document = uuid4()
    await keep_row(
        session, desk.tenant, Document, id=document, name=made.name, kind=made.kind, media_type=papers.CSV,
        content=made.content, size=len(made.content), says=made.says, rows=made.rows, created_at=desk.now,
        expires_at=desk.now + KEPT, schedule_id=schedule, created_by=desk.caller.user_id,
    )  # fmt: skip
    return document


def _ask(desk: Desk, asked: Export) -> Ask:
    paper = papers.paper_called(asked.report, asked.metric)
    period = None
    if paper.dated:
        if asked.start is None or asked.end is None:
            raise BadInput("The export needs its days.", remedy="Give start and end.")
        period = Period(asked.start, asked.end)
        check_days(period, desk.today)
    return Ask(desk.reports, desk.caller, desk.today, period, asked.metric if paper.of_metric else None)
