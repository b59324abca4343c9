"""The tool surface as clients see it, committed as `contract.json`: a change to it is seen in review.

`python -m mcp_servers.contract` writes it anew.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp_servers.hub import hub
from mcp_servers.servers import SERVERS
from mcp_servers.services import House, Services

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FILE = Path(__file__).with_name("contract.json")


async def surface() -> dict[str, list[dict[str, Any]]]:
    """Return each server's tools as they are listed, in their order."""
    house = House(_nothing)
    return {
        name: [
            tool.to_mcp_tool().model_dump(mode="json", by_alias=True, exclude_none=True)
            for tool in await hub(house, (name,)).list_tools()
        ]
        for name in SERVERS
    }


def written(found: dict[str, list[dict[str, Any]]]) -> str:
    """Return a surface as the file holds it."""
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


@asynccontextmanager
async def _nothing() -> AsyncIterator[Services]:
    raise AssertionError("listing asks nothing")
    yield


if __name__ == "__main__":
    FILE.write_text(written(asyncio.run(surface())), encoding="utf-8")
