"""Background work: platforms read and reports made as they fall due, the books compared with their ledger by night."""

from __future__ import annotations

import asyncio
import logging
import signal
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from credora_agent.agent import thread_rows
from credora_agent.agent.cache import forget_results
from credora_agent.core import clock
from credora_agent.core.errors import CredoraError
from credora_agent.ledger.rollup import self_check
from credora_agent.reports.kept import forget_old
from credora_agent.runtime import LOCAL
from credora_agent.sync.jobs import Tick
from credora_agent.sync.schedule import NOBODY
from credora_agent.sync.service import EVERY_MINUTE, open_sync

if TYPE_CHECKING:
    from uuid import UUID

    from credora_agent.runtime import Runtime
    from credora_agent.sync.service import Sync

LOG = logging.getLogger(__name__)
INTERRUPTED = 130


async def check_books(runtime: Runtime) -> list[dict[str, Any]]:
    """Return, for each shop, how many daily sums differ from the ledger; 0 in sound books."""
    found = []
    for tenant in await runtime.shops():
        drift = await runtime.database.read(LOCAL.at(tenant.id), partial(self_check, tenant=tenant.id))
        found.append({"shop": tenant.slug, "differences": len(drift)})
    return found


async def once(runtime: Runtime) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Read and make what is due of every shop, then check all books; return how streams stand and what was found."""
    async with open_sync(runtime.settings, runtime.database) as sync:
        ran = {(ticket.tenant, str(ticket.connection), ticket.stream) for ticket in await sync.run_due()}
    await make_due(runtime)
    streams = []
    for tenant in await runtime.shops():
        status = await runtime.reports.sync_status(LOCAL.at(tenant.id))
        streams += [
            {"shop": tenant.slug, "platform": each.platform, "account": source.account, "stream": each.stream,
             "state": each.state, "error": each.error.model_dump() if each.error else None}
            for source in status.sources
            for each in source.streams
            if (tenant.id, source.id, each.stream) in ran
        ]  # fmt: skip
    return streams, await check_books(runtime)


async def keep_working(runtime: Runtime, *, concurrency: int) -> int:
    """Work until told to stop, beside any number of other workers; return the exit code that says by what."""
    async with open_sync(runtime.settings, runtime.database) as sync:
        return await work_until_told(sync, runtime, concurrency=concurrency, check=True)


async def work_until_told(sync: Sync, runtime: Runtime, *, concurrency: int, check: bool = False) -> int:
    """Work on the queue, after a check of the books if asked, until a signal ends it; return the exit code."""
    stop, code = asyncio.Event(), 0

    def end(number: int) -> None:
        nonlocal code
        code = INTERRUPTED if number == signal.SIGINT else 0
        if stop.is_set():  # asked twice: leave the steps under way to another worker
            raise KeyboardInterrupt
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end, number)
    if check:
        await tell_books(runtime)
    await sync.work(
        stop,
        nightly=partial(by_night, runtime),
        settled=partial(warm, runtime),
        ticks=[Tick("credora.schedules", EVERY_MINUTE, partial(make_due, runtime))],
        concurrency=concurrency,
    )
    return code


async def make_due(runtime: Runtime) -> None:
    """Make the reports people want made by now, each a document; what cannot be made is noted on its schedule."""
    for run in await runtime.actions.run_due(clock.now()):
        if run.problem is not None:
            LOG.warning("schedule %s: %s", run.schedule, run.problem)


async def warm(runtime: Runtime, shop: UUID) -> None:
    """Work out the shop's common answers, so that they are read when they are asked for; a fault is logged."""
    tenant = next((each for each in await runtime.shops(NOBODY) if each.id == shop), None)
    if tenant is None:
        return
    try:
        await runtime.reports.warm(NOBODY.at(tenant.id), today=clock.today(clock.time_zone(tenant.timezone)))
    except CredoraError as error:
        LOG.warning("the answers of %s could not be warmed: %s", tenant.slug, error)


async def by_night(runtime: Runtime) -> None:
    """Check the books of every shop, hold its past forecasts against what came, and forget what is old."""
    await tell_books(runtime)
    for tenant in await runtime.shops(NOBODY):
        me = NOBODY.at(tenant.id)
        await runtime.reports.score_forecasts(me, today=clock.today(clock.time_zone(tenant.timezone)))
        await runtime.database.write(me, partial(forget_old, tenant=tenant.id))
        await runtime.database.write(me, partial(forget_results, tenant=tenant.id))
        await runtime.database.write(me, partial(thread_rows.forget_old, tenant=tenant.id, now=clock.now()))
        await runtime.actions.forget(me, now=clock.now())


async def tell_books(runtime: Runtime) -> None:
    """Check every shop's books, and say what was found."""
    for shop in await check_books(runtime):
        typer.echo(f"{shop['shop']}: {shop['differences']} differences between daily sums and ledger")
