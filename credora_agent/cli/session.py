"""What every command does around its work: settings, runtime, and errors told in the form asked for."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from credora_agent.core.errors import CredoraError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import date

    from credora_agent.core.caller import Caller
    from credora_agent.core.period import Period
    from credora_agent.core.settings import Settings
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

T = TypeVar("T")


def invocation() -> str:
    """Return how this command line was called, so that what it suggests can be copied: `uv run` where uv ran it."""
    import os
    import shutil

    if "UV" not in os.environ:
        return "credora"
    return "uv run credora" if shutil.which("uv") else "python3 -m uv run credora"


def settings() -> Settings:
    """Return the settings of this process. Raises BadInput naming the variable that cannot be used."""
    from pydantic import ValidationError

    from credora_agent.core.errors import BadInput
    from credora_agent.core.settings import Settings

    try:
        return Settings()
    except ValidationError as bad:
        first = bad.errors(include_url=False, include_input=False)[0]
        name = "CREDORA_" + "_".join(str(part) for part in first["loc"]).upper()
        raise BadInput(
            f"{name}: {first['msg']}.", remedy="Correct the variable; .env.example shows them all."
        ) from None


def with_runtime(work: Callable[[Runtime], Awaitable[T]], *, sandbox: bool = False) -> T:
    """Return what `work` returns over an open runtime, closed afterwards.

    With `sandbox` the accounts of a sandbox that runs on this machine can be reached.
    """
    import asyncio

    async def opened() -> T:
        from credora_agent.runtime import open_runtime

        known = settings()
        if sandbox:
            from credora_agent.cli.sandbox.running import joined

            known = joined(known)
        async with open_runtime(known) as runtime:
            return await work(runtime)

    return asyncio.run(opened())


def with_shop(slug: str | None, work: Callable[[Runtime, Tenant, Caller], Awaitable[T]], *, sandbox: bool = False) -> T:
    """Return what `work` returns about the shop called `slug`, or the only one; see `with_runtime`."""

    async def chosen(runtime: Runtime) -> T:
        from credora_agent.runtime import LOCAL

        tenant = await runtime.shop(slug)
        return await work(runtime, tenant, LOCAL.at(tenant.id))

    return with_runtime(chosen, sandbox=sandbox)


def day_of(tenant: Tenant, today: str | None) -> date:
    """Return the day given, or the present one in the shop's zone."""
    from credora_agent.core.clock import time_zone
    from credora_agent.core.clock import today as present_day
    from credora_agent.core.period import parse_day

    return parse_day(today) if today else present_day(time_zone(tenant.timezone))


async def period_of(runtime: Runtime, caller: Caller, start: str | None, end: str | None) -> Period:
    """Return the range given; an end left out is that of the books. Raises BadPeriod when the books are empty."""
    from credora_agent.core.errors import BadPeriod
    from credora_agent.core.period import Period, parse_day

    given = [parse_day(text) if text else None for text in (start, end)]
    if given[0] and given[1]:
        return Period(given[0], given[1])
    books = await runtime.reports.books(caller)
    if books.recorded is None:
        raise BadPeriod(f"The books of {books.shop} are empty.", remedy="Take orders in by `credora import FILE`.")
    return Period(given[0] or books.recorded.start, given[1] or books.recorded.end)


def compared(text: str | None, period: Period) -> Period | None:
    """Return the period meant by --compare: "previous", "year-before" or two days. Raises BadPeriod otherwise."""
    from credora_agent.core.errors import BadPeriod
    from credora_agent.core.period import Period, parse_day

    if text is None:
        return None
    if text in ("previous", "year-before"):
        return period.previous() if text == "previous" else period.year_before()
    first, dots, last = text.partition("..")
    if not dots:
        raise BadPeriod(
            f"--compare {text!r} is not a range.", remedy="Write previous, year-before, or 2011-10-01..2011-10-31."
        )
    return Period(parse_day(first), parse_day(last))


@contextmanager
def told(*, as_json: bool = False) -> Iterator[None]:
    """Turn an error into one clear message and exit code 1; with `as_json` into one JSON object on stdout.

    A fault nobody foresaw says where its details were written, and shows none of them.
    """
    try:
        yield
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(0) from None
    except CredoraError as error:
        say(error, as_json=as_json)
        raise typer.Exit(1) from None
    except Exception as fault:  # noqa: BLE001 - told as one sentence, kept whole in the crash log
        say(_explained(fault), as_json=as_json)
        raise typer.Exit(1) from None


def say(error: CredoraError, *, as_json: bool) -> None:
    """Print an error: to stderr in two lines, or to stdout as one JSON object."""
    if as_json:
        print_json({"error": {"code": error.code, "cause": error.cause, "remedy": error.remedy}})
        return
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    console.print(f"[bold red]✗[/] {_plain(error.cause)}", soft_wrap=True)
    console.print(f"  [dim]→[/] {_plain(error.remedy)}", soft_wrap=True)


def _explained(fault: Exception) -> CredoraError:
    from credora_agent.core.errors import BadFile

    if isinstance(fault, OSError) and fault.filename:
        return BadFile(
            f"{fault.filename}: {fault.strerror}.", remedy="Check the path, and that there is room and leave."
        )
    return CredoraError(
        f"Something went wrong inside Credora ({type(fault).__name__}).",
        remedy=f"The details are in {_crash_log(fault)}; please report them. The books are as they were.",
    )


def _crash_log(fault: Exception) -> str:
    """Write the fault's traceback where only its owner reads it, and return where that is."""
    import os
    import traceback

    path = settings().home / "crash.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(fault)) + "\n")
    return str(path)


def print_json(value: Any) -> None:
    """Print a result as indented JSON, decimals as plain strings."""
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        typer.echo(value.model_dump_json(indent=2))
        return
    import orjson

    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=_jsonable).decode())


def _jsonable(value: Any) -> Any:
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return str(value)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
