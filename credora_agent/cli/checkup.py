"""What `credora doctor` looks at: each check says how it stands and, if badly, what to do."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from credora_agent.core import migrate
from credora_agent.core.db import APP_ROLE
from credora_agent.core.errors import CredoraError
from credora_agent.core.period import Period
from credora_agent.core.postgres.launch import status
from credora_agent.ledger.rollup import self_check
from credora_agent.runtime import LOCAL, open_runtime

if TYPE_CHECKING:
    from credora_agent.core.settings import Settings
    from credora_agent.reports.schemas import LiveSource
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

State = Literal["ok", "warn", "fail"]
CLOSED = "account_frozen"
MARKS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[red]✗[/]"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `remedy` says what to do when it is not ok."""

    name: str
    state: State
    said: str
    remedy: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the check as JSON values."""
        return asdict(self)


async def check_all(settings: Settings) -> list[Check]:
    """Return all checks, stopping where what follows cannot be looked at."""
    checks = [_home(settings)]
    if settings.database_url is None:
        checks.append(_embedded(settings))
    try:
        async with open_runtime(settings) as runtime:
            checks.append(Check("database", "ok", f"answers, at schema {migrate.head()}"))
            checks.append(await _isolation(runtime))
            shops = await runtime.shops()
            if not shops:
                checks.append(Check("shops", "warn", "there is no shop yet", "Take orders in: `credora import FILE`."))
            for tenant in shops:
                checks += await _shop(runtime, tenant)
    except CredoraError as error:
        checks.append(Check("database", "fail", error.cause, error.remedy))
    return checks


def _home(settings: Settings) -> Check:
    with suppress(OSError):
        settings.home.mkdir(parents=True, exist_ok=True)
    if os.access(settings.home, os.W_OK):
        return Check("home", "ok", str(settings.home))
    return Check("home", "fail", f"{settings.home} cannot be written", "Set CREDORA_HOME to a folder of yours.")


def _embedded(settings: Settings) -> Check:
    try:
        found = status(settings.home, bin_dir=settings.pg_bin)
    except CredoraError as error:
        return Check("embedded Postgres", "fail", error.cause, error.remedy)
    version = f", version {found.version}" if found.version else ""
    return Check("embedded Postgres", "ok", f"{found.state}{version}, {found.size / 1e6:,.0f} MB")


async def _isolation(runtime: Runtime) -> Check:
    unsafe = text(
        "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        " union all select true from pg_class c where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        " and not (relrowsecurity and relforcerowsecurity) and (relname in ('tenants', 'users') or exists"
        " (select from pg_attribute a where a.attrelid = c.oid and attname = 'tenant_id' and not attisdropped))"
    )
    rows = await runtime.database.read(LOCAL, lambda s: s.execute(unsafe))
    if any(row[0] for row in rows):
        return Check(
            "tenant isolation", "fail", f"{APP_ROLE} is not bound by row-level security", "Run `credora migrate`."
        )
    return Check("tenant isolation", "ok", "row-level security is forced on every table of a shop's")


def _source(shop: str, source: LiveSource) -> Check:
    """Return how a connected account does that is not simply up to date."""
    called = f"{shop}: {source.platform} {source.name or source.account}"
    trouble = source.problem or next((stream.error for stream in source.streams if stream.error), None)
    if trouble is None:
        return Check(called, "warn", f"is {source.state}", "Run `credora worker`, or `credora sync` now.")
    ours = source.state == "needs_attention" and trouble.code != CLOSED  # a closed account is nobody's fault
    return Check(called, "fail" if ours else "warn", trouble.cause, trouble.remedy)


async def _shop(runtime: Runtime, tenant: Tenant) -> list[Check]:
    me, name = LOCAL.at(tenant.id), f"shop {tenant.slug}"
    found = await runtime.reports.status(me)
    drift = await runtime.database.read(me, lambda s: self_check(s, tenant.id))
    checks = [
        Check(name, "fail", f"{len(drift)} daily sums differ from the ledger", "Report this: it should not happen.")
        if drift
        else Check(name, "ok", "daily sums agree with the ledger")
    ]
    checks += [_source(name, source) for source in found.sources if source.state not in ("current", "disconnected")]
    if found.recorded is None:
        return [*checks, Check(name, "warn", "the books are empty", "Take orders in: `credora import FILE`.")]
    whole = Period(found.recorded.start, found.recorded.end)
    report = await runtime.reports.metrics(me, whole, ["net_sales", "cogs_coverage"], today=found.recorded.end)
    share = report.lines[1].total.value
    if share is not None and share < 1:
        remedy = "Take costs in: `credora costs import FILE`."
        checks.append(Check(name, "warn", f"unit costs are known for {share:.0%} of net sales", remedy))
    return checks + [
        Check(name, "warn", note, "Take rates in: `credora rates import FILE`.")
        for note in report.lines[0].total.notes
        if "exchange rate" in note
    ]


def show(checks: list[Check]) -> None:
    """Print the checks, each with its remedy where one is needed."""
    grid = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for check in checks:
        grid.add_row(MARKS[check.state], check.name, check.said, f"[dim]{check.remedy}[/]" if check.remedy else "")
    Console(highlight=False).print(grid)
