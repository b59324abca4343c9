"""Who is let in to the servers over HTTP: a token with a scope, from a host we go by, as often as it may."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from fastmcp import Client
from served_hub import ENDLESS, free_port, listening, served_hub
from shop_desk import NOW
from starlette.applications import Starlette
from stocked_shop import stocked

from credora_agent.access import tokens
from credora_agent.core.settings import Settings
from credora_agent.reports.service import Reports
from credora_agent.runtime import Runtime
from mcp_servers.http import mounted
from mcp_servers.servers import SERVERS
from mcp_servers.services import House, over

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from served_hub import Hub
    from shop_desk import Desk

    from credora_agent.core.db import Database

MARCH = {"start": "2026-03-01", "end": "2026-03-31"}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
HEADERS = {
    "accept": "application/json, text/event-stream",
    "content-type": "application/json",
    "mcp-protocol-version": "2025-11-25",
}


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    """Lend a shop with a row in every table."""
    return await stocked(database, tmp_path, "mine", "10.00")


@pytest.fixture
async def hub(database: Database) -> AsyncIterator[Hub]:
    """Lend the servers on a port."""
    async with served_hub(database) as served:
        yield served


async def ask(url: str, **headers: str) -> httpx2.Response:
    """Return the answer to a list of tools asked for with these headers."""
    async with httpx2.AsyncClient(trust_env=False) as http:
        return await http.post(url, json=LIST, headers={**HEADERS, **headers})


async def test_nobody_is_refused_and_told_where_tokens_come_from(hub: Hub) -> None:
    """401 without a body; the challenge leads to the resource's metadata, which names who authorizes."""
    refused = await ask(hub.url)
    assert (refused.status_code, refused.content) == (401, b"")
    _, _, rest = refused.headers["www-authenticate"].partition('resource_metadata="')
    async with httpx2.AsyncClient(trust_env=False) as http:
        said = (await http.get(rest.rstrip('"'))).json()
    assert said["resource"] == hub.url
    assert said["scopes_supported"] == ["read", "write"]
    assert said["authorization_servers"] == [hub.url.removesuffix("/mcp")]


@pytest.mark.parametrize("given", ["x", "credora_", "credora_" + "A" * 64, "credora_" + "é" * 64, "A" * 5000])
async def test_a_text_that_is_no_token_is_refused(hub: Hub, given: str) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        headers = {
            **{name: value.encode() for name, value in HEADERS.items()},
            "authorization": b"Bearer " + given.encode(),
        }
        refused = await http.post(hub.url, json=LIST, headers=headers)
    assert refused.status_code == 401


async def test_a_revoked_token_ends_at_once(hub: Hub, desk: Desk) -> None:
    """The same text, asked with before and after."""
    given = await hub.token(desk)
    assert (await ask(hub.url, authorization=f"Bearer {given}")).status_code == 200
    ((number,),) = await desk.rows("select id from api_tokens where name = 'test'")
    await desk.database.write(desk.caller, lambda s: tokens.revoke(s, desk.shop.tenant, number, now=NOW))
    assert (await ask(hub.url, authorization=f"Bearer {given}")).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "127.0.0.1.evil.example"}, 421),
    ],
)
async def test_a_rebound_host_or_a_foreign_page_is_refused(
    hub: Hub, desk: Desk, headers: dict[str, str], status: int
) -> None:
    """Even with a good token: a page that got hold of one through a browser comes with its own origin."""
    given = await hub.token(desk)
    assert (await ask(hub.url, authorization=f"Bearer {given}", **headers)).status_code == status


async def test_each_server_at_its_path_has_its_own_tools_and_mcp_has_all(hub: Hub, desk: Desk) -> None:
    given, found = await hub.token(desk), {}
    for path in ("mcp", *SERVERS):
        async with Client(hub.url.removesuffix("mcp") + path, auth=given) as client:
            found[path] = [tool.name for tool in await client.list_tools()]
    assert found["mcp"] == [name for server in SERVERS for name in found[server]]
    assert all(name.startswith(f"{server}_") for server in SERVERS for name in found[server])


