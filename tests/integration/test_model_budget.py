"""A shop's tokens of a day: counted to the last one however many turns end at once, and never overdrawn."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

import pytest
from shop_desk import Desk

from credora_agent.agent.budget import Budget, Usage
from credora_agent.core.errors import BadInput
from credora_agent.core.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database

TODAY, TOMORROW = date(2026, 11, 30), date(2026, 12, 1)


async def test_fifty_turns_at_once_are_all_counted(books: Desk, database: Database) -> None:
    """50 × (100 in, 20 out, 30 micros): 5,000, 1,000 and 1,500; 4,000 of 10,000 tokens are left."""
    budget = Budget(database, daily_tokens=10_000)
    await asyncio.gather(*(budget.spend(books.caller, TODAY, 100, 20, 30) for _ in range(50)))
    assert await budget.usage(books.caller, TODAY) == Usage(5_000, 1_000, 1_500, 50)
    assert await budget.left(books.caller, TODAY) == 4_000


async def test_fifty_who_reserve_at_once_never_overdraw(books: Desk, database: Database) -> None:
    """50 turns want 300 of 10,000 each: 33 get them, 100 are left; what one did not need another may have."""
    budget = Budget(database, daily_tokens=10_000)
    got = await asyncio.gather(*(budget.reserve(books.caller, TODAY, 300) for _ in range(50)))
    assert (sum(got), await budget.left(books.caller, TODAY)) == (33, 100)
    await budget.spend(books.caller, TODAY, 40, 10, 5, reserved=300)
    assert await budget.left(books.caller, TODAY) == 350
    assert [await budget.reserve(books.caller, TODAY, 300) for _ in range(2)] == [True, False]


async def test_days_and_shops_have_budgets_of_their_own(books: Desk, database: Database, tmp_path: Path) -> None:
    budget, other = Budget(database, daily_tokens=1_000), await Desk.open(database, tmp_path)
    await budget.spend(books.caller, TODAY, 900, 300, 0)
    left = [
        await budget.left(caller, day)
        for caller, day in ((books.caller, TODAY), (books.caller, TOMORROW), (other.caller, TODAY))
    ]
    assert left == [0, 1_000, 1_000]
    assert not await budget.reserve(books.caller, TODAY, 1)
    assert await budget.reserve(other.caller, TODAY, 1_000)


async def test_more_than_a_whole_day_is_never_had(books: Desk, database: Database) -> None:
    assert not await Budget(database, daily_tokens=1_000).reserve(books.caller, TODAY, 1_001)
    assert not await Budget(database, daily_tokens=0).reserve(books.caller, TODAY, 1)


async def test_less_than_nothing_cannot_be_spent(books: Desk, database: Database) -> None:
    """Otherwise a shop could be given tokens by spending."""
    budget = Budget(database, daily_tokens=1_000)
    for refused in (budget.spend(books.caller, TODAY, -1, 0, 0), budget.reserve(books.caller, TODAY, -5)):
        with pytest.raises(BadInput):
            await refused
    assert await budget.usage(books.caller, TODAY) == Usage()


def test_the_setting_is_named() -> None:
    assert Settings().llm_daily_tokens == 200_000
