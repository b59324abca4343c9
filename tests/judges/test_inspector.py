"""The Inspector's command line, in both eras, over HTTP and stdio: its strict listing is empty of problems."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from served_hub import ROOT, on_stdio, served_hub
from stocked_shop import stocked

from mcp_servers.servers import SERVERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from toolchain import Judges, Ran

    from credora_agent.core.db import Database
    from credora_agent.runtime import Urls

MARCH = json.dumps({"start": "2026-03-01", "end": "2026-03-31"})
TOOLS = [tool.name for kind in SERVERS.values() for tool in kind.tools]
WAYS = [(way, era) for way in ("http", "stdio") for era in ("legacy", "modern")]


@pytest.fixture(scope="module")
async def ways(
    database: Database, urls: Urls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, list[str]]]:
    """Lend the words that lead to one stocked shop: by HTTP with a token, and by a process on stdio."""
    desk = await stocked(database, tmp_path_factory.mktemp("inspected"), "mine", "10.00")
    local = await on_stdio(desk, urls)
    variables = [word for name, value in local.variables.items() for word in ("-e", f"{name}={value}")]
    async with served_hub(database) as hub:
        header = f"Authorization: Bearer {await hub.token(desk, ['read'])}"
        yield {
            "http": ["--transport", "http", "--server-url", hub.url, "--header", header],
            "stdio": [*variables, "--cwd", str(ROOT), local.command, *local.arguments],
        }


@pytest.mark.parametrize(("way", "era"), WAYS)
async def test_what_is_listed_is_what_there_is(judges: Judges, ways: dict[str, list[str]], way: str, era: str) -> None:
    """Every tool in its order, none with a schema that other clients would stumble over (--strict exits with 6)."""

    async def listed(method: str, *options: str) -> Any:
        return _told(await judges.inspector(*_asking(ways[way], era, method, *options)))

    tools = (await listed("tools/list", "--strict"))["tools"]
    assert [tool["name"] for tool in tools] == TOOLS
    if way == "http":
        assert (await listed("resources/list"))["resources"] is not None
        assert (await listed("prompts/list"))["prompts"] is not None


@pytest.mark.parametrize(("way", "era"), WAYS)
async def test_a_call_is_answered(judges: Judges, ways: dict[str, list[str]], way: str, era: str) -> None:
    """Three sales at 10.00 in March: the text says so, and so do the data."""
    call = ["--tool-name", "cfo_pnl", "--tool-args-json", MARCH]
    told = _told(await judges.inspector(*_asking(ways[way], era, "tools/call", *call)))
    assert not told.get("isError"), told
    assert "30.00" in json.dumps(told["structuredContent"])
    assert "30.00" in told["content"][0]["text"]


def _asking(way: list[str], era: str, method: str, *options: str) -> list[str]:
    asked = ["--method", method, *options, "--protocol-era", era, "--format", "json", "--quiet"]
    return [*asked, *way]


def _told(ran: Ran) -> Any:
    assert ran.code == 0, ran
    return json.loads(ran.out)["result"]
