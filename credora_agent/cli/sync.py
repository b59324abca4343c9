"""`credora sync`: everything read now, with what each stream is doing, and a table of how it ended."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import JsonOption, ShopOption
from credora_agent.cli.session import print_json, told, with_shop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from credora_agent.core.caller import Caller
    from credora_agent.reports.schemas import SyncStatus
    from credora_agent.runtime import Runtime
    from credora_agent.sync.claim import Ticket
    from credora_agent.sync.run import Outcome
    from credora_agent.sync.service import Watch
    from credora_agent.tables.tenants import Tenant

BAD = frozenset({"failed", "degraded"})


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(sync)


def sync(
    shop: ShopOption = None,
    platform: Annotated[
        list[str] | None, typer.Option("--platform", help="Only this one: shopify, meta, google; may be repeated.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Read everything from that day on again.")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Read the connected platforms now; the exit code is 1 if anything could not be read."""
    with told(as_json=json):
        from credora_agent.core.period import parse_day

        first = parse_day(since) if since else None

        async def work(runtime: Runtime, _: Tenant, me: Caller) -> SyncStatus:
            from credora_agent.sync.service import open_sync

            async with open_sync(runtime.settings, runtime.database) as service:
                with watched(quiet=json) as watch:
                    await service.sync_now(me, platforms=platform or (), since=first, watch=watch)
            return await runtime.reports.sync_status(me)

        found = with_shop(shop, work, sandbox=True)
        if json:
            print_json(found)
        else:
            show(found)
        if not is_well(found):
            raise typer.Exit(1)


def is_well(found: SyncStatus) -> bool:
    """Return whether every stream could be read; an account that never was one to read is said, and no failure."""
    return not any(stream.state in BAD for stream in found.streams)


def show(found: SyncStatus) -> None:
    """Print the live sources: in words, stream by stream, then what is odd."""
    from rich.console import Console
    from rich.padding import Padding

    from credora_agent.cli.render import render
    from credora_agent.telling.live import tell_sources

    console = Console(highlight=False)
    words, blocks = tell_sources(found)
    console.print(" ".join(words) or "Nothing is connected yet.", style="bold", markup=False)
    for block in blocks:
        console.print(Padding(render(block, {}, console.width), (0, 2)))


@contextmanager
def watched(*, quiet: bool) -> Iterator[Watch]:
    """Yield how a sync is watched: a line for each stream on a terminal, nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from credora_agent.sync.service import Watch

    if quiet or not sys.stderr.isatty():
        yield Watch()
        return
    bars = Progress(
        SpinnerColumn(), TextColumn("{task.description:<13}"), BarColumn(bar_width=24),
        TextColumn("{task.fields[rows]:>9,}"), TimeElapsedColumn(),
        TextColumn("{task.fields[doing]}", style="dim", markup=False),
        console=Console(stderr=True, highlight=False),
    )  # fmt: skip
    lines = _Lines(bars)
    with bars:
        yield Watch(on_begin=lines.begin, on_outcome=lines.step)


class _Lines:
    """A line of progress for each stream."""

    def __init__(self, bars: Any) -> None:
        self._bars, self._of = bars, dict[Any, Any]()

    def begin(self, tickets: Sequence[Ticket]) -> None:
        """Draw a line for each stream."""
        for ticket in tickets:
            self._line(ticket)

    def step(self, ticket: Ticket, outcome: Outcome) -> None:
        """Tell what a stream just did."""
        line = self._line(ticket)
        done, total = outcome.progress or (None, None)
        said = outcome.error["cause"] if outcome.error else outcome.doing
        rows = self._bars.tasks[line].fields["rows"] + outcome.rows
        self._bars.update(line, doing=said[:70], rows=rows)
        if total:
            self._bars.update(line, completed=done, total=total)
        if outcome.done:
            self._bars.update(line, completed=1, total=1)
            self._bars.stop_task(line)

    def _line(self, ticket: Ticket) -> Any:
        if ticket not in self._of:
            self._of[ticket] = self._bars.add_task(ticket.stream.replace("_", " "), total=None, rows=0, doing="")
        return self._of[ticket]
