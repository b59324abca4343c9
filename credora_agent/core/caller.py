"""Who is asking: the one place a tenant comes from, never an argument a person or a model writes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from credora_agent.core.errors import UnknownShop

WORKER = UUID("c4ed04a0-0000-4000-8000-000000000002")
"""The background work itself: as nobody's shop it sees which shops, connections and streams there are, no more."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in user, and the shop they are working on (None before one is chosen)."""

    user_id: UUID
    tenant_id: UUID | None = None

    def at(self, tenant_id: UUID) -> Caller:
        """Return the same user working on that shop."""
        return Caller(self.user_id, tenant_id)

    @property
    def shop(self) -> UUID:
        """Return the shop they are working on. Raises UnknownShop when none is chosen."""
        if self.tenant_id is None:
            raise UnknownShop("No shop is chosen.", remedy="Name one with --shop.")
        return self.tenant_id
