"""Tokens: who is let in, with what, and how often; who is not."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from shop_desk import NOW, Desk
from sqlalchemy import text

from credora_agent.access.limits import SHOP_TIMES, USUAL, Limits
from credora_agent.access.tokens import PREFIX, Admission, admit, issue, listed, revoke
from credora_agent.core.db import Database
from credora_agent.core.errors import BadInput
from credora_agent.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credora_agent.runtime import Urls
    from credora_agent.tables.access import ApiToken

WIDE = Limits(10_000, 10_000.0)


async def made(
    desk: Desk, scopes: Iterable[str] = ("read", "write"), *, days: int | None = 90, **more: Any
) -> tuple[str, ApiToken]:
    """Make a token of the desk's person, good for so many days from NOW."""
    expires_at = None if days is None else NOW + timedelta(days=days)
    wanted = {"tenant": desk.shop.tenant, "user": desk.caller.user_id, "name": "laptop", "expires_at": expires_at}
    return await desk.database.write(desk.caller, lambda s: issue(s, scopes=scopes, **(wanted | more)))


async def admitted(desk: Desk, given: str, **how: Any) -> Admission | None:
    return await admit(desk.database, given, **({"now": NOW, "limits": WIDE} | how))


async def change(desk: Desk, sql: str, **values: Any) -> None:
    await desk.database.write(desk.caller, lambda s: s.execute(text(sql), values))


async def test_a_token_is_its_person_s_word(books: Desk) -> None:
    """Issued to read and write for 90 days: admitted as that person in that shop, with that name and end."""
    given, row = await made(books)
    found = await admitted(books, given)
    assert found == Admission(
        caller=books.caller, token_id=row.id, scopes=frozenset({"read", "write"}), expires_at=NOW + timedelta(days=90),
        name="laptop", kind="api", grant_id=None, wait=0.0,
    )  # fmt: skip


async def test_only_a_hash_is_kept(books: Desk) -> None:
    """Neither the text nor its secret half is anywhere in the row."""
    given, _ = await made(books)
    row = await books.one("select api_tokens::text from api_tokens")
    assert given not in row
    assert given[len(PREFIX) + 22 :] not in row
    assert await books.one("select octet_length(secret_hash) from api_tokens") == 32


async def test_a_wrong_secret_of_a_real_shop_is_nobody_s(books: Desk) -> None:
    """The right shop, every single character of the secret changed in turn: none is let in."""
    given, _ = await made(books)
    for place in range(len(PREFIX) + 22, len(given), 3):
        other = "A" if given[place] != "A" else "B"
        assert await admitted(books, given[:place] + other + given[place + 1 :]) is None


async def test_a_secret_is_no_good_at_another_shop(books: Desk, database: Database, tmp_path: Any) -> None:
    """Their id before my secret, my id before theirs, and a shop that is none: nobody."""
    other = await Desk.open(database, tmp_path)
    mine, _ = await made(books)
    theirs, _ = await made(other)
    cut = len(PREFIX) + 21  # the 16 bytes of the id are 21 characters and a bit
    assert await admitted(books, theirs[:cut] + mine[cut:]) is None
    assert await admitted(books, mine[:cut] + theirs[cut:]) is None
    assert await admitted(books, PREFIX + "A" * 64) is None


async def test_it_ends_at_its_moment(books: Desk) -> None:
    """A microsecond before: good. At the moment: not. One without an end stays good."""
    given, row = await made(books, days=1)
    assert row.expires_at is not None
    assert await admitted(books, given, now=row.expires_at - timedelta(microseconds=1))
    assert await admitted(books, given, now=row.expires_at) is None
    endless, _ = await made(books, days=None)
    assert await admitted(books, endless, now=NOW + timedelta(days=3650))


async def test_a_revoked_one_is_over_at_once(books: Desk) -> None:
    """Revoked twice: out from the first, whose moment stays; another token of the same person is untouched."""
    (given, row), (other, _) = await made(books), await made(books)
    for now in (NOW, NOW + timedelta(days=1)):
        gone = await books.database.write(
            books.caller, lambda s, now=now: revoke(s, books.shop.tenant, row.id, now=now)
        )
        assert gone is not None
        assert gone.revoked_at == NOW
    assert await admitted(books, given) is None
    assert await admitted(books, other)
    nobody_s = uuid4()
    assert await books.database.write(books.caller, lambda s: revoke(s, books.shop.tenant, nobody_s, now=NOW)) is None


