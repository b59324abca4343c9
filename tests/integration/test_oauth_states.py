"""A consent's state opens the door once, for ten minutes, to the browser, platform and shop it was made for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from shop_desk import Desk

from credora_agent.core.crypto import Key, KeyRing
from credora_agent.platforms.base import BadCallback
from credora_agent.sync.connections.states import Journey, Return, Ticket, begin_journey, end_journey, tenant_of

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RING = KeyRing([Key.fresh()])
BROWSER = "b" * 43


async def begun(desk: Desk, **how: Any) -> Ticket:
    journey = Journey(desk.shop.tenant, "shopify", BROWSER, "mine.myshopify.com", **how)
    return await desk.database.write(desk.caller, lambda s: begin_journey(s, RING, journey, now=NOW))


async def ended(desk: Desk, back: Return, now: datetime = NOW) -> tuple[Journey, Ticket]:
    return await desk.database.write(desk.caller, lambda s: end_journey(s, RING, back, now=now))


async def test_a_state_brings_back_what_it_was_made_for(books: Desk) -> None:
    ticket = await begun(books, return_to="/platforms", sandbox=True)
    journey, back = await ended(books, Return(ticket.state, "shopify", BROWSER))
    assert back == ticket
    assert journey == Journey(books.shop.tenant, "shopify", BROWSER, "mine.myshopify.com", "/platforms", sandbox=True)


async def test_only_hashes_are_stored(books: Desk) -> None:
    """Neither the state, nor the browser's session, nor the verifier can be read from the row."""
    ticket = await begun(books)
    stored = str(await books.rows("select oauth_states::text, verifier from oauth_states"))
    for secret in (ticket.state, ticket.state.partition(".")[2], ticket.verifier, BROWSER):
        assert secret not in stored
        assert secret not in repr(ticket)


async def test_a_state_works_once(books: Desk) -> None:
    ticket = await begun(books)
    back = Return(ticket.state, "shopify", BROWSER)
    await ended(books, back)
    with pytest.raises(BadCallback, match="used before"):
        await ended(books, back)


async def test_of_two_at_once_one_gets_in(books: Desk) -> None:
    back = Return((await begun(books)).state, "shopify", BROWSER)
    came = await asyncio.gather(*(ended(books, back) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(each, tuple) for each in came) == 1
    assert sum(isinstance(each, BadCallback) for each in came) == 5


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"browser": "c" * 43}, "another browser"),
        ({"browser": None}, "another browser"),
        ({"platform": "meta_ads"}, "another platform"),
        ({"state": "." + "x" * 43}, "nothing that Credora sent"),
        ({"state": ""}, "nothing that Credora sent"),
        ({"state": "ä" * 70}, "nothing that Credora sent"),
    ],
)
async def test_a_state_of_anything_else_is_refused_and_stays_good(books: Desk, changed: Any, why: str) -> None:
    """Whoever tries it elsewhere does not use it up for the one it is for."""
    good = Return((await begun(books)).state, "shopify", BROWSER)
    with pytest.raises(BadCallback, match=why):
        await ended(books, replace(good, **changed))
    await ended(books, good)


async def test_a_state_lasts_ten_minutes(books: Desk) -> None:
    back = Return((await begun(books)).state, "shopify", BROWSER)
    with pytest.raises(BadCallback, match="ten minutes"):
        await ended(books, back, NOW + timedelta(minutes=10, seconds=1))
    await ended(books, back, NOW + timedelta(minutes=9, seconds=59))


async def test_another_shop_s_state_is_not_found(books: Desk, database: Database, tmp_path: Path) -> None:
    """Bound to my shop, their state does not exist; nor does mine under their name."""
    theirs = await Desk.open(database, tmp_path)
    ticket = await begun(theirs)
    mine = Return(ticket.state, "shopify", BROWSER)
    moved = replace(mine, state=f"{books.shop.tenant.hex}.{ticket.state.partition('.')[2]}")
    for back in (mine, moved):
        with pytest.raises(BadCallback, match="nothing that Credora sent"):
            await ended(books, back)
    assert (await ended(theirs, mine))[0].tenant == theirs.shop.tenant


NOBODYS = UUID(int=7)


@pytest.mark.parametrize("state", ["", ".", "x", f"{NOBODYS}.x", f"{'0' * 32}.", f"{'0' * 31}g.x", f"{'0' * 32}\n.x"])
def test_what_is_no_state_of_ours_is_refused(state: str) -> None:
    with pytest.raises(BadCallback):
        tenant_of(state)


async def test_old_states_are_swept_out(books: Desk) -> None:
    await begun(books)
    later = Journey(books.shop.tenant, "shopify", BROWSER)
    await books.database.write(books.caller, lambda s: begin_journey(s, RING, later, now=NOW + timedelta(days=2)))
    assert await books.one("select count(*) from oauth_states") == 1
