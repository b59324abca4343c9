"""F1, short: what was acknowledged is there after every kill."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import asyncpg
from postgres_home import Home, connect, kill, until

if TYPE_CHECKING:
    from credora_agent.core.postgres.launch import Lease

WRITERS = 4
ROUNDS = 3
# The last is asyncpg's own confusion when the socket breaks between two of its steps.
LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


async def test_no_acknowledged_row_is_lost(home_on_disk: Home) -> None:
    """4 writers commit while every Postgres process is killed, 3 rounds: 0 lost, up again in < 30 s each time."""
    with home_on_disk.ensure() as lease:
        setup = await connect(lease)
        await setup.execute("create table kept (writer int, n int, primary key (writer, n))")
        await setup.close()
        acknowledged: list[set[int]] = [set() for _ in range(WRITERS)]
        over = asyncio.Event()
        writers = [asyncio.create_task(_write(lease, who, acknowledged[who], over)) for who in range(WRITERS)]
        slowest = 0.0
        for _ in range(ROUNDS):
            slowest = max(slowest, await _kill_all(home_on_disk, acknowledged))
        over.set()
        await asyncio.gather(*writers)
        reader = await connect(lease)
        rows = {(row["writer"], row["n"]) for row in await reader.fetch("select writer, n from kept")}
        await reader.close()
    promised = {(who, n) for who, done in enumerate(acknowledged) for n in done}
    assert len(promised) > 100 * ROUNDS, f"only {len(promised)} commits: too few to say anything"
    assert promised - rows == set(), f"lost of {len(promised)}"
    assert slowest < 30


async def _kill_all(home: Home, acknowledged: list[set[int]]) -> float:
    """Kill every server process amid writing; return the seconds until every writer had a commit again."""
    await asyncio.sleep(0.6)
    for pid in home.pids():
        try:
            kill(pid)
        except ProcessLookupError:
            continue
    begun, before = time.monotonic(), [len(done) for done in acknowledged]

    def all_write() -> bool:
        return all(len(done) > count + 1 for done, count in zip(acknowledged, before, strict=True))

    await asyncio.to_thread(until, all_write, 30)
    return time.monotonic() - begun


async def _write(lease: Lease, who: int, done: set[int], over: asyncio.Event) -> None:
    n = 0
    while not over.is_set():
        try:
            connection = await connect(lease)
            while not over.is_set():
                n += 1
                await connection.execute("insert into kept values ($1, $2)", who, n)
                done.add(n)
            await connection.close()
        except LOST:
            await asyncio.to_thread(lease.revive)
