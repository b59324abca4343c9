"""Reading the shelf as it stands now: a page of its SKUs with what they cost, sell for and are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period

ShelfBy = Literal["most_sold", "most_stock", "lowest_margin", "title"]
InStock = Literal["all", "out", "low", "no_cost"]
ENOUGH = 14
"""Days at the rate of late sales below which stock is low."""


@dataclass(frozen=True, slots=True)
class Which:
    """SKUs on the shelf: all, one, those whose title or SKU has all the words, those in that state.

    `lately` are the days whose sales stand beside them.
    """

    today: date
    lately: Period
    words: tuple[str, ...] = ()
    sku: str | None = None
    stock: InStock = "all"

    @property
    def parameters(self) -> dict[str, object]:
        """Return what the statement takes."""
        return {
            "today": self.today, "start": self.lately.start, "end": self.lately.end, "days": self.lately.days,
            "enough": ENOUGH, "words": [word.lower() for word in self.words], "sku": self.sku, "stock": self.stock,
        }  # fmt: skip


class Place(NamedTuple):
    """Where a SKU stands in an order of them: its rank, how its title and itself begin, what tells equals apart."""

    rank: int
    start: str
    head: str
    tie: int


async def load_shelf_page(  # noqa: PLR0913 - which, in which order, and where to go on
    session: AsyncSession, tenant: UUID, which: Which, *, by: ShelfBy, after: Place | None, limit: int
) -> Sequence[Row[Any]]:
    """Return up to `limit` of those SKUs that come after a place, each beside what all that match come to.

    Always at least one row: of a page with nothing on it its `sku` is None.
    """
    names = ("after_rank", "after_start", "after_head", "after_tie")
    place = dict(zip(names, after or (None,) * len(names), strict=True))
    asked = {"tenant": tenant, **which.parameters, **place, "by": by, "limit": limit}
    return (await session.execute(statement("shelf_page"), asked)).all()
