"""An import killed at any moment leaves nothing or everything, and no reader ever sees half of one."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from asyncio.subprocess import DEVNULL
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from command_line import CommandLine
from shop_desk import Desk

from credora_agent.ledger.shops import shops_of
from credora_agent.reports.service import Reports
from credora_agent.runtime import LOCAL, books_of

if TYPE_CHECKING:
    from pathlib import Path

    from one_server import Server

    from credora_agent.core.db import Database
    from credora_agent.runtime import Urls

ROUNDS = 5
LINES = 40_000
HEAD = "order,sku,quantity,unit price,order date\n"


def generated(path: Path, lines: int) -> Path:
    """Write orders of three lines over 300 days: equal lines, cancellations and postage among them."""
    chance, first = random.Random(5), date(2025, 1, 1)  # noqa: S311 - the same at every run
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for n in range(lines):
            order, day = n // 3, first + timedelta(days=n * 300 // lines)
            price = f"{chance.randint(1, 5000) / 100:.2f}"
            code, back = ("POST" if n % 31 == 0 else f"S{chance.randint(1, 400)}"), n % 53 == 0
            file.write(f"{'C' * back}{order},{code},{-1 if back else chance.randint(1, 3)},{price},{day} 10:00\n")
    return path


async def shop(database: Database, slug: str, folder: Path) -> Desk:
    """Return the desk of a shop that the command line made."""
    tenants = await database.read(LOCAL, shops_of)
    tenant = next(each for each in tenants if each.slug == slug)
    return Desk(database, Reports(database), LOCAL.at(tenant.id), books_of(tenant), slug, folder)


@pytest.fixture
def cli(urls: Urls, tmp_path: Path) -> CommandLine:
    """Lend the command line over the module's database, with the file to import."""
    generated(tmp_path / "orders.csv", LINES)
    return CommandLine(tmp_path, CREDORA_DATABASE_URL=urls.app)


async def test_a_killed_import_is_nothing_or_everything(
    server: Server, database: Database, urls: Urls, cli: CommandLine
) -> None:
    """40,000 lines, kill -9 at 5 random moments of the time an uninterrupted import takes; then one more run.

    After each kill the books hold 0 rows or all; in the end every row, sum and record equals the other shop's.
    """
    chance = random.Random(2026)  # noqa: S311 - seeded, so that a failure comes again
    made = ("--currency", "GBP", "--timezone", "Europe/London")
    begun = time.monotonic()
    done = await asyncio.to_thread(cli.json, "import", "orders.csv", "--shop", "whole", *made)
    took = time.monotonic() - begun
    assert (done["rows"], done["rejected"]) == (LINES, 0)
    whole = await (await shop(database, "whole", cli.folder)).state()
    found = []
    for _ in range(ROUNDS):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "credora_agent", "import", "orders.csv", "--shop", "killed", *made,
            cwd=cli.folder, env=cli.env, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL,
        )  # fmt: skip
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), chance.uniform(0.25, 0.97) * took)
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await _quiet(server, urls)
        async with server.connect(_name(urls)) as connection:
            found.append(
                await connection.fetchrow(
                    "select (select count(*) from transactions), (select count(*) from source_records),"
                    " (select count(*) > 1 from import_runs), (select count(*) from tenants)"
                )
            )
    entries = len(whole["transactions"])
    nothing, everything = (entries, LINES, False, 1), (2 * entries, 2 * LINES, True, 2)
    assert {tuple(row) for row in found} <= {nothing, everything}
    assert tuple(found[0]) == nothing, "no kill fell into the import: nothing was shown"
    await asyncio.to_thread(cli.json, "import", "orders.csv", "--shop", "killed", *made)
    killed = await shop(database, "killed", cli.folder)
    assert await killed.state() == whole
    assert await killed.drift() == []


async def _quiet(server: Server, urls: Urls) -> None:
    """Wait until the server has noticed that its client is gone, and given its work up."""
    sql = "select count(*) from pg_stat_activity where datname = $1 and state <> 'idle'"
    async with server.connect() as connection:

        async def busy() -> bool:
            return bool(await connection.fetchval(sql, _name(urls)))

        begun = time.monotonic()
        while await busy():
            assert time.monotonic() - begun < 30
            await asyncio.sleep(0.02)


def _name(urls: Urls) -> str:
    return urls.app.split("?")[0].rpartition("/")[2]


async def test_a_reader_sees_the_old_books_until_the_new_ones_stand(database: Database, tmp_path: Path) -> None:
    """Books of 7.00; while 15,000 lines come in every look, one snapshot each, finds 7.00 and version 1; then all."""
    desk = await Desk.open(database, tmp_path)
    await desk.orders(HEAD + "a,X,1,7.00,2025-01-01 10:00\n")
    big = generated(tmp_path / "big.csv", 15_000)
    importing = asyncio.create_task(desk.orders(big))
    looks = []
    while not importing.done():
        looks += await desk.rows(
            "select (select sum(amount_micros) from pnl_daily where category = 'gross_sales')::bigint,"
            " (select count(*) from transactions), (select ledger_version from tenants where id = :shop)",
            shop=desk.shop.tenant,
        )
        await asyncio.sleep(0)
    old = (7_000_000, 1, 1)
    assert looks[:5] == [old] * 5
    assert {(count, version) for _, count, version in looks} <= {(1, 1), (15_001, 2)}
    assert {look for look in looks if look[2] == 1} == {old}
    assert importing.result().posted.added == 15_000
    assert (await desk.one("select count(*) from transactions"), await desk.version()) == (15_001, 2)
    assert await desk.drift() == []
