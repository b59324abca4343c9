"""The bridge in an agent's run over a real port: faults are answers, a repeated call is not made again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from agents import Agent, Runner
from agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from model_desk import OCTOBER, SPECS, endpoint
from openai import AsyncOpenAI

from credora_agent.agent.models.bridge import AGAIN, Bridge, run_config
from credora_agent.core.errors import BadInput
from evals.stub_llm import Reply


class Counted:
    """Tools that answer after a while, and say how many ran at once."""

    def __init__(self) -> None:
        self.running = self.most = 0

    def specs(self) -> list[Any]:
        """Return the real tools' specs."""
        return SPECS

    async def call(self, name: str, _args: dict[str, Any]) -> str:
        """Answer in a while, or fail."""
        if name == "cfo_status":
            raise BadInput("The books are closed.", remedy="Come back later.")
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0.05)
        self.running -= 1
        return f"{name} answered"


async def _run(*script: Reply) -> tuple[str, Bridge, list[dict[str, Any]], Counted]:
    tools = Counted()
    bridge = Bridge(tools, written=str)
    async with endpoint(script) as (opened, stub):
        client = AsyncOpenAI(base_url=opened.address.url, api_key="k", http_client=opened.http)
        agent = Agent("cfo", model=OpenAIChatCompletionsModel("stub", client), tools=bridge.functions())
        result = await Runner.run(agent, "How was October?", run_config=run_config(), max_turns=5)
    return result.final_output, bridge, stub.requests[-1]["messages"], tools


NET = ("cfo_pnl", OCTOBER)


async def test_calls_of_a_round_run_side_by_side():
    said, bridge, messages, tools = await _run(Reply(calls=(NET, ("cfo_findings", {}))), Reply("Done."))
    assert (said, tools.most) == ("Done.", 2)
    assert [each["content"] for each in messages if each["role"] == "tool"] == [
        "cfo_pnl answered",
        "cfo_findings answered",
    ]
    assert bridge.calls == [("cfo_pnl", OCTOBER), ("cfo_findings", {})]


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (("delete_shop", {}), "not found"),
        (("cfo_pnl", '{"start": "2026-'), "not a JSON object"),
        (("cfo_status", {}), "The books are closed."),
    ],
)
async def test_a_fault_is_an_answer_the_model_goes_on_from(call: tuple[str, Any], answer: str):
    said, _, messages, _ = await _run(Reply(calls=(call,)), Reply("Done."))
    assert said == "Done."
    assert answer in next(each["content"] for each in messages if each["role"] == "tool")


async def test_a_repeated_call_is_answered_from_what_is_there():
    _, bridge, messages, _ = await _run(Reply(calls=(NET,)), Reply(calls=(NET,)), Reply("Done."))
    assert len(bridge.calls) == 1
    assert [each["content"] for each in messages if each["role"] == "tool"] == ["cfo_pnl answered", AGAIN]


async def test_a_long_answer_is_cut_and_says_so():
    class Long(Counted):
        async def call(self, _name: str, _args: dict[str, Any]) -> str:
            return "x" * 20_000

    answer = await Bridge(Long(), written=str).answer("cfo_pnl", "{}")
    assert answer.endswith("8000 characters left out; ask for less at once.")
    assert len(answer) < 12_100
