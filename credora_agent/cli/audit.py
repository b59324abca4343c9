"""`credora audit`: what was asked and done in a shop, and whether the log of it is whole."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import CsvOption, JsonOption, ShopOption
from credora_agent.cli.session import print_json, told, with_shop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime
    from credora_agent.tables.access import AuditEntry
    from credora_agent.tables.tenants import Tenant

SHOWN = 30
"""Entries on a screen."""
READ_AT_ONCE = 1_000
HEADS = ("seq", "at", "actor", "via", "action", "target", "outcome", "ms", "detail")

LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=1, max=1_000_000, help=f"How many (default: the newest {SHOWN}; all into a file)."),
]
VerifyOption = Annotated[bool, typer.Option("--verify", help="Tell instead whether any entry was changed or removed.")]


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(audit)


def audit(
    limit: LimitOption = None,
    shop: ShopOption = None,
    *,
    verify: VerifyOption = False,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Show what was asked and done, by whom and by which way, the newest first."""
    with told(as_json=json):
        if verify:
            _tell_whole(shop, as_json=json)
            return

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> tuple[int, list[AuditEntry], str]:
            async def look(session: AsyncSession) -> tuple[int, list[AuditEntry]]:
                saved = await _save(csv, _newest(session, tenant.id, limit)) if csv else 0
                return saved, [entry async for entry in _newest(session, tenant.id, limit or SHOWN)]

            return *await runtime.database.read(me, look), tenant.timezone

        saved, found, zone = with_shop(shop, work)
        if json:
            print_json({"entries": [_told(entry) for entry in found]})
        elif csv:
            typer.echo(f"{saved} entries are in {csv}.")
        else:
            _show(found, zone)


def _tell_whole(shop: str | None, *, as_json: bool) -> None:
    """Print whether the log is whole, and its last hash, which shows to who keeps it that no end was cut off."""

    async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> tuple[int | None, int, bytes]:
        from credora_agent.access.audit_chain import head, verify

        async def look(session: AsyncSession) -> tuple[int | None, int, bytes]:
            return await verify(session, tenant.id), *await head(session, tenant.id)

        return await runtime.database.read(me, look)

    broken, last, digest = with_shop(shop, work)
    if as_json:
        print_json({"whole": broken is None, "first_broken": broken, "last": last, "last_hash": digest.hex()})
    elif broken is not None:
        typer.echo(f"Entry {broken} was changed, or one is missing there; those before it are as they were written.")
    elif not last:
        typer.echo("The log is empty.")
    else:
        typer.echo(f"{last} entries, none changed, none missing between them.")
        typer.echo(f"The last one's hash, which kept elsewhere shows that no end was cut off:\n  {digest.hex()}")
    if broken is not None:
        raise typer.Exit(1)


async def _newest(session: AsyncSession, tenant: UUID, limit: int | None) -> AsyncIterator[AuditEntry]:
    """Yield the newest entries, all where there is no limit, without holding more than a page of them."""
    from credora_agent.access.audit import page

    before: int | None = None
    left = limit or sys.maxsize
    while left:
        at = await page(session, tenant, limit=min(left, READ_AT_ONCE), before=before)
        for entry in at.entries:
            yield entry
        left -= len(at.entries)
        if (before := at.before) is None:
            return


def _told(entry: AuditEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "actor": str(entry.actor_id),
        "via": entry.via,
        "action": entry.action,
        "target": entry.target,
        "outcome": entry.outcome,
        "ms": entry.ms,
        "detail": entry.detail,
    }


async def _save(path: Path, entries: AsyncIterator[AuditEntry]) -> int:
    """Write the entries as CSV; return how many they are."""
    import json as texts

    from credora_agent.cli.export import created
    from credora_agent.reports.export.cells import inert, rows_of

    number = 0
    with created(path) as file:
        out = rows_of(file)
        out.writerow(HEADS)
        async for entry in entries:
            cells = _told(entry) | {"at": entry.at.isoformat(), "detail": texts.dumps(entry.detail, sort_keys=True)}
            out.writerow(["" if cells[name] is None else inert(str(cells[name])) for name in HEADS])
            number += 1
    return number


def _show(found: Sequence[AuditEntry], zone: str) -> None:
    """Print the entries as a table, moments in the shop's own time."""
    from rich.console import Console
    from rich.table import Table

    from credora_agent.core.clock import time_zone

    console = Console(highlight=False)
    if not found:
        console.print("Nothing was asked or done yet.", markup=False)
        return
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("No.", "When", "Who", "By", "What", "Outcome", "ms"):
        grid.add_column(head, overflow="fold", justify="right" if head in {"No.", "ms"} else "left")
    for entry in found:
        grid.add_row(*(cell.replace("[", "\\[") for cell in _cells(entry, time_zone(zone))))
    console.print(grid)


def _cells(entry: AuditEntry, zone: ZoneInfo) -> tuple[str, ...]:
    what = f"{entry.action} {_brief(entry.target)}" if entry.target else entry.action
    ms = "" if entry.ms is None else f"{entry.ms:.0f}"
    return (
        str(entry.seq),
        f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}",
        _who(entry),
        entry.via,
        what,
        entry.outcome,
        ms,
    )


def _brief(target: str) -> str:
    """Return the beginning of an id, any other text whole."""
    from uuid import UUID

    try:
        return str(UUID(target))[:8]
    except ValueError:
        return target


def _who(entry: AuditEntry) -> str:
    from credora_agent.core.caller import WORKER
    from credora_agent.runtime import LOCAL

    if entry.actor_id == LOCAL.user_id:
        return "you"
    return "Credora" if entry.actor_id == WORKER else str(entry.actor_id)[:8]
