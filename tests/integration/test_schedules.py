"""Schedules over real books: each slot one document, whoever works on it, on the clock of the shop's zone."""

from __future__ import annotations

import asyncio
import csv
import io
import signal
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from shop_desk import Desk, days
from sqlalchemy import text

from credora_agent.actions.service import Actions
from credora_agent.actions.wanted import AddSchedule, Remove
from credora_agent.cli import upkeep
from credora_agent.core import clock
from credora_agent.core.errors import Unavailable
from credora_agent.core.settings import Settings
from credora_agent.core.spans import Span
from credora_agent.reports.service import Reports
from credora_agent.runtime import Runtime
from credora_agent.sync.service import open_sync

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from credora_agent.actions.due import Run
    from credora_agent.actions.schemas import DocumentKept, ScheduleSet
    from credora_agent.core.db import Database

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ORDERS = "order,sku,product,quantity,unit price,order date\n" + "\n".join(
    f"{n},A,Fig Candle,1,{n}.00,2026-11-{n:02} 10:00" for n in range(1, 22)
)


class Scheduled:
    """A shop whose reports are made by themselves."""

    def __init__(self, books: Desk) -> None:
        self.books, self.actions = books, Actions(books.database, books.reports)

    async def add(self, report: str = "pnl", *, now: datetime = NOW, **how: Any) -> ScheduleSet:
        """Have a report made."""
        wanted = AddSchedule(report=report, **{"every": "day", **how})
        today = now.astimezone(self.books.shop.zone).date()
        before = {each.id for each in await self.actions.schedules(self.books.caller)}
        await self.actions.do(self.books.caller, "cli", wanted, today=today, now=now)
        (added,) = (each for each in await self.actions.schedules(self.books.caller) if each.id not in before)
        return added

    async def due(self, now: datetime, actions: Actions | None = None) -> list[Run]:
        """Return what came of this shop's schedules that are due."""
        mine = {each.id for each in await self.actions.schedules(self.books.caller)}
        return [run for run in await (actions or self.actions).run_due(now) if run.schedule in mine]

    async def made(self) -> list[DocumentKept]:
        """Return the documents there are, oldest first."""
        page = await self.actions.documents(self.books.caller, now=NOW, limit=500)
        return list(page.documents)[::-1]

    async def content(self, document: DocumentKept) -> list[dict[str, str]]:
        """Return a document's rows."""
        _, found = await self.actions.document(self.books.caller, document.id, now=NOW)
        return list(csv.DictReader(io.StringIO(found.decode(), newline="")))


@pytest.fixture
async def shop(database: Database, tmp_path: Path) -> AsyncIterator[Scheduled]:
    """Lend a shop that sold £1 on 1 November 2026, £2 on the 2nd … £21 on the 21st; nothing is scheduled after it."""
    books = await Desk.open(database, tmp_path)
    await books.orders(ORDERS)
    yield Scheduled(books)
    await end(books)


async def end(books: Desk) -> None:
    """Remove all of a shop's schedules."""
    await books.database.write(books.caller, lambda s: s.execute(text("update schedules set removed_at = now()")))


async def test_a_slot_makes_one_document(shop: Scheduled) -> None:
    """Nothing before its hour; at its hour the report of its days, in words and rows; then the next slot."""
    added = await shop.add(hour=8)
    slot = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert added.next_at == slot
    assert await shop.due(slot - timedelta(seconds=1)) == []
    (run,) = await shop.due(slot)
    assert await shop.due(slot) == []
    (document,) = await shop.made()
    assert (document.id, document.schedule_id, document.kind) == (run.document, added.id, "pnl")
    assert document.name == "pnl-2026-11-22-2026-11-22.csv"
    (found,) = await shop.actions.schedules(shop.books.caller)
    assert (found.last_at, found.next_at, found.last_problem) == (slot, slot + timedelta(days=1), None)
    ((via, action, outcome),) = await shop.books.rows(
        "select via, action, outcome from audit_log where action = 'schedule.run'"
    )
    assert (via, action, outcome) == ("worker", "schedule.run", "ok")


