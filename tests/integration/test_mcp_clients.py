"""Clients others wrote, asking in their own ways: FastMCP's, its command line, and the agents SDK's."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from agents import Agent, RunConfig, Runner
from agents.mcp import MCPServerStdio, MCPServerStreamableHttp
from agents.testing import ScriptedModel, assistant_message, function_call
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from served_hub import ROOT, house, on_stdio, served_hub
from stocked_shop import stocked

from mcp_servers.hub import hub
from mcp_servers.identity import Identity, acting
from mcp_servers.servers import SERVERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from agents.mcp import MCPServer
    from served_hub import Hub, Local
    from shop_desk import Desk

    from credora_agent.core.db import Database
    from credora_agent.runtime import Urls

MARCH = {"start": "2026-03-01", "end": "2026-03-31"}
SALES = "30.00"
"""Three pieces at 10.00, sold in March."""
TOOLS = [tool.name for kind in SERVERS.values() for tool in kind.tools]
FASTMCP = str(Path(sys.executable).with_name("fastmcp"))


@pytest.fixture(scope="module")
async def shop(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Lend one shop with a row in every table."""
    return await stocked(database, tmp_path_factory.mktemp("clients"), "mine", "10.00")


@pytest.fixture(scope="module")
async def local(shop: Desk, urls: Urls) -> Local:
    """Lend how that shop is served on stdio."""
    return await on_stdio(shop, urls)


@pytest.fixture(scope="module")
async def served(database: Database) -> AsyncIterator[Hub]:
    """Lend the hub over HTTP."""
    async with served_hub(database) as hub:
        yield hub


@pytest.fixture(scope="module")
async def token(served: Hub, shop: Desk) -> str:
    """Lend a token to that shop that reads."""
    return await served.token(shop, ["read"])


async def test_in_memory_a_call_is_of_whoever_makes_it(database: Database, shop: Desk) -> None:
    """In one process the caller is a context variable; a client's session, opened without one, is nobody's."""
    held = house(database)
    try:
        async with Client(hub(held)) as client:
            assert [tool.name for tool in await client.list_tools()] == TOOLS
            nobody = await client.call_tool("cfo_pnl", MARCH, raise_on_error=False)
        with acting(Identity(shop.caller, frozenset({"read"}), "test")):
            result = await hub(held).call_tool("cfo_pnl", MARCH)
    finally:
        await held.close()
    assert nobody.structured_content["error"]["code"] == "not_signed_in"
    assert SALES in json.dumps(result.structured_content)


async def test_fastmcp_over_http(served: Hub, token: str) -> None:
    """With a token every tool is listed, in order, and a call is answered in text and data."""
    async with Client(served.url, auth=token) as client:
        assert [tool.name for tool in await client.list_tools()] == TOOLS
        _require_sales(await client.call_tool("cfo_pnl", MARCH))


async def test_fastmcp_on_stdio(local: Local) -> None:
    """A process of its own, ended with the client; nothing but the protocol is on its output."""
    way = StdioTransport(local.command, local.arguments, env=_variables(local), cwd=str(ROOT), keep_alive=False)
    async with Client(way) as client:
        assert [tool.name for tool in await client.list_tools()] == TOOLS
        _require_sales(await client.call_tool("cfo_pnl", MARCH))


async def test_the_agents_sdk_over_http(served: Hub, token: str) -> None:
    """A turn of its runner: the model asks for the tool, is given its answer, and ends."""
    way = {"url": served.url, "headers": {"Authorization": f"Bearer {token}"}}
    await _turn(MCPServerStreamableHttp(way, cache_tools_list=True, client_session_timeout_seconds=30))


async def test_the_agents_sdk_on_stdio(local: Local) -> None:
    """The same turn with a process of its own."""
    way: Any = {"command": local.command, "args": local.arguments, "env": _variables(local), "cwd": str(ROOT)}
    await _turn(MCPServerStdio(way, cache_tools_list=True, client_session_timeout_seconds=30))


async def test_the_command_line_of_fastmcp(served: Hub, token: str) -> None:
    """`fastmcp list` and `fastmcp call` with a bearer token."""
    listed = await _said("list", served.url, "--auth", token, "--json")
    assert [tool["name"] for tool in listed["tools"]] == TOOLS
    called = await _said("call", served.url, "cfo_pnl", "--input-json", json.dumps(MARCH), "--auth", token, "--json")
    assert SALES in json.dumps(called)


def _require_sales(result: Any) -> None:
    assert not result.is_error
    assert SALES in json.dumps(result.structured_content)
    assert SALES in result.content[0].text


async def _turn(server: MCPServer) -> None:
    asked = function_call("cfo_pnl", MARCH, call_id="1")
    model = ScriptedModel([[asked], [assistant_message("It netted something.")]])
    async with server:
        agent = Agent("cfo", model=model, mcp_servers=[server])
        ran = await Runner.run(agent, "What did we sell in March?", run_config=RunConfig(tracing_disabled=True))
    assert ran.final_output == "It netted something."
    model.assert_complete()
    assert model.first_call is not None
    assert [tool.name for tool in model.first_call.tools] == TOOLS
    assert SALES in json.dumps(model.calls[-1].input)


async def _said(*words: str) -> Any:
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        FASTMCP, *words, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=known | {"NO_PROXY": "127.0.0.1"}
    )
    out, err = await process.communicate()
    assert process.returncode == 0, (out, err)
    return json.loads(out)


def _variables(local: Local) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | local.variables