async def test_another_shop_s_token_cannot_be_revoked(books: Desk, database: Database, tmp_path: Any) -> None:
    other = await Desk.open(database, tmp_path)
    given, row = await made(other)
    assert await database.write(books.caller, lambda s: revoke(s, other.shop.tenant, row.id, now=NOW)) is None
    assert await admitted(other, given)


async def test_who_leaves_the_shop_takes_the_token_along(books: Desk) -> None:
    """The membership ends: nobody; it begins again: the old token stays dead."""
    given, _ = await made(books)
    member = {"tenant": books.shop.tenant, "user": books.caller.user_id}
    await change(books, "delete from memberships where tenant_id = :tenant and user_id = :user", **member)
    assert await admitted(books, given) is None
    await change(books, "insert into memberships (tenant_id, user_id, role) values (:tenant, :user, 'owner')", **member)
    assert await admitted(books, given) is None


@pytest.mark.parametrize(
    ("role", "may"), [("owner", {"read", "write"}), ("analyst", {"read", "write"}), ("viewer", {"read"})]
)
async def test_a_token_can_do_no_more_than_its_person(books: Desk, role: str, may: set[str]) -> None:
    """Issued to an owner to read and write; then the role changes: a viewer's token only reads."""
    given, _ = await made(books)
    await change(books, "update memberships set role = :role", role=role)
    found = await admitted(books, given)
    assert found is not None
    assert found.scopes == may


async def test_what_was_asked_for_is_what_is_given(books: Desk) -> None:
    """A token to read is not one to write, whatever the person may."""
    given, _ = await made(books, ["read"])
    found = await admitted(books, given)
    assert found is not None
    assert found.scopes == {"read"}


@pytest.mark.parametrize(
    "wrong", [{"name": " \u200b\n"}, {"scopes": []}, {"scopes": ["admin"]}, {"scopes": ["read", ""]}, {"user": uuid4()}]
)
async def test_what_cannot_be_issued_is_refused(books: Desk, wrong: dict[str, Any]) -> None:
    """No name, no scope, an unknown one, a stranger: refused with a remedy, and nothing is stored."""
    with pytest.raises(BadInput) as refused:
        await made(books, wrong.pop("scopes", ("read",)), **wrong)
    assert refused.value.remedy
    assert await books.one("select count(*) from api_tokens") == 0


async def test_a_viewer_gets_none_to_write(books: Desk) -> None:
    await change(books, "update memberships set role = 'viewer'")
    with pytest.raises(BadInput, match="viewer"):
        await made(books, ["read", "write"])
    assert (await made(books, ["read"]))[1].scopes == ["read"]


async def test_use_is_noted_once_a_minute(books: Desk) -> None:
    """At 0, 30 and 59 s: noted at 0. At 60 s: noted anew."""
    given, _ = await made(books)
    seen = []
    for seconds in (0, 30, 59, 60):
        await admitted(books, given, now=NOW + timedelta(seconds=seconds))
        seen.append((await books.one("select last_used_at from api_tokens") - NOW).total_seconds())
    assert seen == [0, 0, 0, 60]


async def test_the_list_is_of_one_shop_and_one_kind(books: Desk, database: Database, tmp_path: Any) -> None:
    other = await Desk.open(database, tmp_path)
    await made(other)
    _, mine = await made(books)
    await made(books, kind="access")
    found = await database.read(books.caller, lambda s: listed(s, books.shop.tenant))
    assert [row.id for row in found] == [mine.id]


def test_the_usual_limits_are_the_settings_own() -> None:
    assert Limits.of(Settings()) == USUAL == Limits(60, 20.0)


async def test_a_used_up_token_is_told_how_long_to_wait(books: Desk) -> None:
    """3 at once, one back every 2 s: the 4th waits, and what is refused takes nothing more."""
    limits = Limits(3, 0.5)
    given, _ = await made(books)
    waits = [found.wait for found in [await admitted(books, given, limits=limits) for _ in range(6)] if found]
    assert waits[:3] == [0, 0, 0]
    assert all(1.5 < wait <= 2 for wait in waits[3:])
    await change(books, "update rate_limits set updated_at = updated_at - interval '2 seconds'")
    again = await admitted(books, given, limits=limits)
    assert again is not None
    assert again.wait == 0