async def test_a_document_says_what_the_report_says(shop: Scheduled) -> None:
    """The week to 22 November has £16 … £21: 111.00, as the report has it beside the week before."""
    await shop.add(every="week", on=1)
    await shop.due(datetime(2026, 11, 23, 8, 0, 30, tzinfo=UTC))
    (document,) = await shop.made()
    week = days("2026-11-16", "2026-11-22")
    report = await shop.books.reports.pnl(shop.books.caller, week, today=date(2026, 11, 23), compare=week.previous())
    rows = {row["line"]: row for row in await shop.content(document)}
    for line in report.lines:
        for figure in (line.total, line.compare):
            assert figure is not None
            cell = rows[line.id][f"{figure.start}..{figure.end}"]
            assert (Decimal(cell) if cell else None) == figure.value
    assert rows["net_sales"][str(week)] == "111.00"
    assert document.says.startswith("16–22 Nov 2026 against 9–15 Nov 2026: revenue as far as recorded £111.00")


async def test_workers_side_by_side_make_it_once(shop: Scheduled) -> None:
    """Five workers at the same slot of three schedules: three documents."""
    for report in ("pnl", "products", "inventory"):
        await shop.add(report)
    slot = datetime(2026, 11, 23, 8, tzinfo=UTC)
    workers = [Actions(shop.books.database, Reports(shop.books.database)) for _ in range(5)]
    runs = await asyncio.gather(*(shop.due(slot, each) for each in workers))
    assert sorted(document.kind for document in await shop.made()) == ["inventory", "pnl", "products"]
    assert sum(len(each) for each in runs) == 3
    assert {run.problem for each in runs for run in each} == {None}


async def test_after_a_pause_there_is_one_report_not_a_pile(shop: Scheduled) -> None:
    """Hourly missed for ten days: one document, of the latest slot's yesterday; the next one is tomorrow's."""
    await shop.add(hour=8)
    back = datetime(2026, 12, 3, 7, tzinfo=UTC)
    assert len(await shop.due(back)) == 1
    assert await shop.due(back) == []
    assert [document.name for document in await shop.made()] == ["pnl-2026-12-01-2026-12-01.csv"]
    (found,) = await shop.actions.schedules(shop.books.caller)
    assert found.next_at == datetime(2026, 12, 3, 8, tzinfo=UTC)


async def test_a_month_of_slots_over_the_turn_of_the_clock(database: Database, tmp_path: Path) -> None:
    """New York, 8 o'clock, 20 October to 9 November 2026: 12:00 UTC up to 31 October, 13:00 after; 20 documents."""
    books = await Desk.open(database, tmp_path, timezone="America/New_York")
    shop = Scheduled(books)
    await books.orders(ORDERS.replace("2026-11", "2026-09"))
    await shop.add(hour=8, now=datetime(2026, 10, 20, 12, 30, tzinfo=UTC), report="inventory")
    at, moments = datetime(2026, 10, 20, 12, 30, tzinfo=UTC), []
    while at < datetime(2026, 11, 9, 23, tzinfo=UTC):
        if await shop.due(at):
            moments.append(at)
        at += timedelta(hours=1)
    await end(books)
    assert [moment.hour for moment in moments] == [12] * 11 + [13] * 9
    assert len({moment.date() for moment in moments}) == 20


