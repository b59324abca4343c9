"""Tokens at rest and in motion: sealed, renewed once, never lost with an answer, moved to a new key under load."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from credora_agent.core.crypto import BadSeal, Key, KeyRing, UnknownKey
from credora_agent.core.db import Database
from credora_agent.core.settings import Settings
from credora_agent.platforms.base import DeadToken, Grant, Passing
from credora_agent.sync.connections import keys
from credora_agent.sync.connections.vault import StoredTokens, expiries, forget_tokens, keep_tokens, read_token
from credora_agent.tables.sources import Connection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from shop_desk import Desk

    from credora_agent.runtime import Urls

SOON = timedelta(hours=1)
LOST = Passing("No answer came.", remedy="It is tried again.", platform="shopify")
DEAD = DeadToken("The app was uninstalled.", remedy="Connect Shopify again.", platform="shopify")


class Rotating:
    """A token endpoint as Shopify's: each renewal rotates; the previous refresh token holds until the new one is used.

    `lose` answers are computed and then lost on the way back; `dead` ends every grant.
    """

    def __init__(self, *, life: timedelta = SOON) -> None:
        self.life, self.lose, self.dead, self.asked = life, 0, False, 0
        self.valid = {"r0"}
        self._numbers = count(1)

    async def __call__(self, refresh_token: str | None) -> Grant:
        """Answer a renewal."""
        self.asked += 1
        await asyncio.sleep(0.01)
        if self.dead or refresh_token not in self.valid:
            raise DEAD
        number = next(self._numbers)
        self.valid = {str(refresh_token), f"r{number}"}
        if self.lose:
            self.lose -= 1
            raise LOST
        return Grant(f"a{number}", datetime.now(UTC) + self.life, f"r{number}")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lend the home of the module's database: what is sealed in it stays openable."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def ring(home: Path) -> KeyRing:
    """Lend the ring as a process that starts now has it."""
    return KeyRing.load(Settings(home=home))


async def connected(desk: Desk, ring: KeyRing, grant: Grant | None = None, **columns: Any) -> Connection:
    """Return a new Shopify connection of the shop, with a token just granted."""
    connection = Connection(
        tenant_id=desk.shop.tenant, id=uuid4(), platform="shopify", account=f"{uuid4().hex}.myshopify.com",
        provides=[], status="connected", **columns,
    )  # fmt: skip
    granted = grant or Grant("a0", datetime.now(UTC) + SOON, "r0")

    async def store(session: Any) -> None:
        session.add(connection)
        await session.flush()
        await keep_tokens(session, ring, connection, granted)

    await desk.database.write(desk.caller, store)
    return connection


def stored(desk: Desk, ring: KeyRing, connection: Connection, refresh: Callable[..., Awaitable[Grant]]) -> StoredTokens:
    return StoredTokens(desk.database, desk.caller, ring, connection, refresh)


async def status(desk: Desk, connection: Connection) -> tuple[str, Any]:
    ((said, problem),) = await desk.rows(
        "select status, problem from platform_connections where id = :id", id=connection.id
    )
    return said, problem


async def kept(desk: Desk, ring: KeyRing, connection: Connection, field: str) -> str | None:
    return await desk.database.read(desk.caller, lambda s: read_token(s, ring, connection, field))


async def test_a_token_is_kept_sealed_and_read_back(books: Desk, ring: KeyRing) -> None:
    connection = await connected(books, ring, Grant("canary-access", None, "canary-refresh"))
    assert await stored(books, ring, connection, Rotating()).current() == "canary-access"
    raw = await books.rows("select sealed, key_id, expires_at from tokens order by field")
    assert [(key, end) for _, key, end in raw] == [(ring.newest, None)] * 2
    assert not any(b"canary" in sealed for sealed, *_ in raw)


async def test_a_refused_token_is_renewed_and_both_are_kept(books: Desk, ring: KeyRing) -> None:
    """The pair the platform answered with is the pair in the rows before anybody uses it."""
    connection, platform = await connected(books, ring), Rotating()
    tokens = stored(books, ring, connection, platform)
    assert await tokens.renewed(await tokens.current()) == "a1"
    assert [await kept(books, ring, connection, field) for field in ("access", "refresh")] == ["a1", "r1"]
    assert await tokens.current() == "a1"


async def test_a_token_about_to_end_is_renewed_before_use(books: Desk, ring: KeyRing) -> None:
    soon = Grant("a0", datetime.now(UTC) + timedelta(seconds=30), "r0")
    connection = await connected(books, ring, soon)
    assert await stored(books, ring, connection, Rotating()).current() == "a1"
    ends = await books.database.read(books.caller, lambda s: expiries(s, connection))
    assert (ends["access"] or datetime.min.replace(tzinfo=UTC)) > datetime.now(UTC) + timedelta(minutes=50)


async def test_a_renewal_that_repeats_no_refresh_token_keeps_the_old_one(books: Desk, ring: KeyRing) -> None:
    """Google's answer carries an access token only."""

    async def google(refresh_token: str | None) -> Grant:
        assert refresh_token == "r0"  # noqa: S105
        return Grant("a1")

    connection = await connected(books, ring)
    assert await stored(books, ring, connection, google).renewed("a0") == "a1"
    assert await kept(books, ring, connection, "refresh") == "r0"


