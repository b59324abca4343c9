"""The servers by themselves: `python -m mcp_servers`, on stdio, or over HTTP at port 8001."""

from __future__ import annotations

import asyncio

from credora_agent.core.settings import Settings
from mcp_servers.stdio import serve

if __name__ == "__main__":
    asyncio.run(serve(Settings()))