async def test_a_tool_there_is_none_of_is_told_in_a_few_words(hub: Hub, desk: Desk) -> None:
    """A name of five thousand characters comes back as sixty characters, with those there are."""
    given = await hub.token(desk)
    async with Client(hub.url, auth=given) as client:
        refused = await client.call_tool("x" * 5_000, {}, raise_on_error=False)
    said = refused.structured_content["error"]
    assert said["code"] == "bad_input"
    assert len(said["cause"]) < 100
    assert "cfo_pnl" in said["remedy"]


async def test_a_read_token_sees_what_changes_but_cannot_use_it(hub: Hub, desk: Desk) -> None:
    given = await hub.token(desk, scopes=("read",))
    async with Client(hub.url, auth=given) as client:
        refused = await client.call_tool("cfo_apply", {"plan_id": "x"}, raise_on_error=False)
    assert refused.is_error
    assert refused.structured_content["error"]["code"] == "not_allowed"
    assert "--scope write" in refused.structured_content["error"]["remedy"]


async def test_every_call_is_in_the_log_with_its_outcome_and_without_the_token(desk: Desk, database: Database) -> None:
    """One good call, one with bad arguments; the log is written by the time the server is closed."""
    async with served_hub(database) as hub:
        given = await hub.token(desk)
        async with Client(hub.url, auth=given) as client:
            await client.call_tool("cfo_pnl", MARCH)
            await client.call_tool("cfo_pnl", {"start": "never"}, raise_on_error=False)
    rows = await desk.rows("select action, outcome, detail::text from audit_log where via = 'mcp' order by seq")
    assert [(action, outcome) for action, outcome, _ in rows] == [("tool.cfo_pnl", "ok"), ("tool.cfo_pnl", "bad_input")]
    details = [json.loads(detail) for *_, detail in rows]
    assert details[0]["arguments"] == MARCH
    assert all(detail["by"].startswith("token:") for detail in details)
    assert given not in str(rows)


async def test_who_calls_too_often_is_told_when_to_come_back(desk: Desk, database: Database) -> None:
    """A burst of 5 and then one in 100 seconds: the sixth request's call is refused with the seconds to wait."""
    with free_port() as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        limits: dict[str, Any] = {**ENDLESS, "mcp_burst": 5, "mcp_per_second": 0.01}
        runtime = Runtime(Settings(public_url=origin, **limits), database, Reports(database))
        mounts = mounted(House(lambda: over(runtime, now=lambda: NOW)), runtime)
        site = Starlette(routes=list(mounts.routes), lifespan=lambda _: mounts.lifespan())
        how = {"tenant": desk.shop.tenant, "user": desk.caller.user_id, "name": "t", "expires_at": None}
        given, _ = await desk.database.write(desk.caller, lambda s: tokens.issue(s, scopes=["read"], **how))
        async with listening(site, listener), Client(f"{origin}/mcp", auth=given) as client:
            answers = [await client.call_tool("cfo_status", {}, raise_on_error=False) for _ in range(8)]
    assert not answers[0].is_error
    said = answers[-1].structured_content["error"]
    assert said["code"] == "rate_limited"
    assert 0 < said["retry_after"] <= 100


async def test_a_fault_of_ours_shows_nothing_of_itself(desk: Desk, hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    """A table that is gone is told as one sentence; the log names the fault's kind and place, not its text."""
    given = await hub.token(desk)
    tool = next(tool for tool in SERVERS["cfo"].tools if tool.name == "cfo_status")
    kept, secret = tool.run, "credora_" + "S" * 64
    object.__setattr__(tool, "run", _broken(secret))
    try:
        async with Client(hub.url, auth=given) as client:
            refused = await client.call_tool("cfo_status", {}, raise_on_error=False)
    finally:
        object.__setattr__(tool, "run", kept)
    assert refused.structured_content["error"]["code"] == "internal"
    assert "cfo_status failed: ValueError" in caplog.text
    for shown in (str(refused), caplog.text):
        assert secret not in shown


def _broken(secret: str) -> Any:
    async def run(*_: object) -> None:
        raise ValueError(secret)

    return run
