"""What every kind of change works with: on whose behalf, over what, and what it says before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credora_agent.reports.asking import tenant_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database
    from credora_agent.reports.service import Reports


@dataclass(frozen=True, slots=True)
class Desk:
    """Who wants something, of which shop, on which day in its zone and at which moment."""

    database: Database
    reports: Reports
    caller: Caller
    today: date
    now: datetime

    @property
    def tenant(self) -> UUID:
        """Return the shop. Raises UnknownShop when none is chosen."""
        return tenant_of(self.caller)


@dataclass(frozen=True, slots=True)
class Draft:
    """A change as it is put to a person: in words, what is so now, and what would be.

    `state` is what it rests on, as JSON: when that is otherwise by the time it is to be made, it is not made.
    """

    summary: str
    before: str | None = None
    after: str | None = None
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and the id of what came of it; a document has a link, a schedule its next time."""

    says: str
    id: str | None = None
    link: str | None = None
    next_at: datetime | None = None
