"""Whole turns with a language model on a real port, over a real shop: 2 × 10.00 and 10.00 in March 2026."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from shop_desk import TODAY
from stocked_shop import stocked

from credora_agent import app
from credora_agent.core import clock
from credora_agent.core.settings import Settings
from credora_agent.runtime import Runtime
from evals.stub_llm import Reply, Stub, failing, serving

if TYPE_CHECKING:
    from pathlib import Path

    from shop_desk import Desk

    from credora_agent.agent.turn import Turn
    from credora_agent.core.db import Database

SURE = "net sales in march 2026"
UNSURE = "zorp the glimmer of our wobbly quarzle please"
MARCH = {"start": "2026-03-01", "end": "2026-03-31"}


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    """Lend a shop with a row in every table."""
    return await stocked(database, tmp_path, "mine", "10.00")


async def asked(desk: Desk, question: str, *script: Reply, **settings: Any) -> tuple[Turn, int]:
    """Return the turn a question led to, and how many requests the model had."""
    stub = Stub(list(script))
    async with serving(stub) as url:
        known = Settings(llm_base_url=url, llm_model="stub", llm_timeout=5, **settings)
        turn = await app.ask(Runtime(known, desk.database, desk.reports), desk.caller, question, today=TODAY)
    return turn, len(stub.requests)


async def test_a_sure_question_takes_one_round_and_a_lie_is_never_shown(desk: Desk) -> None:
    """The plan is local; of two sentences the model says the one with a false amount is held back and kept as such."""
    turn, requests = await asked(desk, SURE, Reply("Net sales were £30.00 in March 2026. Net sales were £99.00."))
    assert (requests, turn.status) == (1, "answered")
    assert "30.00" in turn.answer
    assert "99" not in turn.answer
    assert turn.model is not None
    assert (turn.model.planned, turn.model.rounds) == (False, 1)
    assert any("99" in each.text for each in turn.model.held)
    assert await desk.one("select turns from model_usage where day = :day", day=TODAY) == 1


async def test_what_the_local_planner_is_not_sure_of_a_model_plans(desk: Desk) -> None:
    """Two rounds: its call is checked and made, and the figures are the books' own."""
    call = ("cfo_metrics", {**MARCH, "metrics": ["net_sales"]})
    turn, requests = await asked(desk, UNSURE, Reply(calls=(call,)), Reply("ok"))
    assert (requests, turn.status) == (2, "answered")
    assert [each.tool for each in turn.tool_calls] == ["cfo_metrics"]
    assert "30.00" in turn.answer
    assert turn.model is not None
    assert turn.model.planned


@pytest.mark.parametrize("question", [SURE, UNSURE])
async def test_a_model_that_is_gone_costs_words_never_figures(desk: Desk, question: str) -> None:
    """Every request fails: the local plan stands, and the turn says what happened."""
    turn, _ = await asked(desk, question, *[failing()] * 8)
    assert turn.status == ("answered" if question == SURE else "cannot")
    assert turn.notices
    assert ("30.00" in turn.answer) == (question == SURE)


async def test_the_days_tokens_have_an_end(desk: Desk) -> None:
    """With fewer left than a turn needs the model is not asked; the answer is there, and says so."""
    turn, requests = await asked(desk, SURE, Reply("x"), llm_daily_tokens=10)
    assert (requests, turn.model) == (0, None)
    assert "30.00" in turn.answer
    assert "used up" in turn.notices[0]


async def test_without_a_model_nothing_is_asked(desk: Desk) -> None:
    turn = await app.ask(Runtime(Settings(), desk.database, desk.reports), desk.caller, SURE, today=TODAY)
    assert (turn.status, turn.model, turn.notices) == ("answered", None, ())


async def test_a_change_asked_for_is_proposed_and_made_by_its_yes(desk: Desk) -> None:
    """The turn writes nothing but the plan; its id, as it is told, applies it once."""
    runtime = Runtime(Settings(), desk.database, desk.reports)
    turn = await app.ask(runtime, desk.caller, "set the marketing budget for december 2026 to 4000", today=TODAY)
    assert [call.tool for call in turn.tool_calls] == ["cfo_propose"]
    december = "select count(*) from budgets where line = 'marketing' and month = '2026-12-01'"
    assert await desk.one(december) == 0
    plan = turn.answer.split("credora apply ")[1].split("`")[0]
    done = await runtime.actions.apply(desk.caller, "cli", plan, today=TODAY, now=clock.now())
    assert "4,000" in done.says
    assert await desk.one(december) == 1
