"""How a prompt or a resource that cannot be had is answered: cause, remedy and code, in the protocol's error."""

from __future__ import annotations

import asyncio
import logging
import traceback
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastmcp.exceptions import FastMCPError
from mcp import MCPError
from mcp_types import INTERNAL_ERROR, INVALID_PARAMS

from credora_agent.core.errors import BadInput, CredoraError
from mcp_servers.serving import DEADLINE, TookTooLong, Unforeseen, refused
from mcp_servers.tool import NotAllowed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from mcp_servers.services import House
    from mcp_servers.tool import Context

LOG = logging.getLogger(__name__)


class Refused(FastMCPError, MCPError):
    """An error of ours as the protocol carries it: the text a tool would answer, the same with its code as data.

    Being the protocol's own error it is sent as it stands, and being FastMCP's it is logged below what is logged.
    """

    def __init__(self, error: CredoraError) -> None:
        told = refused(error)
        code = INVALID_PARAMS if isinstance(error, BadInput) else INTERNAL_ERROR
        MCPError.__init__(self, code, told.content[0].text, told.structured_content)  # type: ignore[union-attr]
        self.log_level = logging.DEBUG


@asynccontextmanager
async def reading(house: House, action: str, arguments: Mapping[str, Any]) -> AsyncIterator[Context]:
    """Yield what the caller may read with, as a call of that name in the audit log.

    Raises Refused, and nothing else, for whatever goes wrong within the block or before it.
    """
    try:
        async with house.call(action, {"arguments": dict(arguments)}) as context, asyncio.timeout(DEADLINE):
            if "read" not in context.scopes:
                raise NotAllowed("This needs the scope 'read', which was not granted.", remedy="Use a token with it.")  # noqa: TRY301
            yield context
    except CredoraError as error:
        raise Refused(error) from None
    except TimeoutError:
        raise Refused(TookTooLong("That took too long.", remedy="Try again.")) from None
    except Exception as fault:  # noqa: BLE001 - its message may quote anything
        where = "".join(traceback.format_tb(fault.__traceback__))
        LOG.error("%s failed: %s\n%s", action, type(fault).__name__, where)  # noqa: TRY400 - not its message
        raise Refused(Unforeseen("That failed inside Credora.", remedy="Try again; if it stays, report it.")) from None
