"""The servers over stdio: one client, which is the person at this machine."""

from __future__ import annotations

import asyncio
import gc
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from credora_agent.core.errors import CredoraError
from mcp_servers.hub import hub
from mcp_servers.identity import Identity
from mcp_servers.servers import SERVERS
from mcp_servers.services import House, over

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from credora_agent.core.settings import Settings
    from mcp_servers.services import Services

LOG = logging.getLogger(__name__)


async def serve(settings: Settings, *, shop: str | None = None, names: Sequence[str] = tuple(SERVERS)) -> None:
    """Serve the servers named to the client on stdin and stdout until it leaves.

    Calls are made by the local user on the shop called `shop`, or on the only one there is.
    """

    async def local(services: Services) -> Identity:
        from credora_agent.runtime import LOCAL  # noqa: PLC0415 - loaded by the opening already

        tenant = await services.runtime.shop(shop)
        return Identity(LOCAL.at(tenant.id), frozenset({"read", "write"}), "stdio")

    house = House(lambda: opened(settings), local)
    opening = asyncio.create_task(_open(house))
    try:
        await hub(house, names).run_stdio_async(show_banner=False, log_level="WARNING")
    finally:
        opening.cancel()
        with suppress(asyncio.CancelledError):
            await opening
        await house.close()


async def _open(house: House) -> None:
    """Open what the first call will need; a fault is told by that call.

    Whoever started us may have stopped the collector meanwhile: what is loaded now stays, and it need not look there.
    """
    try:
        await house.services()
    except CredoraError as error:
        LOG.warning("%s", error)
    finally:
        gc.freeze()
        gc.enable()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Services]:
    """Yield services over a runtime of their own."""
    from credora_agent.runtime import open_runtime  # noqa: PLC0415 - a client is greeted before this is loaded

    async with open_runtime(settings) as runtime, over(runtime) as services:
        yield services