async def test_what_cannot_be_made_is_noted_and_tried_at_the_next_slot(
    shop: Scheduled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too large, no room, a fault of our own: said on the schedule, no document; then it is made, and the note goes."""
    await shop.add()
    slot = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with monkeypatch.context() as small:
        small.setattr("credora_agent.actions.papers.LARGEST", 10)
        (run,) = await shop.due(slot)
    assert run.document is None
    assert "larger than a document" in str(run.problem)
    with monkeypatch.context() as full:
        full.setattr("credora_agent.actions.exports.MOST_HELD", 10)
        (run,) = await shop.due(slot + timedelta(hours=24))
    assert "documents hold 0 MB of 0 already" in str(run.problem)
    with monkeypatch.context() as broken:
        broken.setattr("credora_agent.reports.service.Reports.pnl", _fault)
        (run,) = await shop.due(slot + timedelta(days=2))
    assert run.problem == "Something went wrong inside Credora (ZeroDivisionError)."
    (found,) = await shop.actions.schedules(shop.books.caller)
    assert found.last_problem == run.problem
    assert await shop.made() == []
    await shop.due(slot + timedelta(days=3))
    (found,) = await shop.actions.schedules(shop.books.caller)
    assert found.last_problem is None
    assert len(await shop.made()) == 1


async def _fault(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError


async def test_a_database_that_is_away_is_waited_for(shop: Scheduled, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it does not answer the schedule stays due; nothing is noted, and the report is made a minute later."""
    await shop.add()
    slot = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with monkeypatch.context() as away:
        away.setattr("credora_agent.reports.service.Reports.pnl", _away)
        assert await shop.due(slot) == []
    (run,) = await shop.due(slot + timedelta(minutes=1))
    assert run.document is not None


async def _away(*_: Any, **__: Any) -> None:
    raise Unavailable("The database does not answer.", remedy="Wait.")


async def test_a_removed_schedule_makes_nothing(shop: Scheduled) -> None:
    """Removed before its slot, or while its report is being made: no document is kept."""
    added = [await shop.add(hour=hour) for hour in (8, 9)]

    async def remove(schedule: ScheduleSet) -> None:
        wanted = Remove(id=schedule.id)
        await shop.actions.do(shop.books.caller, "cli", wanted, today=TODAY, now=NOW)

    class Slow(Reports):
        async def pnl(self, *args: Any, **how: Any) -> Any:
            await remove(added[1])
            return await super().pnl(*args, **how)

    await remove(added[0])
    actions = Actions(shop.books.database, Slow(shop.books.database))
    assert await shop.due(datetime(2026, 11, 24, 9, tzinfo=UTC), actions) == []
    assert await shop.actions.schedules(shop.books.caller) == ()
    assert await shop.made() == []


@pytest.mark.parametrize(
    ("how", "name"),
    [
        ({"report": "entries", "metric": "gross_sales", "period": Span.LAST_7_DAYS}, "entries-gross_sales-2026-11-16"),
        ({"report": "products", "period": Span.MONTH_TO_DATE}, "products-2026-11-01-2026-11-22"),
        ({"report": "findings"}, "findings-2026-11-23"),
        ({"report": "forecast"}, "forecast-2026-11-23"),
        ({"report": "budget"}, "budget-2026-11-22"),
    ],
)
async def test_any_report_can_be_scheduled(shop: Scheduled, how: dict[str, Any], name: str) -> None:
    """Its days are those before the slot."""
    await shop.add(**how)
    await shop.due(datetime(2026, 11, 23, 8, tzinfo=UTC))
    (document,) = await shop.made()
    assert document.name.startswith(name)


async def test_the_worker_makes_what_is_due_and_forgets_what_is_old(
    shop: Scheduled, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A real worker, its ticks every second: the document is there; by night the one past its time goes."""
    runtime = Runtime(Settings(home=tmp_path), shop.books.database, shop.books.reports)
    await shop.add(now=clock.now())
    overdue = text("update schedules set next_at = now() - interval '1 minute'")
    await shop.books.database.write(shop.books.caller, lambda s: s.execute(overdue))
    monkeypatch.setattr(upkeep, "EVERY_MINUTE", "* * * * * *")
    async with open_sync(runtime.settings, runtime.database) as sync:
        working = asyncio.create_task(upkeep.work_until_told(sync, runtime, concurrency=1))
        async with asyncio.timeout(15):
            while not await shop.books.rows("select id, pg_sleep(0.1)::text from documents"):
                pass
            signal.raise_signal(signal.SIGTERM)
            assert await working == 0
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().remove_signal_handler(number)
    aged = text(
        "insert into documents select tenant_id, gen_random_uuid(), name, kind, media_type, content, size, says, rows,"
        " created_at, now() - interval '1 second', schedule_id, created_by from documents"
    )
    await shop.books.database.write(shop.books.caller, lambda s: s.execute(aged))
    await upkeep.by_night(runtime)
    assert await shop.books.one("select count(*) from documents") == 1
