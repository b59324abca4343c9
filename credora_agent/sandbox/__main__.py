"""`python -m credora_agent.sandbox`: the three platforms on a loopback port, announced in one line of JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from credora_agent.sandbox.kept import Kept
from credora_agent.sandbox.server import Plan, Sandbox, open_sandbox
from credora_agent.sandbox.serving import serving


def main() -> None:
    """Serve a sandbox until a signal, or the end of the parent, ends it."""
    said = _options().parse_args()
    plan = Plan(**{field.name: getattr(said, field.name) for field in fields(Plan)})
    try:
        sim = open_sandbox(plan, Kept(said.state))
    except ValueError as wrong:
        sys.exit(str(wrong))
    sim.save()
    asyncio.run(_serve(sim, said))


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m credora_agent.sandbox", description=__doc__)
    options.add_argument("--port", type=int, default=0, help="0 takes any free one")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--days", type=int, default=730, help="how long the shop has existed when it first starts")
    options.add_argument("--profile", default="demo", help="demo, or random: what the seed makes of it")
    options.add_argument("--shops", type=int, default=1)
    options.add_argument("--anchor", type=_moment, help="when the world began; the same anchor tells the same history")
    options.add_argument("--now", type=_moment, help="what time it is; default: the machine's")
    options.add_argument("--frozen", action="store_true", help="time stands still until the control plane moves it")
    options.add_argument("--state", type=Path, help="keep grants and the anchor here, over restarts")
    options.add_argument("--announce", type=Path, help="write the line of JSON here too")
    options.add_argument("--with-parent", action="store_true", help="end when standard input closes")
    return options


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def _serve(sim: Sandbox, said: argparse.Namespace) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    if said.with_parent:
        threading.Thread(target=_watch_parent, args=(loop, ended), daemon=True).start()
    async with serving(sim, port=said.port, live=True):
        line = json.dumps(announced(sim))
        if said.announce:
            await asyncio.to_thread(_write_whole, said.announce, line)
        print(line, flush=True)  # noqa: T201 - the line is the interface
        await ended.wait()
    sim.save()


def announced(sim: Sandbox) -> dict[str, Any]:
    """Return what a program that started the sandbox needs to know."""
    shops = [{"domain": domain, "currency": world.currency} for domain, world in sim.worlds.items()]
    return {"url": sim.url, "seed": sim.seed, "anchor": sim.anchor.isoformat(), "shops": shops, **sim.apps.as_json()}


def _write_whole(file: Path, text: str) -> None:
    beside = file.with_name(f".{file.name}.part")
    beside.write_text(f"{text}\n", encoding="utf-8")
    beside.replace(file)


def _watch_parent(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Wait for the end of standard input: the parent closed it, or is gone."""
    while os.read(sys.stdin.fileno(), 4096):  # unbuffered: a buffer's lock would outlive this thread
        pass
    loop.call_soon_threadsafe(ended.set)


if __name__ == "__main__":
    main()
