"""With a real model behind an endpoint: `TEST_LLM_BASE_URL=http://127.0.0.1:8080/v1 TEST_LLM_MODEL=… pytest -m long`.

Any OpenAI-compatible server will do. What a small model says is not judged; that it hurts nothing is.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from model_desk import FACTS, IDS, SPECS, figure

from credora_agent.agent.models.endpoint import Address, Endpoint
from credora_agent.agent.models.errors import ModelError
from credora_agent.agent.models.planner import ModelPlanner
from credora_agent.agent.models.usage import Rounds
from credora_agent.agent.models.words import Speech, Told

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from credora_agent.agent.plan import Call

URL, MODEL = os.environ.get("TEST_LLM_BASE_URL"), os.environ.get("TEST_LLM_MODEL", "default")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(URL is None, reason="NO REAL MODEL: set TEST_LLM_BASE_URL to an OpenAI-compatible endpoint"),
]
QUESTIONS = ("How much did we sell in October?", "Refund order 1042 now", "worst 3 days for refunds in Q3")
SAID = ("No: cash stays above zero in 92.0% of futures.",)


@pytest.fixture
async def real() -> AsyncIterator[Endpoint]:
    opened = Endpoint(Address(URL or "", os.environ.get("TEST_LLM_API_KEY", "none"), MODEL), timeout=180)
    yield opened
    await opened.aclose()


def objection(sentence: str) -> str | None:
    strange = set(re.findall(r"\d[\d,.]*", sentence)) - {"92.0", "1,200.00"}
    return "a number that is no figure" if strange else None


async def test_a_real_model_s_words_stand_behind_code_s(real: Endpoint):
    told = Told("Will we run out of cash?", SAID, (figure("Net sales", "1200"),))
    speech = Speech(told, real, objection=objection, rounds=Rounds(2))
    heard = [sentence async for sentence in speech]
    assert heard[0] == SAID[0]
    assert all(objection(sentence) is None for sentence in heard)
    assert speech.usage.rounds >= 1


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_real_model_s_plan_is_usable_or_an_error_that_is_said(real: Endpoint, question: str):
    calls: tuple[Call, ...] = ()
    with suppress(ModelError):
        calls = (await ModelPlanner(real, SPECS, IDS).plan(question, FACTS, rounds=Rounds(2))).calls
    assert all(call.tool not in {"cfo_apply", "cfo_propose"} for call in calls)
