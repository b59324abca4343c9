"""Two graders nobody of us wrote look at the tools as they are listed: their schemas, and what they might hide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fastmcp import Client
from served_hub import house
from toolchain import from_pypi

from mcp_servers.hub import hub

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database

GRADER = "agent-friend==0.209.0"
SCANNER = "cisco-ai-mcp-scanner==4.8.7"
A = 93
"""Of 100, as it grades."""


@pytest.fixture
async def surface(database: Database, tmp_path: Path) -> list[dict[str, Any]]:
    """Lend the tools as a client lists them."""
    async with Client(hub(house(database))) as client:
        return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in await client.list_tools()]


async def test_the_schemas_are_graded_a(surface: list[dict[str, Any]], tmp_path: Path) -> None:
    """agent-friend: 166 checks of names, descriptions and schemas without a warning, and small enough for an A."""
    (tmp_path / "tools.json").write_text(json.dumps(surface))
    validated = await from_pypi(GRADER, "agent-friend", "validate", "tools.json", cwd=tmp_path)
    graded = await from_pypi(GRADER, "agent-friend", "grade", "tools.json", "--json", cwd=tmp_path)
    told = json.loads(graded.out)
    assert told["tool_count"] == len(surface)
    assert (told["correctness"]["errors"], told["correctness"]["warnings"]) == (0, 0), validated
    assert told["overall_score"] >= A, told


async def test_the_scanner_finds_nothing(surface: list[dict[str, Any]], tmp_path: Path) -> None:
    """Cisco's scanner with its own YARA rules, offline: no tool description smells of injection or worse."""
    (tmp_path / "tools.json").write_text(json.dumps({"tools": surface}))
    scan = ["--analyzers", "yara", "--format", "raw", "static", "--tools", "tools.json"]
    told = await from_pypi(SCANNER, "mcp-scanner", *scan, cwd=tmp_path)
    results = json.loads(told.out)["scan_results"]
    assert len(results) == len(surface), told
    assert [each for each in results if not each["is_safe"]] == []