async def test_one_token_out_of_bounds_takes_nothing_from_the_others(books: Desk) -> None:
    """20 calls of a token that may 2: the shop's bucket of 10 has paid for 2, and a second token is let in twice."""
    limits = Limits(2, 0.001)
    (loud, _), (quiet, _) = await made(books), await made(books)
    heard = [await admitted(books, loud, limits=limits) for _ in range(20)]
    assert sum(found.wait == 0 for found in heard if found) == 2
    shop = f"shop:{books.shop.tenant}"
    assert await books.one("select available from rate_limits where key = :key", key=shop) == pytest.approx(8, abs=0.1)
    heard = [await admitted(books, quiet, limits=limits) for _ in range(2)]
    assert [found.wait for found in heard if found] == [0, 0]


async def test_all_tokens_of_a_shop_share_its_limits(books: Desk) -> None:
    """Two calls a token at once, so 10 a shop: 5 tokens call twice, a sixth waits for the shop, 1 / (5 · 0.01/s)."""
    limits = Limits(2, 0.01)
    for _ in range(SHOP_TIMES):
        given, _ = await made(books)
        heard = [await admitted(books, given, limits=limits) for _ in range(2)]
        assert [found.wait for found in heard if found] == [0, 0]
    sixth = await admitted(books, (await made(books))[0], limits=limits)
    assert sixth is not None
    assert 18 < sixth.wait <= 20


async def test_takers_at_once_never_exceed_the_bucket(urls: Urls, books: Desk) -> None:
    """8 processes' worth of callers with one token for 1 s, 20 at once, 60/s: at every call let in n ≤ 20 + 60·t."""
    limits, (given, _) = Limits(20, 60.0), await made(books)
    databases = [Database(urls.app) for _ in range(8)]
    for database in databases:
        await database.read(books.caller, lambda s: s.execute(text("select 1")))
    began, let_in = time.perf_counter(), []

    async def caller(database: Database) -> None:
        while (since := time.perf_counter() - began) < 1:
            found = await admit(database, given, now=NOW, limits=limits)
            assert found is not None
            if found.wait == 0:
                let_in.append(time.perf_counter() - began)
            else:
                await asyncio.sleep(min(found.wait, 1 - since + 0.01))

    await asyncio.gather(*(caller(database) for database in databases))
    for database in databases:
        await database.close()
    for number, moment in enumerate(sorted(let_in), 1):
        assert number <= 20 + 60 * moment + 1e-6, (number, moment)
    assert len(let_in) >= 40


async def test_limits_that_are_set_anew_hold_at_once(books: Desk) -> None:
    """A bucket of 100 of which 1 is taken becomes one of 2: two calls more. Used up, 1000/s: a call soon after."""
    given, _ = await made(books)
    waits = []
    for limits in (Limits(100, 0.001), *[Limits(2, 0.001)] * 3):
        found = await admitted(books, given, limits=limits)
        assert found is not None
        waits.append(found.wait)
    assert waits[:3] == [0, 0, 0]
    assert waits[3] > 900
    await asyncio.sleep(0.01)
    found = await admitted(books, given, limits=Limits(2, 1000.0))
    assert found is not None
    assert found.wait == 0


async def test_tokens_under_one_grant_share_a_bucket(books: Desk) -> None:
    """A fresh access token is no way around the limit of the one before: 2 calls with the first, none with the next."""
    grant = uuid4()
    await change(
        books,
        "insert into oauth_grants (tenant_id, id, user_id, client_id, client_name, redirect_uri, scopes, request_hash,"
        " family_hash, code_hash, code_challenge, code_expires_at)"
        " values (:tenant, :grant, :user, 'https://a.eu', 'a', 'https://a.eu', '{read}', '', '', '', '', now())",
        tenant=books.shop.tenant, grant=grant, user=books.caller.user_id,
    )  # fmt: skip
    limits, waits = Limits(2, 0.01), []
    for given, _ in [await made(books, kind="access", grant=grant) for _ in range(2)]:
        for _ in range(2):
            found = await admitted(books, given, limits=limits)
            assert found is not None
            assert found.grant_id == grant
            waits.append(found.wait)
    assert waits[:2] == [0, 0]
    assert all(90 < wait <= 100 for wait in waits[2:])
