"""What is written for a page is written once while it stands, by whoever asks first, and never a failure twice."""

from __future__ import annotations

import asyncio

import pytest

from credora_agent.web.kept import Kept


async def test_two_who_ask_at_once_wait_for_one_making() -> None:
    """Ten ask for one key: made once; another key: once more; the oldest goes when there is no room."""
    kept, made = Kept[int](1), []

    async def make() -> int:
        made.append(1)
        await asyncio.sleep(0)
        return len(made)

    assert await asyncio.gather(*(kept.of("a", make) for _ in range(10))) == [1] * 10
    assert await kept.of("b", make) == 2
    assert await kept.of("a", make) == 3


async def test_what_failed_is_made_again() -> None:
    kept = Kept[str](4)

    async def fails() -> str:
        raise ValueError

    async def works() -> str:
        return "made"

    with pytest.raises(ValueError, match=r"^$"):
        await kept.of("a", fails)
    assert await kept.of("a", works) == "made"
