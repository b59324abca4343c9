"""`limits`: shops synced for a week of the sandbox's time, and what was asked beside what the platforms allow."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from credora_agent.cli.sandbox.check import START
from credora_agent.cli.sandbox.demo import connect_all
from credora_agent.cli.sandbox.process import simulator
from credora_agent.cli.sandbox.running import sandboxed
from credora_agent.cli.sandbox.time import AT_ONCE, SandboxTime
from credora_agent.cli.site import site
from credora_agent.runtime import LOCAL, open_runtime
from credora_agent.sync.claim import OFF, is_open, same_connection
from credora_agent.sync.schedule import NOBODY
from credora_agent.sync.service import Watch
from credora_agent.tables.sources import Connection
from credora_agent.tables.sync import SyncStream
from evals.bench import usage
from evals.bench.home import kept_up, settings, temporary_home
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.cli.sandbox.process import Simulator
    from credora_agent.core.settings import Settings
    from credora_agent.runtime import Runtime
    from credora_agent.sync.claim import Ticket
    from credora_agent.sync.run import Outcome
    from credora_agent.sync.service import Sync
    from evals.bench.result import Unit

SHOPS = 100
"""How many the limits must hold for; fewer are simulated, and what is shared is shared out accordingly."""
SEED, GROWN = 41, 60
SCALES = {"small": (24, 1), "full": (168, 3)}
"""Hours and shops."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DELIVERY = 0.1
"""Real seconds in which the sandbox's webhooks arrive."""
LARGEST_QUERY, BULK_AT_ONCE = 1_000, 5
"""Points of a query, over which it is refused; bulk operations under way in a shop, of which a sixth is refused."""
META_HOURLY, META_POINTS, SLOW_DOWN = 600, 60, 85
"""What Meta allows the lowest tier: calls an hour and account without a running ad, points in five minutes, and the
percentage from which it wants to be asked less."""
EXPLORER, BASIC = 2_880, 15_000
PUNCTUAL = 0.95
"""The part of all hours in which a shop's sales must have been read; a minute is lost on the way of each."""


@dataclass(slots=True)
class Lived:
    """What happened: the platforms' log of the first reading and of the time after, and what was done meanwhile."""

    shops: int
    hours: int
    google_accounts: int = 0
    first: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    jumps: list[usage.Jump] = field(default_factory=list)
    rounds: dict[Ticket, int] = field(default_factory=dict)
    unhappy: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Week:
    """A product and a sandbox side by side, and the log of both."""

    sim: Simulator
    time: SandboxTime
    runtime: Runtime
    sync: Sync
    lived: Lived

    async def pause(self, seconds: float) -> None:
        """Wait in the sandbox's time, and note how far it was moved on for that."""
        if seconds > AT_ONCE:
            self.lived.jumps.append(usage.Jump(self.time.now(), seconds))
        await self.time.pass_by(seconds)

    def noted(self, ticket: Ticket, outcome: Outcome) -> None:
        """Count a stream's rounds."""
        if outcome.done:
            self.lived.rounds[ticket] = self.lived.rounds.get(ticket, 0) + 1

    @property
    def watch(self) -> Watch:
        """Return how everything is run."""
        return Watch(on_outcome=self.noted, pause=self.pause)

    async def asked(self) -> list[dict[str, Any]]:
        """Return the platforms' log since it was last read."""
        return list((await self.sim.http.delete(f"{self.sim.url}/__sim/log")).json())


def bench(scale: str, shops: int | None = None) -> Result:
    """Return the most that was asked of each platform beside what it allows."""
    hours, some = SCALES[scale]
    with temporary_home() as home, kept_up(home):
        return judged(asyncio.run(live(settings(home), hours, shops or some)))


async def live(known: Settings, hours: int, shops: int) -> Lived:
    """Return what happened to new shops that were connected, read whole, and kept in sync for so many hours."""
    async with _week(known, Lived(shops, hours)) as week:
        lived = week.lived
        await week.sync.run_due(watch=week.watch)
        lived.first = await week.asked()
        lived.rounds.clear()
        say(f"limits: {shops} shops are connected and read; {hours} hours of syncs")
        await _pass(week, week.time.now() + timedelta(hours=hours))
        lived.after += await week.asked()
        lived.google_accounts = len({line["customer"] for line in lived.after if "customer" in line})
        lived.unhappy = await week.runtime.database.read(NOBODY, _unhappy)
        return lived


