"""The endpoint of a language model on a real port: settings, deadlines, retries, and every way it can fail."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from decimal import Decimal
from time import perf_counter

import pytest
from agents.models.default_models import get_default_model
from model_desk import endpoint

from credora_agent.agent.models.endpoint import DEFAULT, OPENAI, Address, Endpoint, address
from credora_agent.agent.models.errors import (
    ModelError,
    ModelGone,
    ModelLimited,
    ModelNonsense,
    ModelRefused,
    ModelSlow,
)
from credora_agent.agent.models.usage import Prices, Rounds, Usage
from credora_agent.core.settings import Settings
from evals.stub_llm import Reply, failing, limited


async def _text(opened: Endpoint) -> str:
    return "".join([piece async for piece in opened.said("Be short.", "Hello?", most=50)])


def test_without_settings_there_is_no_model():
    assert address(Settings()) is None


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"OPENAI_API_KEY": "k"}, Address(OPENAI, "k", DEFAULT)),
        ({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"}, Address(OPENAI, "k", "m")),
        ({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://h/v1/"}, Address("http://h/v1", "k", DEFAULT)),
        ({"CREDORA_LLM_API_KEY": "c", "OPENAI_API_KEY": "k"}, Address(OPENAI, "c", DEFAULT)),
        ({"CREDORA_LLM_BASE_URL": "http://h/v1", "CREDORA_LLM_MODEL": "m"}, Address("http://h/v1", "none", "m")),
    ],
)
def test_one_variable_is_enough(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], where: Address):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert address(Settings()) == where


def test_openai_s_key_goes_nowhere_else(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("CREDORA_LLM_BASE_URL", "http://elsewhere/v1")
    found = address(Settings())
    assert found is not None
    assert found.key == "none"
    assert "sk-secret" not in repr(Settings())


def test_the_default_model_is_the_sdk_s():
    assert get_default_model() == DEFAULT


def test_nothing_of_a_model_is_imported_before_one_is_asked():
    code = (
        "import sys, credora_agent.app, credora_agent.agent.models.planner, credora_agent.agent.models.words\n"
        "from credora_agent.agent.models.endpoint import endpoint\n"
        "from credora_agent.core.settings import Settings\n"
        "Settings.model_config['env_file'] = None\n"
        "assert endpoint(Settings()) is None\n"
        "assert not {'agents', 'openai'} & set(sys.modules), 'imported'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


async def test_text_comes_as_it_was_said_and_tokens_are_counted():
    found: list[Usage] = []
    async with endpoint([Reply("Net sales rose. Look at returns.", rate=200)]) as (opened, stub):
        text = "".join([p async for p in opened.said("Be short.", "Hello?", most=50, usage=found.append)])
    assert text == "Net sales rose. Look at returns."
    assert stub.keys == ["Bearer sk-test"]
    assert (found[0].rounds, found[0].said) == (1, 6)
    assert found[0].sent > 0


async def test_a_stream_without_a_last_word_is_not_whole():
    async with endpoint([Reply("Net sales rose.", ends=None)]) as (opened, _):
        with pytest.raises(ModelGone):
            await _text(opened)


@pytest.mark.parametrize("ends", ["length", "content_filter"])
async def test_an_answer_cut_by_the_endpoint_is_not_whole(ends: str):
    async with endpoint([Reply("Net sales rose", ends=ends)]) as (opened, _):
        with pytest.raises(ModelGone):
            await _text(opened)


async def test_a_broken_connection_is_said():
    async with endpoint([Reply("Net sales rose by a lot.", stop=3, rate=100)]) as (opened, _):
        with pytest.raises(ModelGone, match="broke off"):
            await _text(opened)


async def test_nobody_there_is_said():
    opened = Endpoint(Address("http://127.0.0.1:9/v1", "k", "m"), timeout=1.0)
    with pytest.raises(ModelGone):
        await _text(opened)
    await opened.aclose()


async def test_a_slow_first_token_ends_at_the_deadline():
    async with endpoint([Reply("Hello.", latency=30)], patience=0.3) as (opened, _):
        began = perf_counter()
        with pytest.raises(ModelSlow):
            await _text(opened)
    assert perf_counter() - began < 3


async def test_a_slow_drip_ends_at_the_deadline_too():
    async with endpoint([Reply("word " * 400, rate=20)], patience=0.6) as (opened, _):
        began = perf_counter()
        with pytest.raises(ModelSlow):
            await _text(opened)
    assert perf_counter() - began < 3


async def test_a_deadline_does_not_reach_into_who_listens():
    """The clock runs while the model is waited for; a listener that takes its time is not cancelled."""
    async with endpoint([Reply("One. Two.")], patience=0.4) as (opened, _):
        heard = []
        async for piece in opened.said("s", "u", most=50):
            await asyncio.sleep(0.5)
            heard.append(piece)
            break
    assert heard == ["One."]


async def test_an_endpoint_that_stumbles_is_asked_again():
    async with endpoint([failing(500), limited("0.05"), Reply("Hello.")]) as (opened, stub):
        assert await _text(opened) == "Hello."
    assert len(stub.requests) == 3


async def test_a_limit_beyond_the_deadline_is_said_at_once():
    async with endpoint([limited("60")], patience=2.0) as (opened, stub):
        with pytest.raises(ModelLimited, match="60 s") as found:
            await _text(opened)
    assert found.value.retry_after == 60
    assert len(stub.requests) == 1


@pytest.mark.parametrize("after", [None, "soon", "-1", "nan"])
async def test_a_limit_without_a_time_is_tried_three_times(after: str | None):
    async with endpoint([limited(after)]) as (opened, stub):
        with pytest.raises(ModelLimited):
            await _text(opened)
    assert len(stub.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_a_refusal_is_not_tried_again_and_names_what_to_check(status: int):
    async with endpoint([failing(status)]) as (opened, stub):
        with pytest.raises(ModelRefused) as found:
            await _text(opened)
    assert len(stub.requests) == 1
    assert "CREDORA_LLM_API_KEY" in found.value.remedy
    assert "sk-test" not in str(found.value)


@pytest.mark.parametrize(
    "body",
    ["", "hello", "<html>", "[]", "null", "data: [1]\n\n", "data: {half\n\n", 'data: {"error": {"message": "x"}}\n\n',
     'data: {"choices": 3}\n\n', 'data: {"choices": ["x"]}\n\n'],
)  # fmt: skip
async def test_nonsense_is_said_to_be_nonsense(body: str):
    async with endpoint([Reply(body=body)]) as (opened, _):
        with pytest.raises(ModelNonsense):
            await _text(opened)


async def test_every_error_has_a_code_a_cause_and_a_remedy():
    assert len({kind.code for kind in ModelError.__subclasses__()}) == len(ModelError.__subclasses__()) == 5
    for kind in ModelError.__subclasses__():
        assert kind("It happened.").remedy


def test_tokens_cost_what_the_prices_say():
    """1,000 sent, 400 of them kept: 600 × 2 + 400 × 0.5 + 100 × 10, by the million."""
    used = Usage(2, 1000, 400, 100)
    assert used.cost(Prices(Decimal(2), Decimal("0.5"), Decimal(10))) == Decimal("0.0024")
    assert used.cost(Prices(Decimal(2), None, Decimal(10))) == Decimal("0.003")
    assert used.cost(Prices()) is None


@pytest.mark.parametrize(
    "told", [None, {}, {"prompt_tokens": "many"}, {"prompt_tokens": -4}, {"prompt_tokens_details": 3}]
)
def test_tokens_that_were_not_counted_are_none(told: dict[str, object] | None):
    assert Usage.of(told) == Usage(rounds=1)


def test_rounds_end():
    rounds = Rounds(2)
    assert [rounds.take() for _ in range(3)] == [True, True, False]
