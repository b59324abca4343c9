"""What the site is built over: handed in by whoever composes it, so that it runs over any runtime and any sync."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from credora_agent.actions.service import Actions
from credora_agent.reports.service import Reports
from credora_agent.web.visitor import Visitors

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from starlette.routing import BaseRoute

    from credora_agent.agent.events import Stream
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database
    from credora_agent.core.settings import Settings
    from credora_agent.platforms.shopify.webhooks import Delivery
    from credora_agent.sync.connections.connect import Connect
    from credora_agent.tables.tenants import Tenant


class Mounts(Protocol):
    """Routes served beside the site's own, and what must be open while they are."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes."""
        ...

    @property
    def lifespan(self) -> Callable[[], AbstractAsyncContextManager[None]]:
        """Return what opens them."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """The site's parts.

    `shop(slug, user)` finds the books a person means, as `Runtime.shop`; `user` is the person at this machine.
    `on_webhook` notes a verified delivery and returns at once; `sync_status(caller)` is anything JSON can say.
    `on_connected` is called after a consent was kept, so that the first sync begins now. `mounts` are what others
    serve at this address. `chat` takes a turn for a caller, event by event, and keeps it before it says that it is
    done; without it there is no `/chat`. `visitors` tell who is asking, `reports` answer, `actions` change.
    """

    settings: Settings
    database: Database
    connect: Connect
    user: Caller
    shop: Callable[[str | None, Caller], Awaitable[Tenant]]
    on_webhook: Callable[[Delivery], Awaitable[None]]
    sync_status: Callable[[Caller], Awaitable[Mapping[str, Any] | list[Any]]]
    on_connected: Callable[[Caller], Awaitable[None]] | None = None
    mounts: Mounts | None = None
    chat: Stream | None = None
    visitors: Visitors = field(init=False)
    reports: Reports = field(init=False)
    actions: Actions = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "visitors", Visitors(self.database, self.settings, self.user))
        object.__setattr__(self, "reports", Reports(self.database))
        object.__setattr__(self, "actions", Actions(self.database, self.reports))
