"""What-ifs a shop keeps by name: their levers as an address has them, never their results."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from credora_agent.core.errors import BadInput
from credora_agent.core.text import plain_text
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.schemas import Schema
from credora_agent.tables.planning import SavedScenario

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import WriteSession

LONGEST_NAME, LONGEST_ASKED = 80, 2_000
MOST = 100


class Saved(Schema):
    """A what-if that is kept: `asked` is the query its page has."""

    id: UUID
    name: str
    asked: str
    saved_at: datetime


class Kept(Schema):
    """The what-ifs a shop keeps, by name."""

    scenarios: tuple[Saved, ...]


async def listed(session: AsyncSession, tenant: UUID) -> tuple[Saved, ...]:
    """Return the shop's what-ifs by name."""
    asked = select(SavedScenario).where(SavedScenario.tenant_id == tenant).order_by(SavedScenario.name)
    return tuple(Saved.model_validate(row) for row in await session.scalars(asked))


async def keep(session: WriteSession, caller: Caller, name: str, asked: str) -> Saved:
    """Keep a what-if by a name, in place of one of that name. Raises BadInput for no name, or for too many kept."""
    tenant, called = tenant_of(caller), plain_text(name, longest=LONGEST_NAME)
    if not called:
        raise BadInput("A what-if is kept by a name.", remedy="Give it one, such as “Price +8 %”.")
    if len(asked) > LONGEST_ASKED:
        raise BadInput("These are too many levers to keep.", remedy="Keep fewer of them.")
    kept = select(func.count()).where(SavedScenario.tenant_id == tenant, SavedScenario.name != called)
    if (await session.scalar(kept) or 0) >= MOST:
        raise BadInput(f"{MOST} what-ifs are kept already.", remedy="Remove one first.")
    values = {"id": uuid4(), "name": called, "asked": asked, "saved_by": caller.user_id}
    put = insert(SavedScenario).values(tenant_id=tenant, **values)
    put = put.on_conflict_do_update(
        index_elements=["tenant_id", "name"],
        set_={"asked": put.excluded.asked, "saved_by": put.excluded.saved_by, "saved_at": func.now()},
    )
    return Saved.model_validate((await session.execute(put.returning(SavedScenario))).scalar_one())


async def forget(session: WriteSession, tenant: UUID, scenario: UUID) -> bool:
    """Forget a what-if; tell whether it was there."""
    where = (SavedScenario.tenant_id == tenant, SavedScenario.id == scenario)
    return bool((await session.execute(delete(SavedScenario).where(*where))).rowcount)  # type: ignore[attr-defined]
