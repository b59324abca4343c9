"""`credora tokens` and `credora audit` as another process meets them."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from command_line import CommandLine

from credora_agent.access.tokens import admit, issue
from credora_agent.core import clock
from credora_agent.ledger.shops import LOCAL_USER, found_shop, new_shop
from credora_agent.runtime import LOCAL

if TYPE_CHECKING:
    from pathlib import Path

    from one_server import Server

    from credora_agent.core.db import Database
    from credora_agent.runtime import Urls
    from credora_agent.tables.tenants import Tenant


@pytest.fixture(scope="module")
async def shop(database: Database) -> Tenant:
    """Lend a shop of the person at this machine."""
    tenant = new_shop("mine", "GBP", "Europe/London")
    await database.write(LOCAL.at(tenant.id), lambda s: found_shop(s, tenant, LOCAL_USER))
    return tenant


@pytest.fixture(scope="module")
def cli(shop: Tenant, urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    folder = tmp_path_factory.mktemp("folder")
    return CommandLine(folder, CREDORA_DATABASE_URL=urls.app, CREDORA_HOME=str(folder / "home"), COLUMNS="120")


async def test_a_token_is_made_used_listed_and_revoked(cli: CommandLine, shop: Tenant, database: Database) -> None:
    """Made for 7 days to write: admitted to both scopes; listed without its text; revoked by its beginning, gone."""
    made = cli.json("tokens", "create", "--name", "laptop", "--scope", "write", "--days", "7")
    assert made["scopes"] == ["read", "write"]
    assert made["url"].endswith("/mcp")
    now = clock.now()
    admitted = await admit(database, made["token"], now=now)
    assert admitted is not None
    assert (admitted.caller.user_id, admitted.caller.tenant_id) == (LOCAL_USER, shop.id)
    assert admitted.scopes == {"read", "write"}
    assert admitted.expires_at is not None
    assert abs(admitted.expires_at - now - timedelta(days=7)) < timedelta(minutes=5)

    listed = cli.run("tokens", "list", "--json").stdout
    assert made["token"] not in listed
    (row,) = json.loads(listed)["tokens"]
    assert (row["id"], row["name"], row["state"]) == (made["id"], "laptop", "good")
    assert row["last_used_at"] is not None
    assert "hash" not in " ".join(row)

    assert "good for nothing" in cli.run("tokens", "revoke", made["id"][:8]).stdout
    assert await admit(database, made["token"], now=clock.now()) is None
    assert "revoked" in cli.run("tokens", "list").stdout


async def test_a_token_is_shown_once_and_reads_by_default(cli: CommandLine, database: Database) -> None:
    """As text: the token on a line of its own, the header to send, how to end it; scope read, 90 days."""
    said = cli.run("tokens", "create", "--name", "plain").stdout
    (secret,) = [line.strip() for line in said.splitlines() if line.strip().startswith("credora_")]
    assert said.count(secret) == 1
    assert "Authorization: Bearer credora_…" in said
    admitted = await admit(database, secret, now=clock.now())
    assert admitted is not None
    assert admitted.scopes == {"read"}
    assert await admit(database, secret, now=clock.now() + timedelta(days=91)) is None
    assert "plain" in cli.run("tokens", "revoke", "plain").stdout


def test_bad_words_are_refused_with_a_remedy(cli: CommandLine) -> None:
    """No letter in the name, a scope there is none of, a token there is none of; no day, no name at all."""
    for words in (["create", "--name", " \u200b "], ["create", "--name", "x", "--scope", "admin"], ["revoke", "0000"]):
        error = cli.json("tokens", *words, code=1)["error"]
        assert error["code"] == "bad_input"
        assert error["remedy"]
    cli.run("tokens", "create", "--name", "x", "--days", "0", code=2)
    cli.run("tokens", "create", code=2)


async def test_two_of_a_name_must_be_told_apart(cli: CommandLine, shop: Tenant, database: Database) -> None:
    """Both are named "twin": by the name it is refused, naming both ids; by id it works."""
    me, twin = LOCAL.at(shop.id), {"tenant": shop.id, "user": LOCAL_USER, "name": "twin", "scopes": ["read"]}
    rows = [(await database.write(me, lambda s: issue(s, expires_at=None, **twin)))[1] for _ in range(2)]
    error = cli.json("tokens", "revoke", "twin", code=1)["error"]
    assert all(str(row.id)[:8] in error["remedy"] for row in rows)
    assert cli.json("tokens", "revoke", str(rows[0].id))["id"] == str(rows[0].id)


async def test_the_log_tells_what_was_done(
    cli: CommandLine, shop: Tenant, server: Server, urls: Urls, tmp_path: Path
) -> None:
    """A token made and revoked: two entries newest first, the same as CSV; whole, until somebody rewrites one."""
    made = cli.json("tokens", "create", "--name", "=logged")
    cli.run("tokens", "revoke", made["id"])
    newest = cli.json("audit", "--limit", "2")["entries"]
    assert [entry["action"] for entry in newest] == ["token.revoked", "token.issued"]
    assert {entry["target"] for entry in newest} == {made["id"]}
    assert newest[1]["detail"]["name"] == "=logged"
    assert made["token"] not in json.dumps(newest)
    said = cli.run("audit").stdout
    assert "token.revoked" in said
    assert "you" in said

    cli.run("audit", "--csv", str(tmp_path / "log.csv"))
    rows = read(tmp_path / "log.csv")
    assert [int(row["seq"]) for row in rows] == list(range(newest[0]["seq"], 0, -1))
    assert rows[0]["action"] == "token.revoked"

    assert "none changed" in cli.run("audit", "--verify").stdout
    async with server.connect(urls.app.rpartition("/")[2].partition("?")[0]) as connection:
        await connection.execute("update audit_log set outcome = 'x' where seq = 2 and tenant_id = $1", shop.id)
    assert cli.json("audit", "--verify", code=1)["first_broken"] == 2


def read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
