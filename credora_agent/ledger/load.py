"""Reading the books: the views and rows that reports are made of, each by one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.core.period import Period
from credora_agent.ledger.entries import Category
from credora_agent.ledger.statements import statement
from credora_agent.ledger.view import Books, DailyView, daily_view

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession


class Only(NamedTuple):
    """Which of the rows behind a figure: all, or those of one SKU, one campaign, one order.

    A campaign is named by its key, "platform:account:campaign", an order by its reference.
    """

    sku: str | None = None
    campaign: str | None = None
    order: str | None = None

    @property
    def parameters(self) -> dict[str, str | None]:
        """Return what the statements take; those of no single order do not name one."""
        ad_days = f"{self.campaign.partition(':')[2]}:" if self.campaign else None
        return {"sku": self.sku, "ad_days": ad_days, **({} if self.order is None else {"order": self.order})}


ALL = Only()


async def load_books(session: AsyncSession, tenant: UUID) -> Books:
    """Return what is known about the shop's books as a whole."""
    row = (await session.execute(statement("books"), {"tenant": tenant})).one()
    return Books(
        shop=row.slug,
        currency=row.currency,
        timezone=row.timezone,
        recorded=Period(row.first_day, row.last_day) if row.first_day else None,
        provides=frozenset(Category(category) for category in row.provides),
        version=row.ledger_version,
        as_of=row.ledger_changed_at,
    )


async def load_state(session: AsyncSession, tenant: UUID) -> str:
    """Return a text that is another as soon as the books, the plan, marks, streams or alerts are."""
    return str((await session.execute(statement("state"), {"tenant": tenant})).scalar_one())


async def load_daily(session: AsyncSession, tenant: UUID, period: Period) -> DailyView:
    """Return the daily sums of the period."""
    return daily_view(await _rows(session, "daily", tenant, period))  # type: ignore[arg-type]


async def load_stated(session: AsyncSession, tenant: UUID, period: Period) -> Sequence[Row[Any]]:
    """Return (connection, currency, stated, records): what each source states for the period, in micros."""
    return await _rows(session, "stated_totals", tenant, period)


async def load_booked(session: AsyncSession, tenant: UUID, period: Period) -> Sequence[Row[Any]]:
    """Return (connection, category, currency, booked, converted, entries, unconverted) of the period, in micros."""
    return await _rows(session, "booked_totals", tenant, period)


async def load_booked_by_day(session: AsyncSession, tenant: UUID) -> Sequence[Row[Any]]:
    """Return (local_date, category, currency, booked) of all the shop's books, in micros as booked."""
    return (await session.execute(statement("booked_by_day"), {"tenant": tenant})).all()


async def load_entries(  # noqa: PLR0913 - what is asked, and where to go on
    session: AsyncSession,
    tenant: UUID,
    period: Period,
    categories: Sequence[Category],
    *,
    after: tuple[date, int],
    limit: int,
    only: Only = ALL,
) -> Sequence[Row[Any]]:
    """Return up to `limit` current rows of those categories that come after (day, id), in the books' order."""
    asked = {"categories": [category.value for category in categories], "limit": limit, **only.parameters}
    name = "entries_of_order" if only.order is not None else "entries"
    return await _rows(session, name, tenant, period, after_day=after[0], after_id=after[1], **asked)


async def load_entries_total(
    session: AsyncSession, tenant: UUID, period: Period, categories: Sequence[Category], only: Only = ALL
) -> tuple[int, int]:
    """Return how many current rows those categories have in the period, and their sum in reporting micros."""
    asked: dict[str, object] = {"categories": [category.value for category in categories]}
    name = "entries_total" if only == ALL else "entries_total_of" if only.order is None else "entries_total_of_order"
    row = (await _rows(session, name, tenant, period, **asked, **(only.parameters if only != ALL else {})))[0]
    return int(row.entries), int(row.amount_micros)


async def load_called(session: AsyncSession, tenant: UUID, order: str) -> Sequence[Row[Any]]:
    """Return (connection_id, order_ref, local_date) of the orders of that reference, else of that name; none if none.

    The day is None for an order the books have rows of, but that is not placed or placed no more.
    """
    return (await session.execute(statement("orders_called"), {"tenant": tenant, "order": order})).all()


async def load_entry(session: AsyncSession, tenant: UUID, entry_id: int) -> Row[Any] | None:
    """Return that ledger row, current or not, with its record and the account it is in; None if there is none."""
    return (await session.execute(statement("entry"), {"tenant": tenant, "id": entry_id})).one_or_none()


async def load_history(session: AsyncSession, tenant: UUID, entry_id: int) -> Sequence[Row[Any]]:
    """Return every version of the component that ledger row belongs to, oldest first; none if there is no such row."""
    return (await session.execute(statement("history"), {"tenant": tenant, "id": entry_id})).all()


async def load_runs(session: AsyncSession, tenant: UUID, limit: int = 20) -> Sequence[Row[Any]]:
    """Return the latest import runs of files, newest first."""
    return (await session.execute(statement("runs"), {"tenant": tenant, "limit": limit})).all()


async def load_last_mapping(session: AsyncSession, tenant: UUID, platform: str, account: str) -> Any:
    """Return how the last file of that source was read, as JSON values; None if there was none."""
    parameters = {"tenant": tenant, "platform": platform, "account": account}
    return (await session.execute(statement("last_mapping"), parameters)).scalar_one_or_none()


async def _rows(session: AsyncSession, name: str, tenant: UUID, period: Period, **more: object) -> Sequence[Row[Any]]:
    parameters = {"tenant": tenant, "start": period.start, "end": period.end, **more}
    return (await session.execute(statement(name), parameters)).all()
