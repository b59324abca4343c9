"""A world from nothing, synced, and compared: the sandbox's truth ledger beside the product's books."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from credora_agent.cli.sandbox.compare import CENT, Cell, Line, booked_lines, converted, statement_lines
from credora_agent.cli.sandbox.demo import connect_all
from credora_agent.cli.sandbox.process import Simulator, simulator
from credora_agent.cli.sandbox.running import sandboxed
from credora_agent.cli.sandbox.time import SandboxTime
from credora_agent.cli.site import site
from credora_agent.core.money import to_micros
from credora_agent.core.period import Grain, Period
from credora_agent.core.settings import Settings
from credora_agent.ledger.load import load_booked_by_day
from credora_agent.ledger.rollup import self_check
from credora_agent.runtime import LOCAL, Runtime, books_of, open_runtime
from credora_agent.sync.importers.rates_csv import read_rates
from credora_agent.sync.imports import Intake, import_costs
from credora_agent.sync.service import Sync, Watch, open_sync

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from credora_agent.cli.sandbox.plans import Plan
    from credora_agent.core.caller import Caller
    from credora_agent.tables.tenants import Tenant

START = datetime(2025, 1, 6, tzinfo=UTC)
"""When every checked world begins, so that a seed tells the same story on any day."""
LIVE_DAYS = 30
"""Days at most that are synced as they pass; those before are taken in at once, as when a merchant connects."""
CRASH_LEASE = timedelta(seconds=2)
HOUR, DAY, DELIVERY, ROUNDS = 3_700, 90_000, 0.5, 6
"""Seconds until what failed is tried again, until all that is read daily was, and those a webhook takes to arrive."""
SETTLED = 3
"""Hours after midnight at which the last sync begins: yesterday is whole everywhere by then."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which world is checked: its seed, how many days of it, and what goes wrong meanwhile."""

    seed: int
    days: int
    plan: Plan
    say: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it: every line in every currency, as booked and as a statement; what drifted within the books."""

    asked: Asked
    shop: dict[str, Any]
    booked: list[Line]
    statement: list[Line]
    drift: int
    syncs: int
    crashes: int
    faults: int
    seconds: float
    unhappy: list[dict[str, Any]] = field(default_factory=list)

    @property
    def worst(self) -> int:
        """Return the largest difference of any line on any day as booked, in micros."""
        return max((line.max_abs_diff_micros for line in self.booked), default=0)

    @property
    def worst_total(self) -> int:
        """Return the largest difference of any converted total on any day, in micros."""
        return max((line.max_abs_diff_micros for line in self.statement), default=0)

    @property
    def passed(self) -> bool:
        """Return whether books and truth agree: as booked to the micro, converted to the cent, sums with ledger."""
        return self.worst == 0 and self.worst_total < CENT and self.drift == 0 and bool(self.booked)

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {
            "seed": self.asked.seed,
            "days": self.asked.days,
            "faults": self.asked.plan.name,
            "shop": self.shop,
            "passed": self.passed,
            "max_abs_diff_micros": self.worst,
            "max_abs_diff_micros_converted": self.worst_total,
            "lines": [line.as_json() for line in self.booked],
            "statement": [line.as_json() for line in self.statement],
            "drifted_daily_sums": self.drift,
            "syncs": self.syncs,
            "crashes": self.crashes,
            "faults_fired": self.faults,
            "unhappy_streams": self.unhappy,
            "seconds": round(self.seconds, 1),
        }


@dataclass(slots=True)
class Bench:
    """A product and a sandbox side by side, both new, and what happened to them so far."""

    asked: Asked
    sim: Simulator
    time: SandboxTime
    runtime: Runtime
    workers: list[Sync]
    tenant: Tenant
    me: Caller
    chance: random.Random
    syncs: int = 0
    crashes: int = 0


async def check(asked: Asked) -> Checked:
    """Return how truth and books compare after a world of `asked.days` days was synced under its fault plan."""
    began = perf_counter()
    connect_on = START + timedelta(days=asked.days - min(LIVE_DAYS, asked.days // 2))
    async with _bench(asked, connect_on) as bench:
        await _connect(bench)
        await _faults_on(bench)
        for day in range((START + timedelta(days=asked.days) - connect_on).days + 1):
            asked.say(f"day {(connect_on - START).days + day} of {asked.days}")
            await _pass_day(bench, connect_on + timedelta(days=day, hours=SETTLED))
            await _sync(bench)
        fired = await _faults_off(bench)
        await _settle(bench)
        return replace(await _compared(bench), faults=fired, seconds=perf_counter() - began)


@asynccontextmanager
async def _bench(asked: Asked, connect_on: datetime) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(
            simulator(
                "--seed", str(asked.seed), "--profile", "random",
                "--anchor", START.isoformat(), "--now", connect_on.isoformat(),
            )
        )  # fmt: skip
        home = Path(stack.enter_context(TemporaryDirectory(prefix="credora-check-")))
        settings = sandboxed(Settings(home=home, database_url=None, pg_linger=0), sim.announced)
        time = SandboxTime(sim)
        await time.agree()
        asked.say("starting a database")
        runtime = await stack.enter_async_context(open_runtime(settings))
        shop = (await sim.told("shops"))[0]
        tenant = await runtime.found("check", shop["currency"], shop["zone"])
        me = LOCAL.at(tenant.id)
        served = await stack.enter_async_context(site(runtime, now=time.now, settings=settings))
        more = [open_sync(served.settings, runtime.database, now=time.now) for _ in range(asked.plan.workers - 1)]
        workers = [served.sync, *[await stack.enter_async_context(each) for each in more]]
        if asked.plan.crashes:
            for worker in workers:
                worker.engine = replace(worker.engine, lease=CRASH_LEASE)
        yield Bench(asked, sim, time, runtime, workers, tenant, me, random.Random(asked.seed))  # noqa: S311


async def _connect(bench: Bench) -> None:
    bench.asked.say("connecting the three platforms, as a merchant would")
    costs = bench.runtime.settings.home / "costs.csv"
    costs.write_text(await bench.sim.told("costs.csv"), encoding="utf-8")
    await import_costs(bench.runtime.database, bench.me, books_of(bench.tenant), costs, intake=Intake())
    domain = bench.sim.announced["shops"][0]["domain"]
    await connect_all(bench.workers[0].connect, bench.sim, bench.me, domain, now=bench.time.now)


async def _faults_on(bench: Bench) -> None:
    plan = bench.asked.plan
    if plan.rules:
        await bench.sim.do("faults", [{"seed": bench.asked.seed + n, **rule} for n, rule in enumerate(plan.rules)])


async def _faults_off(bench: Bench) -> int:
    fired = sum(int(rule["fired"]) for rule in await bench.sim.told("faults"))
    await bench.sim.undo("faults")
    return fired


async def _pass_day(bench: Bench, until: datetime) -> None:
    """Let time pass; webhooks come as they happen, or, if the plan says so, late, several times and shuffled."""
    plan = bench.asked.plan
    copies = 0 if plan.deaf else plan.webhooks
    if copies or plan.deaf:
        await bench.sim.do("webhooks", {"hold": True})
    await bench.time.move_to(until)
    if copies:
        await bench.sim.do("webhooks", {"deliver": True, "copies": copies, "shuffle": bench.chance.randrange(10**6)})


async def _sync(bench: Bench) -> None:
    """Sync everything once, with every worker at once; while crashes are left, be cut down first."""
    if bench.crashes < bench.asked.plan.crashes:
        bench.crashes += 1
        cut = asyncio.gather(*(_one(bench, worker) for worker in bench.workers))
        with suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(cut, bench.chance.uniform(0.02, 2.0))
    await asyncio.gather(*(_one(bench, worker) for worker in bench.workers))
    bench.syncs += 1


async def _one(bench: Bench, worker: Sync) -> None:
    await worker.sync_now(bench.me, watch=Watch(pause=bench.time.pass_by))


async def _settle(bench: Bench) -> None:
    """Sync until no stream has anything left to retry, now that nothing goes wrong any more."""
    await bench.time.pass_by(DAY if bench.asked.plan.deaf else HOUR)
    for _ in range(ROUNDS):
        await asyncio.sleep(DELIVERY)
        await _sync(bench)
        if not await _unhappy(bench):
            break
        await bench.time.pass_by(HOUR)
    await asyncio.sleep(DELIVERY)
    await _sync(bench)  # what a webhook told of while the last one ran


async def _unhappy(bench: Bench) -> list[dict[str, Any]]:
    status = await bench.runtime.reports.sync_status(bench.me, now=bench.time.now())
    return [
        {"stream": stream.stream, "platform": source.platform, "account": source.account, "state": stream.state,
         "error": stream.error.model_dump() if stream.error else None}
        for source in status.sources
        for stream in source.streams
        if stream.state in {"failed", "waiting", "running"}
    ]  # fmt: skip


async def _compared(bench: Bench) -> Checked:
    truth, last = await _truth(bench)
    booked = await bench.runtime.database.read(bench.me, lambda s: load_booked_by_day(s, bench.tenant.id))
    product = {Cell(row.local_date, row.category, row.currency): int(row.booked) for row in booked}
    before = {cell: amount for cell, amount in product.items() if cell.day <= last}
    first = min(cell.day for cell in (*truth, *before))
    drift = await bench.runtime.database.read(bench.me, lambda s: self_check(s, bench.tenant.id))
    shop = (await bench.sim.told("shops"))[0]
    return Checked(
        bench.asked,
        {name: shop[name] for name in ("domain", "currency", "zone", "orders")},
        booked_lines(truth, before),
        statement_lines(
            converted(truth, bench.tenant.currency, await _rates(bench)),
            await _statement(bench, Period(first, last)),
            bench.tenant.currency,
        ),
        len(drift),
        bench.syncs,
        bench.crashes,
        0,
        0.0,
        await _unhappy(bench),
    )


async def _truth(bench: Bench) -> tuple[dict[Cell, int], date]:
    """Return the truth by day, category and currency, and the last day that is over everywhere."""
    said = await bench.sim.told("truth")
    moment = datetime.fromisoformat(said["as_of"])
    zones = {ZoneInfo(bench.tenant.timezone), *(ZoneInfo(zone) for zone in await _ad_zones(bench))}
    last = min(moment.astimezone(zone).date() for zone in zones) - timedelta(days=1)
    cells = (
        (Cell(date.fromisoformat(row["day"]), row["category"], row["currency"]), to_micros(row["amount"]))
        for row in said["rows"]
    )
    return {cell: amount for cell, amount in cells if cell.day <= last}, last


async def _ad_zones(bench: Bench) -> list[str]:
    connections = await bench.workers[0].connect.connections(bench.me)
    return [each.timezone for each in connections if each.timezone]


async def _rates(bench: Bench) -> list[tuple[date, str, str, Decimal]]:
    path = bench.runtime.settings.home / "rates.csv"
    answer = await bench.sim.http.get(f"{bench.sim.url}/rates/daily.csv")
    path.write_text(answer.text, encoding="utf-8")
    rows = read_rates(path, now=bench.time.now())
    return [(row.day, row.base, row.quote, row.rate) for row in rows]  # type: ignore[union-attr]


async def _statement(bench: Bench, period: Period) -> dict[tuple[date, str], int]:
    """Return the product's own P&L by (day, line) in micros; a line without anything recorded is nought."""
    report = await bench.runtime.reports.pnl(bench.me, period, today=bench.time.now().date(), by=Grain.DAY)
    return {
        (figure.start, figure.metric): to_micros(figure.value or Decimal(0))
        for line in report.lines
        for figure in line.parts
    }