@asynccontextmanager
async def _week(known: Settings, lived: Lived) -> AsyncIterator[Week]:
    now = START + timedelta(days=GROWN)
    async with AsyncExitStack() as stack:
        say(f"limits: {lived.shops} sandbox shops grow")
        sim = await stack.enter_async_context(
            simulator(
                "--seed", str(SEED), "--profile", "random", "--shops", str(lived.shops), "--days", str(2 * GROWN),
                "--anchor", START.isoformat(), "--now", now.isoformat(),
            )
        )  # fmt: skip
        time = SandboxTime(sim)
        await time.move_to(now + HOUR)
        # What all shops of a project share is shared by those simulated as if they were among a hundred.
        share = {"google_operations": EXPLORER * lived.shops // SHOPS}
        told = sandboxed(known, sim.announced).model_copy(update=share)
        runtime = await stack.enter_async_context(open_runtime(told))
        served = await stack.enter_async_context(site(runtime, now=time.now, settings=told))
        week = Week(sim, time, runtime, served.sync, lived)
        await _connect(week)
        yield week


async def _connect(week: Week) -> None:
    """Connect each shop and its own ad accounts to books of its own."""
    for number, shop in enumerate(await week.sim.told("shops")):
        await week.sim.do("consent", {"shop": shop["domain"]})
        tenant = await week.runtime.found(f"shop-{number}", shop["currency"], shop["zone"])
        await connect_all(week.sync.connect, week.sim, LOCAL.at(tenant.id), shop["domain"], now=week.time.now)


async def _pass(week: Week, end: datetime) -> None:
    """Let time pass until `end`, and read whatever is due at each full minute, as a worker does."""
    day = week.time.now().date()
    while (due := await week.runtime.database.read(NOBODY, _next)) is not None and due <= end:
        await week.time.move_to(_full_minute(max(due, week.time.now())))
        await asyncio.sleep(DELIVERY)
        await week.sync.run_due(watch=week.watch)
        if (today := week.time.now().date()) != day:
            day = today
            week.lived.after += await week.asked()
            say(f"limits: {today}, {len(week.lived.after):,} requests")


def _full_minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0) + MINUTE


async def _next(session: AsyncSession) -> datetime | None:
    """Return when the next stream is due."""
    due = select(func.min(SyncStream.due_at)).join(Connection, same_connection())
    return await session.scalar(due.where(is_open(), SyncStream.state != OFF))


async def _unhappy(session: AsyncSession) -> list[str]:
    rows = await session.execute(
        select(Connection.platform, SyncStream.stream, SyncStream.error)
        .join(Connection, same_connection())
        .where(SyncStream.error.is_not(None))
    )
    return [f"{row.platform} {row.stream}: {row.error['code']}" for row in rows]


def judged(lived: Lived) -> Result:
    """Return what was asked, each figure beside its limit."""
    everything = [*lived.first, *lived.after]
    refused = usage.refused(everything)
    return Result(
        "limits",
        f"{lived.hours} hours of syncs of {lived.shops} shops after their first reading, {len(everything):,} requests; "
        f"what shops share is put as {SHOPS} shops would use it",
        "every figure below the platform's limit, no answer throttled, every shop's sales read hourly",
        (*_shopify_cells(lived), *_meta_cells(lived), *_google_cells(lived), *_done_cells(lived)),
        (
            f"once for each shop that is connected: {_of_google(lived.first) / lived.shops:.0f} operations at Google",
            f"other answers that were errors: {', '.join(f'{n} {why}' for why, n in refused.items()) or 'none'}",
            f"streams with an error at the end: {', '.join(lived.unhappy) or 'none'}",
        ),
    )


def _shopify_cells(lived: Lived) -> tuple[Cell, ...]:
    first, after = (usage.shopify(lines, lived.jumps) for lines in (lived.first, lived.after))
    return (
        _below("Shopify: out of a shop's bucket, first reading", "points", first.bucket, usage.BUCKET),
        _below("Shopify: out of a shop's bucket, after it", "points", after.bucket, usage.BUCKET),
        _below("Shopify: a shop's busiest hour", "points/s", max(first.hourly, after.hourly), usage.RESTORE),
        _below("Shopify: the largest query", "points", max(first.largest, after.largest), LARGEST_QUERY),
        _below("Shopify: bulk operations of a shop", "at once", max(first.bulk, after.bulk), BULK_AT_ONCE),
    )


def _meta_cells(lived: Lived) -> tuple[Cell, ...]:
    used = usage.meta([*lived.first, *lived.after])
    return (
        _below("Meta: an account's busiest hour", "calls", used.calls, META_HOURLY),
        _below("Meta: an account's busiest five minutes", "points", used.points, META_POINTS),
        _below("Meta: of an account's allowance, as it says", "%", used.used, SLOW_DOWN),
        _below("Meta: of the app's allowance, as it says", "%", used.app_used * SHOPS / lived.shops, SLOW_DOWN),
    )


def _google_cells(lived: Lived) -> tuple[Cell, ...]:
    most = usage.busiest([(at, 1) for at in usage.google(lived.after)], usage.DAY) * SHOPS / lived.shops
    hourly = lived.google_accounts * (24 + 1) * SHOPS / lived.shops
    return (
        Cell(
            "Google: operations in the busiest 24 hours", "calls", Value.once(most),
            {"limit": Value.once(EXPLORER), "Basic access": Value.once(BASIC)}, passed=0 < most < EXPLORER,
            said=f"{lived.google_accounts} accounts; each hourly would be {hourly:,.0f}",
        ),
    )  # fmt: skip


def _done_cells(lived: Lived) -> tuple[Cell, ...]:
    sales = [count for ticket, count in lived.rounds.items() if ticket.stream == "sales"]
    least = min(sales) if len(sales) == lived.shops else 0
    throttled = usage.throttled([*lived.first, *lived.after])
    return (
        Cell("answers that were throttled", "rows", Value.once(throttled), passed=throttled == 0),
        Cell("readings of a shop's sales", "rounds", Value.once(least), {"limit": Value.once(lived.hours)},
             passed=least >= PUNCTUAL * lived.hours - 1),
    )  # fmt: skip


def _below(what: str, unit: Unit, most: float, limit: float) -> Cell:
    return Cell(what, unit, Value.once(most), {"limit": Value.once(limit)}, passed=0 < most < limit)


def _of_google(lines: list[dict[str, Any]]) -> int:
    return len(usage.google(lines))