async def test_of_many_refused_workers_one_renews(urls: Urls, books: Desk, ring: KeyRing) -> None:
    """Twelve workers on three pools, all refused at once: one request to the platform, one token for everybody."""
    connection, platform = await connected(books, ring), Rotating()
    pools = [Database(urls.app) for _ in range(3)]
    workers = [StoredTokens(pool, books.caller, ring, connection, platform) for pool in pools for _ in range(4)]
    assert await asyncio.gather(*(worker.renewed("a0") for worker in workers)) == ["a1"] * 12
    assert platform.asked == 1
    for pool in pools:
        await pool.close()


async def test_a_lost_answer_loses_no_access(books: Desk, ring: KeyRing) -> None:
    """The platform rotated and its answer never came, twice: the refresh token we still have is tried, and works."""
    connection, platform = await connected(books, ring), Rotating()
    platform.lose = 2
    tokens = stored(books, ring, connection, platform)
    for _ in range(2):
        with pytest.raises(Passing):
            await tokens.renewed("a0")
        assert await kept(books, ring, connection, "refresh") == "r0"
    assert await tokens.renewed("a0") == "a3"
    assert await kept(books, ring, connection, "refresh") == "r3"
    assert await status(books, connection) == ("connected", None)


async def test_a_dead_token_asks_for_the_merchant_and_for_nobody_else(books: Desk, ring: KeyRing) -> None:
    """That connection needs attention, says why and what to do; its neighbour works on, and nobody keeps asking."""
    dying, neighbour = await connected(books, ring), await connected(books, ring)
    platform, healthy = Rotating(), Rotating()
    platform.dead = True
    for _ in range(3):
        with pytest.raises(DeadToken, match="uninstalled"):
            await stored(books, ring, dying, platform).renewed("a0")
    assert platform.asked == 1
    problem = {"code": "needs_reconnect", "cause": "The app was uninstalled.", "remedy": "Connect Shopify again."}
    assert await status(books, dying) == ("needs_attention", problem)
    assert await stored(books, ring, neighbour, healthy).renewed("a0") == "a1"
    assert await status(books, neighbour) == ("connected", None)


async def test_a_disconnected_account_has_no_token(books: Desk, ring: KeyRing) -> None:
    connection, platform = await connected(books, ring), Rotating()
    await books.database.write(books.caller, lambda s: forget_tokens(s, connection))
    tokens = stored(books, ring, connection, platform)
    for attempt in (tokens.current(), tokens.renewed("a0")):
        with pytest.raises(DeadToken, match="disconnected"):
            await attempt
    assert platform.asked == 0


async def test_a_row_moved_to_another_connection_never_opens(books: Desk, ring: KeyRing) -> None:
    """A ciphertext copied between two connections of the same shop is refused."""
    mine, other = await connected(books, ring, Grant("mine")), await connected(books, ring, Grant("other"))
    swap = text(
        "update tokens set sealed = (select sealed from tokens where connection_id = :a) where connection_id = :b"
    )
    await books.database.write(books.caller, lambda s: s.execute(swap, {"a": mine.id, "b": other.id}))
    with pytest.raises(BadSeal):
        await stored(books, ring, other, Rotating()).current()
    assert await stored(books, ring, mine, Rotating()).current() == "mine"
    passed = await keys.reseal(books.database, ring.rotated())
    assert other.id in passed.unopened
    assert mine.id not in passed.unopened
    assert await stored(books, ring, mine, Rotating()).current() == "mine"


async def test_a_missing_key_is_named_before_anything_starts(books: Desk, ring: KeyRing) -> None:
    await connected(books, ring)
    await keys.require_keys(books.database, KeyRing([Key.fresh(), *ring._keys.values()]))
    others = await books.rows("select distinct key_id from tokens")
    with pytest.raises(UnknownKey, match=others[0][0]):
        await keys.require_keys(books.database, KeyRing([Key.fresh()]))


async def test_keys_turn_over_under_load(urls: Urls, books: Desk, ring: KeyRing, home: Path) -> None:
    """F13: six workers, each with the ring it began with, read and renew without a pause while every row is moved.

    No call fails, no access is lost, and in the end the newest key alone opens everything.
    """
    pool = Database(urls.app)
    connections = [await connected(books, ring) for _ in range(6)]
    stop = asyncio.Event()

    async def work(connection: Connection) -> int:
        own, platform, calls = KeyRing.load(Settings(home=home)), Rotating(), 0
        while not stop.is_set():
            tokens = StoredTokens(pool, books.caller, own, connection, platform)
            await tokens.renewed(await tokens.current())
            calls += 1
        return calls

    workers = [asyncio.create_task(work(connection)) for connection in connections]
    newest = ring
    try:
        for _ in range(3):
            newest = newest.rotated()
            await keys.reseal(books.database, newest, batch=3)
            await asyncio.sleep(0.1)
    finally:
        stop.set()
        calls = await asyncio.gather(*workers, return_exceptions=True)
    assert all(isinstance(each, int) and each > 3 for each in calls), calls
    await keys.reseal(books.database, newest)
    alone = KeyRing([newest._keys[newest.newest]])
    for connection in connections:
        assert await kept(books, alone, connection, "refresh")
        assert await kept(books, alone, connection, "access")
    assert await books.rows("select distinct key_id from tokens") == [(newest.newest,)]
    await pool.close()
