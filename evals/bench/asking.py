"""`ask`: a question from the command line to its answer, a new process each time, the server warm."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from evals.bench.home import connect, credora, kept_up, temporary_home
from evals.bench.order_lines import write_orders
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.postgres.launch import Lease

LINES = 20_000
RUNS = {"small": 3, "full": 10}
QUESTIONS = ("how did november compare with october?", "net sales by month in 2011", "refunds in March 2011")
SHOP = ("--shop", "bench", "--currency", "GBP", "--timezone", "Europe/London")


def bench(scale: str) -> Result:
    """Return wall clock and CPU of `credora ask` over an invented shop's books, for information."""
    with temporary_home() as home:
        file = write_orders(home / "orders.csv.gz", LINES)
        with kept_up(home) as lease:
            say(f"ask: taking {LINES:,} invented lines in")
            credora(home, "import", str(file), *SHOP, "--json")
            cells = [cell for question in QUESTIONS for cell in _asked(home, question, RUNS[scale])]
            return Result(
                "ask", "one `credora ask --json`, a new process with the server up", "", tuple(cells),
                (f"the process only; the server's own CPU is not in it; {LINES:,} order lines in the books",),
                asyncio.run(_version(lease)),
            )  # fmt: skip


def _asked(home: Path, question: str, runs: int) -> list[Cell]:
    say(f"ask: {question}")
    command = ("ask", question, "--shop", "bench", "--today", "2011-12-10", "--json")
    answer = json.loads(credora(home, *command).out)
    taken = [credora(home, *command) for _ in range(runs)]
    said = "" if answer.get("figures") else "no figures in the answer"
    return [
        Cell(f"{question} wall", "s", Value.of([ran.wall for ran in taken], "s"), said=said),
        Cell(f"{question} CPU", "CPU s", Value.of([ran.cpu for ran in taken], "CPU s")),
    ]


async def _version(lease: Lease) -> str:
    connection = await connect(lease, as_owner=False)
    try:
        return str(await connection.fetchval("show server_version"))
    finally:
        await connection.close()
