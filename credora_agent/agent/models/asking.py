"""One round with a model that is offered tools, through openai-agents: what it would call, and nothing is called."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credora_agent.agent.models.errors import (
    ModelError,
    ModelGone,
    ModelNonsense,
    ModelSlow,
    of_status,
    seconds,
)
from credora_agent.agent.models.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents import ModelSettings
    from agents.items import ModelResponse

    from credora_agent.agent.models.endpoint import Endpoint
    from credora_agent.agent.models.tools import Spec

MOST = 700
"""Tokens a plan may have."""
_WRITTEN = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call as the model wrote it: a name there may be no tool of, arguments that may be no JSON."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Round:
    """What the model answered: calls, or words instead."""

    calls: tuple[Wanted, ...]
    text: str
    usage: Usage


class Asker:
    """The endpoint's model with one list of tools; making it imports openai-agents, which takes seconds of CPU.

    OpenAI's own is asked by responses, every other by chat completions.
    """

    def __init__(self, endpoint: Endpoint, specs: Sequence[Spec]) -> None:
        from agents import set_tracing_disabled  # noqa: PLC0415 - only who plans by a model pays for it
        from agents.models.openai_chatcompletions import OpenAIChatCompletionsModel  # noqa: PLC0415 - as above
        from agents.models.openai_responses import OpenAIResponsesModel  # noqa: PLC0415 - as above
        from openai import AsyncOpenAI  # noqa: PLC0415 - as above

        set_tracing_disabled(disabled=True)
        at = endpoint.address
        client = AsyncOpenAI(
            base_url=at.url, api_key=at.key, max_retries=0, timeout=endpoint.timeout, http_client=endpoint.http
        )
        self._endpoint = endpoint
        spoken = OpenAIResponsesModel if at.official else OpenAIChatCompletionsModel
        self._model = spoken(at.model, openai_client=client)
        self._settings = _settings(endpoint, specs)

    async def round(self, system: str, user: str) -> Round:
        """Return the model's answer to one message. Raises a ModelError for none."""
        until = self._endpoint.deadline()
        async with self._endpoint.before(until):
            response = await self._endpoint.persist(lambda: self._once(system, user), until=until)
        return _read(response)

    async def _once(self, system: str, user: str) -> ModelResponse:
        from agents.models.interface import ModelTracing  # noqa: PLC0415 - as above

        try:
            return await self._model.get_response(system, user, self._settings, [], None, [], ModelTracing.DISABLED)
        except Exception as failure:  # noqa: BLE001 - a body that is no answer fails in any way within the libraries
            raise _error(failure) from None


def _error(failure: Exception) -> ModelError:
    import openai  # noqa: PLC0415 - as above

    if isinstance(failure, openai.APIStatusError):
        return of_status(failure.status_code, seconds(failure.response.headers.get("retry-after")))
    if isinstance(failure, openai.APITimeoutError):
        return ModelSlow("The language model did not answer in time.")
    if isinstance(failure, openai.APIConnectionError):
        return ModelGone("The language model's endpoint does not answer.")
    return ModelNonsense("The language model's endpoint answered what is no answer.")


def _settings(endpoint: Endpoint, specs: Sequence[Spec]) -> ModelSettings:
    """Return how the model is asked, the tools in it: as they are sent, since the SDK takes 5 ms to write them anew."""
    from agents import ModelSettings  # noqa: PLC0415 - as above
    from agents.models.default_models import get_default_model_settings  # noqa: PLC0415 - as above

    official = endpoint.address.official
    body = {"tools": [_sent(spec, flat=official) for spec in specs], "parallel_tool_calls": True}
    if not official:
        return ModelSettings(temperature=0, max_tokens=MOST, extra_body=body)
    ours = ModelSettings(store=False, max_tokens=MOST * 4, extra_body=body | {"tool_choice": "required"})
    if endpoint.address.thinks:
        return get_default_model_settings(endpoint.model).resolve(ours)
    return ours.resolve(ModelSettings(temperature=0))


def _sent(spec: Spec, *, flat: bool) -> dict[str, Any]:
    tool = {"name": spec.name, "description": spec.description, "parameters": spec.schema}
    return {"type": "function", **tool, "strict": False} if flat else {"type": "function", "function": tool}


def _read(response: ModelResponse) -> Round:
    calls: list[Wanted] = []
    texts: list[str] = []
    for item in response.output:
        if item.type == "function_call":
            calls.append(Wanted(item.name, item.arguments))
        elif item.type == "message":
            texts.extend(getattr(part, "text", "") for part in item.content)
    text = "\n".join(texts).strip()
    counted = response.usage
    cached = getattr(counted.input_tokens_details, "cached_tokens", 0) or 0
    usage = Usage(1, counted.input_tokens, cached, counted.output_tokens)
    return Round(tuple(calls) or written(text), text, usage)


def written(text: str) -> tuple[Wanted, ...]:
    """Return the calls a model wrote down as text instead of making them, as small ones do."""
    bodies = _WRITTEN.findall(text) or [text]
    found = []
    for body in bodies:
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and isinstance(each.get("name"), str):
                arguments = each.get("arguments", each.get("parameters", {}))
                found.append(Wanted(each["name"], arguments if isinstance(arguments, str) else json.dumps(arguments)))
    return tuple(found)
