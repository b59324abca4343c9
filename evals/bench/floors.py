"""What an import can never beat: reading the file and nothing else, and copying its rows into a bare table."""

from __future__ import annotations

import csv
import gzip
from time import perf_counter
from typing import TYPE_CHECKING, Any

from evals.bench.home import connect

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.postgres.launch import Lease


def read_with_csv(path: Path) -> tuple[int, float]:
    """Return how many rows Python's own csv reader finds below the header, and the seconds it took."""
    began = perf_counter()
    with _text(path) as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    return rows, perf_counter() - began


async def copy_rows(lease: Lease, path: Path) -> tuple[int, float, str]:
    """Return how many rows one COPY puts into a table without index or key, the seconds, and Postgres' version."""
    with _text(path) as file:
        header = next(csv.reader(file))
    owner = await connect(lease, as_owner=True)
    try:
        await owner.execute(f"create table bench_copy ({', '.join(f'c{i} text' for i in range(len(header)))})")
        began = perf_counter()
        with _bytes(path) as raw:
            done = await owner.copy_to_table("bench_copy", source=raw, format="csv", header=True)
        seconds = perf_counter() - began
        await owner.execute("drop table bench_copy")
        return int(done.split()[-1]), seconds, str(await owner.fetchval("show server_version"))
    finally:
        await owner.close()


def _text(path: Path) -> Any:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", newline="", encoding="utf-8", errors="replace")
    return path.open(newline="", encoding="utf-8", errors="replace")


def _bytes(path: Path) -> Any:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")
