"""What MCP clients are shown: committed, within its budget, each tool and argument described."""

from __future__ import annotations

import json
from typing import Any

import pytest

from credora_agent.core.prompts import FOLDER, prompt
from evals.tokens import count
from mcp_servers.contract import FILE, surface, written
from mcp_servers.levers import Lever
from mcp_servers.schema import texts
from mcp_servers.servers import SERVERS

OUR_OWN = {"asked", "compare_start", "compare_end", "lowest_first", "paths", "seed"}
"""Arguments that only our own agent and tests give: no schema has them."""
MOST_TOOLS, MOST_TOKENS, MOST_INSTRUCTIONS = 24, 4_000, 150


@pytest.fixture(scope="module")
async def shown() -> dict[str, list[dict[str, Any]]]:
    """Lend the surface as it is now."""
    return await surface()


async def test_the_surface_is_the_committed_one(shown: dict[str, list[dict[str, Any]]]) -> None:
    """Run `python -m mcp_servers.contract` after a change that is meant, and have it reviewed."""
    assert written(shown) == FILE.read_text(encoding="utf-8")


async def test_all_tools_together_stay_within_the_budget(shown: dict[str, list[dict[str, Any]]]) -> None:
    """Names, descriptions and schemas of all, as a model pays for them in each conversation."""
    tools = [tool for server in shown.values() for tool in server]
    paid = [{key: tool[key] for key in ("name", "description", "inputSchema")} for tool in tools]
    assert len(tools) <= MOST_TOOLS
    assert count(json.dumps(paid, separators=(",", ":"))) <= MOST_TOKENS


def test_instructions_are_short() -> None:
    assert count(prompt("mcp/instructions")) <= MOST_INSTRUCTIONS


async def test_no_text_is_left_over(shown: dict[str, list[dict[str, Any]]]) -> None:
    """Each description file is a tool's, each argument text an argument's."""
    named = {f"{server}/{tool['name']}" for server, tools in shown.items() for tool in tools}
    files = {f"{path.parent.name}/{path.stem}" for path in (FOLDER / "tools").glob("*/*.md")}
    assert files == named
    used: set[str] = set()
    for tool in (tool for kind in SERVERS.values() for tool in kind.tools):
        said = {
            f"{tool.name}.{name}" if f"{tool.name}.{name}" in texts() else name for name in tool.arguments.model_fields
        }
        used |= said | {tool.name for name in said if "{it}" in texts().get(name, "")}
    parts = {f"levers.{part}" for part in Lever.model_fields}
    assert set(texts()) == (used | parts) - OUR_OWN


async def test_no_argument_names_a_shop_or_a_secret(shown: dict[str, list[dict[str, Any]]]) -> None:
    """Identity is never an argument: no tenant, shop, token or key."""
    names = {name for tools in shown.values() for tool in tools for name in tool["inputSchema"]["properties"]}
    assert not {name for name in names if any(word in name for word in ("tenant", "shop", "token", "secret", "key"))}


def test_each_server_stands_alone() -> None:
    assert tuple(SERVERS) == ("cfo", "shopify", "meta", "google")
