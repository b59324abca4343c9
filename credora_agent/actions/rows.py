"""Finding an alert, a schedule or a document by what a person calls it: its id, or enough of its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

SHORTEST = 4
"""Characters of an id that may stand for it, where they fit one row only."""


class Row(Protocol):
    """What has an id."""

    @property
    def id(self) -> UUID:
        """Return what names it."""
        ...


R = TypeVar("R", bound=Row)


def called(given: str, rows: Iterable[R], *, what: str, listed_by: str) -> R:
    """Return the row of that id. Raises BadInput when none or several begin so."""
    said = given.strip().lower().replace("-", "")
    fits = [row for row in rows if row.id.hex.startswith(said)] if len(said) >= SHORTEST else []
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise BadInput(f"{len(fits)} {what}s begin with {given[:40]!r}.", remedy="Give more of the id.")
    raise BadInput(f"There is no {what} {given[:40]!r}.", remedy=f"Take an id from {listed_by}.")
