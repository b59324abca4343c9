"""One turn's share of a model on a real port: two rounds, one account of what they took."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from model_desk import FACTS, IDS, OCTOBER, SPECS, figure

from credora_agent.agent.models.errors import ModelLimited
from credora_agent.agent.models.model import opened, prompt_hashes
from credora_agent.agent.models.words import Told
from credora_agent.core.settings import Settings
from evals.stub_llm import Reply, Stub, limited, serving

SAID = ("Net sales were £1,200.00 in October 2026.",)
TOLD = Told("How did October go?", SAID, (figure("Net sales", "1200"),))
NET = ("cfo_pnl", OCTOBER)


def _settings(url: str, **more: object) -> Settings:
    return Settings(llm_base_url=url, llm_model="stub", llm_price_in=Decimal(1), llm_price_out=Decimal(2), **more)


async def test_a_turn_is_two_rounds_and_one_account():
    stub = Stub([Reply(calls=(NET,)), Reply("That is all.")])
    async with serving(stub) as url:
        model = opened(_settings(url), SPECS, IDS)
        assert model is not None
        share = model.turn()
        plan = await share.plan("How did October go?", FACTS)
        speech = share.speech(TOLD, today=date(2026, 11, 30))
        heard = [sentence async for sentence in speech]
        await model.aclose()
    assert [call.tool for call in plan.calls] == ["cfo_pnl"]
    assert heard[0] == SAID[0]
    assert (len(stub.requests), share.usage.rounds) == (2, 2)
    assert share.usage.said >= 3
    assert share.cost == (share.usage.sent + 2 * share.usage.said) / Decimal(1_000_000)


async def test_a_model_that_fails_at_planning_is_not_asked_for_words_beyond_its_rounds():
    stub = Stub([limited("60")])
    async with serving(stub) as url:
        model = opened(_settings(url, llm_rounds=1), SPECS, IDS)
        assert model is not None
        share = model.turn()
        with pytest.raises(ModelLimited):
            await share.plan("How did October go?", FACTS)
        speech = share.speech(TOLD, today=date(2026, 11, 30))
        assert [sentence async for sentence in speech] == list(SAID)
        await model.aclose()
    assert (len(stub.requests), speech.notice) == (1, None)


def test_no_settings_no_model():
    assert opened(Settings(), SPECS, IDS) is None


def test_every_prompt_has_a_hash():
    assert len(set(prompt_hashes().values())) == 3
