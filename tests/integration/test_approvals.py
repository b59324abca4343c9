"""A change proposed in a conversation: made by the person's yes there, once, and by nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from shop_desk import TODAY
from sqlalchemy import text
from stocked_shop import stocked

from credora_agent import app
from credora_agent.core.settings import Settings
from credora_agent.runtime import Runtime

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from shop_desk import Desk

    from credora_agent.core.db import Database

WISH = "set the marketing budget for december 2026 to 4000"
SET = "select count(*) from budgets where line = 'marketing' and month = '2026-12-01'"


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    """Lend a shop with a row in every table."""
    return await stocked(database, tmp_path, "mine", "10.00")


async def said(desk: Desk, *lines: str) -> list[dict[str, Any]]:
    """Return the turns a conversation of these lines led to."""
    stream = app.chat(Runtime(Settings(), desk.database, desk.reports), today=TODAY)
    place: UUID | None = None
    turns = []
    for line in lines:
        async for event in stream(desk.caller, line, place):
            if event.kind == "done":
                place = event.data["conversation"]
                turns.append(event.data["turn"])
    return turns


async def test_a_yes_makes_the_change_once(desk: Desk) -> None:
    """The proposal says what waits; the yes makes it so, audited; a second yes has nothing to say yes to."""
    proposed, done, again = await said(desk, WISH, "Yes, do it!", "yes")
    assert len(proposed["approval"]["plans"]) == 1
    assert "4,000" in proposed["approval"]["says"]
    assert [call["tool"] for call in done["tool_calls"]] == ["cfo_apply"]
    assert (done["status"], done["approval"]) == ("answered", None)
    assert await desk.one(SET) == 1
    assert again["tool_calls"] == []
    assert await desk.one("select count(*) from audit_log where action = 'apply.budget'") == 1


@pytest.mark.parametrize("lines", [("no, cancel", "yes"), ("net sales in march 2026", "yes"), ("yes and net sales?",)])
async def test_anything_but_a_yes_right_after_changes_nothing(desk: Desk, lines: tuple[str, ...]) -> None:
    """A no, another question in between, or more than a yes: what was proposed no longer waits."""
    await said(desk, WISH, *lines)
    assert await desk.one(SET) == 0


async def test_only_the_latest_proposal_is_meant(desk: Desk) -> None:
    """Two wishes in turn: the yes is to the second."""
    await said(desk, WISH, WISH.replace("december", "january").replace("2026", "2027"), "ja")
    assert await desk.one(SET) == 0
    assert await desk.one(SET.replace("2026-12", "2027-01")) == 1


async def test_a_yes_in_another_conversation_is_none(desk: Desk) -> None:
    await said(desk, WISH)
    (turn,) = await said(desk, "yes")
    assert turn["tool_calls"] == []
    assert await desk.one(SET) == 0


async def test_a_yes_that_comes_too_late_is_told(desk: Desk) -> None:
    """The plan's time is over when the yes comes: nothing is changed, and the answer says so."""
    stream = app.chat(Runtime(Settings(), desk.database, desk.reports), today=TODAY)
    events = [event async for event in stream(desk.caller, WISH, None)]
    over = text("update proposals set expires_at = now() - interval '1 minute'")
    await desk.database.write(desk.caller, lambda session: session.execute(over))
    place = events[-1].data["conversation"]
    turn = [event async for event in stream(desk.caller, "yes", place)][-1].data["turn"]
    assert turn["status"] == "failed"
    assert turn["tool_calls"][0]["error"]["code"] == "plan_expired"
    assert await desk.one(SET) == 0
