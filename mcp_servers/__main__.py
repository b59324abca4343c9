"""The servers by themselves: `python -m mcp_servers`, on stdio, or over HTTP at port 8001."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

import uvicorn

from credora_agent.core.errors import CredoraError
from credora_agent.core.settings import Settings
from mcp_servers import stdio
from mcp_servers.servers import SERVERS

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(given: Sequence[str] | None = None) -> int:
    """Serve what the command line asks for until the client leaves or Ctrl-C; return the exit code."""
    asked = _parser().parse_args(given)
    names = (asked.server,) if asked.server else tuple(SERVERS)
    try:
        if asked.http:
            asyncio.run(serve_http(Settings(), names, host=asked.host, port=asked.port))
        else:
            asyncio.run(stdio.serve(Settings(), shop=asked.shop, names=names))
    except CredoraError as error:
        print(f"{error.cause} {error.remedy}", file=sys.stderr)  # noqa: T201 - stdout is the protocol's
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


async def serve_http(settings: Settings, names: Sequence[str], *, host: str, port: int) -> None:
    """Serve the servers named over HTTP until a signal ends it; tokens are those of `credora tokens create`."""
    from credora_agent.runtime import open_runtime  # noqa: PLC0415 - `--help` and stdio's greeting do without
    from mcp_servers.http import alone  # noqa: PLC0415 - as above

    if "public_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"public_url": f"http://{host}:{port}"})
    async with open_runtime(settings) as runtime:
        config = uvicorn.Config(
            alone(runtime, names),
            host=host,
            port=port,
            access_log=False,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        print(f"Serving {', '.join(names)} at {settings.public_url}/mcp. Ctrl-C stops it.", file=sys.stderr)  # noqa: T201
        await uvicorn.Server(config).serve()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mcp_servers", description=__doc__)
    parser.add_argument("--server", choices=tuple(SERVERS), help="only this one; all of them by default")
    parser.add_argument("--http", action="store_true", help="over HTTP, for clients with a token; else on stdio")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--shop", help="whose books, on stdio; the only shop by default")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
