"""How many tokens of models a shop may still spend on a day, and what it has spent: counted in one statement each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from credora_agent.core.errors import BadInput
from credora_agent.tables.threads import ModelUsage

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession, WriteSession


class Usage(NamedTuple):
    """What models read, wrote and cost (10⁻⁶ US dollars) for a shop on a day, and in how many turns."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int = 0
    turns: int = 0

    @property
    def tokens(self) -> int:
        """Return the tokens of both kinds."""
        return self.tokens_in + self.tokens_out


class Budget:
    """The tokens of a day of every shop; `daily_tokens` is the setting `llm_daily_tokens`, each shop's own."""

    def __init__(self, database: Database, *, daily_tokens: int) -> None:
        self._database, self._daily = database, daily_tokens

    async def left(self, caller: Caller, day: date) -> int:
        """Return how many tokens the caller's shop may still spend that day; never less than none."""
        return max(0, self._daily - (await self.usage(caller, day)).tokens)

    async def usage(self, caller: Caller, day: date) -> Usage:
        """Return what the shop has spent that day, with what is reserved."""
        return await self._database.read(caller, partial(_usage, me=caller, day=day))

    async def reserve(self, caller: Caller, day: date, tokens: int) -> bool:
        """Set tokens aside for a turn that begins, and tell whether so many were left; whoever else asks waits.

        Give them back by `spend`; what a process that died had set aside stays spent.
        """
        if tokens < 0:
            raise BadInput("No turn takes less than no tokens.", remedy="Reserve none or more.")
        return await self._database.write(
            caller, partial(_reserve, me=caller, day=day, tokens=tokens, most=self._daily)
        )

    async def spend(  # noqa: PLR0913 - what a turn spent
        self,
        caller: Caller,
        day: date,
        tokens_in: int,
        tokens_out: int,
        cost_micros: int,
        *,
        reserved: int = 0,
    ) -> Usage:
        """Count what a turn spent in place of what was `reserved` for it, and return the day's usage with it."""
        if min(tokens_in, tokens_out, cost_micros, reserved) < 0:
            raise BadInput("Nothing spent is below nothing.", remedy="Give what the model said it used.")
        spent = Usage(tokens_in - reserved, tokens_out, cost_micros, 1)
        return await self._database.write(caller, partial(_add, me=caller, day=day, spent=spent))


async def _usage(session: ReadSession, me: Caller, day: date) -> Usage:
    of = select(*_columns()).where(ModelUsage.tenant_id == me.shop, ModelUsage.day == day)
    row = (await session.execute(of)).one_or_none()
    return Usage(*row) if row else Usage()


async def _reserve(session: WriteSession, me: Caller, day: date, tokens: int, most: int) -> bool:
    if tokens > most:
        return False
    room = ModelUsage.tokens_in + ModelUsage.tokens_out + tokens <= most
    return (await session.execute(_added(me, day, Usage(tokens), room))).one_or_none() is not None


async def _add(session: WriteSession, me: Caller, day: date, spent: Usage) -> Usage:
    return Usage(*(await session.execute(_added(me, day, spent, None))).one())


def _added(me: Caller, day: date, spent: Usage, room: Any) -> Any:
    """Return the statement that adds to the day's row, where there is `room`, and returns it as it stands then."""
    row = insert(ModelUsage).values(tenant_id=me.shop, day=day, **spent._asdict())
    grown = {name: getattr(ModelUsage, name) + value for name, value in spent._asdict().items()}
    of = row.on_conflict_do_update(index_elements=["tenant_id", "day"], set_=grown, where=room)
    return of.returning(*_columns())


def _columns() -> Any:
    return tuple(getattr(ModelUsage, name) for name in Usage._fields)
