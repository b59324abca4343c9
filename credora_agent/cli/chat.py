"""`credora chat`: question after question, each following up on those before; and the conversations this makes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import JsonOption, ShopOption, TodayOption
from credora_agent.cli.session import day_of, print_json, told, with_shop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from uuid import UUID

    from credora_agent.agent.events import Stream
    from credora_agent.agent.threads import Threads
    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")]
PROMPT = "› "
ENDS = frozenset({"exit", "quit", ":q"})

conversations = typer.Typer(help="What was asked before, and what was answered.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(chat)
    app.add_typer(conversations, name="conversations")


def chat(
    go_on: Annotated[str | None, typer.Option("--continue", metavar="ID", help="A conversation to go on with.")] = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Ask question after question; each may follow up on those before. One a line, until the end or `exit`."""
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> int:
            from credora_agent import app as composed
            from credora_agent.agent.threads import Threads

            conversation = await Threads(runtime.database).resolve(me, go_on) if go_on else None
            stream = composed.chat(runtime, today=day_of(tenant, today) if today else None)
            return await _talk(me, stream, conversation, _show_json if json else _show_turn)

        if with_shop(shop, work):
            raise typer.Exit(1)


async def _talk(me: Caller, stream: Stream, conversation: UUID | None, show: Callable[[dict[str, Any]], None]) -> int:
    """Answer every line; return how many could not be answered."""
    from uuid import UUID

    from credora_agent.cli.session import say
    from credora_agent.core.errors import CredoraError

    failed = 0
    options: tuple[str, ...] = ()
    async for line in _lines():
        question = dict(zip(map(str, range(1, 100)), options, strict=False)).get(line, line)
        try:
            done = [event async for event in stream(me, question, conversation)][-1].data
        except CredoraError as error:
            failed += 1
            say(error, as_json=show is _show_json)
            continue
        conversation = UUID(done["conversation"])
        options = _options(done["turn"])
        show(done)
    return 0 if sys.stdin.isatty() else failed


async def _lines() -> AsyncIterator[str]:
    """Yield what is typed, line by line without blank ones, until the end or a word that ends it."""
    while line := await _line():
        if (typed := line.strip()).lower() in ENDS:
            return
        if typed:
            yield typed


async def _line() -> str:
    """Return the next line with its end, "" at the end of input."""
    import asyncio
    import os

    if not sys.stdin.isatty() or os.name == "nt":
        return await asyncio.to_thread(sys.stdin.readline)
    # A thread that waits for a keyboard would hold the process up after Ctrl-C.
    typer.echo(PROMPT, nl=False)
    loop, typed = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())
    return sys.stdin.readline()


def _options(turn: dict[str, Any]) -> tuple[str, ...]:
    """Return the questions a question back offers: their numbers stand for them in the next line."""
    return tuple(
        option["question"] for block in turn["blocks"] if block["type"] == "choices" for option in block["options"]
    )


def _show_turn(done: dict[str, Any]) -> None:
    from rich.console import Console

    from credora_agent.agent.turn import Turn
    from credora_agent.cli.render import show_turn

    show_turn(Console(highlight=False), Turn.model_validate(done["turn"]))


def _show_json(done: dict[str, Any]) -> None:
    import orjson

    typer.echo(orjson.dumps(done).decode())


@conversations.callback(invoke_without_command=True)
def begin(context: typer.Context, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """List conversations, the latest first, where nothing else is asked for."""
    if context.invoked_subcommand is None:
        list_(shop=shop, json=json)


@conversations.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many to show.")] = 30,
    cursor: Annotated[str | None, typer.Option(help="Where to go on.")] = None,
    shop: ShopOption = None,
    *,
    archived: Annotated[bool, typer.Option("--archived", help="Those put away.")] = False,
    json: JsonOption = False,
) -> None:
    """List conversations, the latest first."""
    with told(as_json=json):
        found = _asked(shop, lambda threads, me: threads.list(me, archived=archived, limit=limit, cursor=cursor))
        if json:
            print_json(found)
            return
        if not found.conversations:
            typer.echo("There are no conversations.")
            return
        rows = [
            (each.id.hex[:8], f"{each.updated_at:%Y-%m-%d %H:%M}", str(each.turns), each.title)
            for each in found.conversations
        ]
        _table(("Id", "Last (UTC)", "Questions", "Title"), rows)
        if found.next_cursor:
            typer.echo(f"\nnext page: --cursor {found.next_cursor}")


@conversations.command()
def show(conversation: IdArgument, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """Show a conversation: its questions and what was answered; with --json all that each answer was made of."""
    with told(as_json=json):

        async def work(threads: Threads, me: Caller) -> Any:
            return await threads.read(me, await threads.resolve(me, conversation))

        found = _asked(shop, work)
        if json:
            print_json(found)
            return
        typer.echo(found.conversation.title)
        for message in found.messages:
            typer.echo(f"\n{PROMPT}{message.content}" if message.role == "user" else message.content)


@conversations.command()
def search(
    words: Annotated[str, typer.Argument(metavar="TEXT", help="Words, or beginnings of words.")],
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Find what was asked or answered before."""
    with told(as_json=json):
        found = _asked(shop, lambda threads, me: threads.search(me, words))
        if json:
            print_json({"found": list(found)})
            return
        if not found:
            typer.echo("Nothing like that was said.")
            return
        rows = [(each.conversation.hex[:8], f"{each.created_at:%Y-%m-%d %H:%M}", each.excerpt) for each in found]
        _table(("Id", "Said (UTC)", "What"), rows)


@conversations.command()
def export(
    conversation: IdArgument,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to: .md for Markdown, else JSON.")],
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Write a conversation to a file."""
    with told(as_json=json):

        async def work(threads: Threads, me: Caller) -> str:
            meant = await threads.resolve(me, conversation)
            return await threads.export(me, meant, as_markdown=out.suffix.lower() in {".md", ".markdown"})

        content = _asked(shop, work)
        out.write_text(content, encoding="utf-8")
        if json:
            print_json({"file": str(out)})
        else:
            typer.echo(f"Written to {out}.")


@conversations.command()
def delete(conversation: IdArgument, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """Delete a conversation; nothing of it is left."""
    with told(as_json=json):

        async def work(threads: Threads, me: Caller) -> UUID:
            meant = await threads.resolve(me, conversation)
            await threads.delete(me, meant)
            return meant

        gone = _asked(shop, work)
        if json:
            print_json({"deleted": str(gone)})
        else:
            typer.echo(f"Conversation {gone.hex[:8]} is deleted.")


def _asked(shop: str | None, work: Callable[[Threads, Caller], Awaitable[Any]]) -> Any:
    """Return what `work` returns about the conversations of a shop."""

    async def over(runtime: Runtime, _: Tenant, me: Caller) -> Any:
        from credora_agent.agent.threads import Threads

        return await work(Threads(runtime.database), me)

    return with_shop(shop, over)


def _table(heads: tuple[str, ...], rows: Sequence[Sequence[str]]) -> None:
    from credora_agent.cli.doing import table

    table(heads, rows)
