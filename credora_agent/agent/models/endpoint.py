"""The language model's endpoint: any OpenAI-compatible one, asked within a deadline and nowhere else."""

from __future__ import annotations

import asyncio
import random
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2
import orjson

from credora_agent.agent.models.errors import (
    ModelError,
    ModelGone,
    ModelNonsense,
    ModelSlow,
    of_status,
    seconds,
)
from credora_agent.agent.models.usage import Prices, Usage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    from credora_agent.core.settings import Settings

T = TypeVar("T")
OPENAI = "https://api.openai.com/v1"
DEFAULT = "gpt-5.6-luna"
"""The model of a key that came alone: what openai-agents takes by default."""
ATTEMPTS = 3
BACKOFF = 0.4
"""Seconds before the second attempt, doubled before the third; half of it by chance."""
GATHER = 0.15
"""Seconds a stream is let gather before it is read on: a sentence comes so much later, at a third of the CPU."""
AT_ONCE = 0.002
"""Seconds within which a piece was there already."""
LONGEST_EVENT = 1 << 20
NO_ANSWER = "The language model's endpoint answered what is no answer."
_DONE: dict[str, Any] = {"choices": [{"finish_reason": "stop"}]}
_CUT = frozenset({None, "length", "content_filter"})
"""Reasons to end that are none: the answer is not whole."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the model is, and what it is called."""

    url: str
    key: str
    model: str

    @property
    def official(self) -> bool:
        """Whether it is OpenAI's own."""
        return httpx2.URL(self.url).host == "api.openai.com"

    @property
    def thinks(self) -> bool:
        """Whether it takes an effort instead of a temperature."""
        return self.official and self.model.startswith(("gpt-5", "o1", "o3", "o4"))


def address(settings: Settings) -> Address | None:
    """Return where the model of these settings is, None when they name none.

    OpenAI's own key goes to OpenAI's own variables' address, never to `llm_base_url`.
    """
    own = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    theirs = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
    model = settings.llm_model or settings.openai_model or DEFAULT
    if settings.llm_base_url:
        return Address(settings.llm_base_url.rstrip("/"), own or "none", model)
    key, url = own or theirs, settings.openai_base_url
    if not key and not url:
        return None
    return Address((url or OPENAI).rstrip("/"), key or "none", model)


class Endpoint:
    """One model; whoever opens it closes it. It is told what a turn tells it, and keeps nothing."""

    def __init__(self, at: Address, *, timeout: float = 30.0, prices: Prices | None = None) -> None:
        self.address, self.timeout, self.prices = at, timeout, prices or Prices()
        self.http = httpx2.AsyncClient(
            timeout=httpx2.Timeout(timeout, connect=min(timeout, 5.0)),
            limits=httpx2.Limits(max_connections=256, max_keepalive_connections=64),
            follow_redirects=False,
            trust_env=False,
        )

    @property
    def model(self) -> str:
        """What the model is called."""
        return self.address.model

    async def aclose(self) -> None:
        """Close its connections."""
        await self.http.aclose()

    async def persist(self, attempt: Callable[[], Awaitable[T]], *, until: float) -> T:
        """Return what `attempt` returns, trying again what may pass as long as that ends before `until`."""
        for number in count(1):
            try:
                return await attempt()
            except ModelError as failure:
                pause = failure.retry_after
                if pause is None:
                    pause = BACKOFF * 2 ** (number - 1) * random.uniform(0.5, 1)  # noqa: S311 - only spreads retries
                if not failure.passing or number == ATTEMPTS or perf_counter() + pause >= until:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError

    def deadline(self) -> float:
        """Return when an answer asked for now must be whole, on the clock of `perf_counter`."""
        return perf_counter() + self.timeout

    @asynccontextmanager
    async def before(self, until: float) -> AsyncIterator[None]:
        """Hold the block to a deadline. Raises ModelSlow past it."""
        try:
            async with asyncio.timeout(until - perf_counter()):
                yield
        except TimeoutError:
            raise ModelSlow(f"The language model took more than {self.timeout:g} s.") from None

    async def said(
        self, system: str, user: str, *, most: int, usage: Callable[[Usage], None] = lambda _: None
    ) -> AsyncGenerator[str]:
        """Yield the model's text as it comes; `usage` is told what it took, whether it came to an end or not.

        Raises a ModelError when it does not start, does not go on, or stops before its end.
        """
        until, told, end = self.deadline(), None, None
        try:
            async with self.before(until):
                response = await self.persist(lambda: self._open(self._asking(system, user, most)), until=until)
            try:
                async with aclosing(self._events(response, until)) as events:
                    async for event in events:
                        told = event.get("usage") or told
                        text, reason = _piece(event)
                        end = end or reason
                        if text:
                            yield text
            finally:
                await response.aclose()
        finally:
            usage(Usage.of(told))
        if end in _CUT:
            raise ModelGone("The language model stopped before its end.")

    def _asking(self, system: str, user: str, most: int) -> dict[str, Any]:
        asking: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if self.address.thinks:
            return asking | {"max_completion_tokens": most * 4, "reasoning_effort": "low", "store": False}
        return asking | {"max_tokens": most, "temperature": 0}

    async def _events(self, response: httpx2.Response, until: float) -> AsyncGenerator[dict[str, Any]]:
        """Yield what a stream of server-sent events carries, objects only.

        What had to be waited for is followed by a pause in which more may gather: waking for each token is what
        a stream costs.
        """
        kept, seen, pieces = b"", False, aiter(response.aiter_bytes())
        while True:
            began = perf_counter()
            async with self.before(until):
                piece = await _next(pieces)
            if piece is None:
                break
            *lines, kept = (kept + piece).split(b"\n")
            for event in filter(None, map(_object, lines)):
                seen = True
                yield event
            if len(kept) > LONGEST_EVENT:
                raise ModelNonsense(NO_ANSWER)
            if perf_counter() - began > AT_ONCE:
                await asyncio.sleep(GATHER)
        if not seen:
            raise ModelNonsense(NO_ANSWER)

    async def _open(self, asking: dict[str, Any]) -> httpx2.Response:
        request = self.http.build_request(
            "POST",
            f"{self.address.url}/chat/completions",
            content=orjson.dumps(asking),
            headers={"content-type": "application/json", "authorization": f"Bearer {self.address.key}"},
        )
        try:
            response = await self.http.send(request, stream=True)
        except httpx2.TimeoutException:
            raise ModelSlow(f"The language model took more than {self.timeout:g} s.") from None
        except httpx2.HTTPError:
            raise ModelGone("The language model's endpoint does not answer.") from None
        if response.status_code != httpx2.codes.OK:
            await response.aclose()
            raise of_status(response.status_code, seconds(response.headers.get("retry-after")))
        return response


async def _next(pieces: AsyncIterator[bytes]) -> bytes | None:
    try:
        return await anext(pieces, None)
    except httpx2.TimeoutException:
        raise TimeoutError from None
    except httpx2.HTTPError:
        raise ModelGone("The language model broke off in the middle.") from None


def _object(line: bytes) -> dict[str, Any] | None:
    """Return what a line of a stream carries, None for a line that carries nothing."""
    if not line.startswith(b"data:"):
        return None
    if (body := line[5:].strip()) == b"[DONE]":
        return _DONE
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError:
        event = None
    if not isinstance(event, dict) or event.get("error"):
        raise ModelNonsense(NO_ANSWER)
    return event


def _piece(event: dict[str, Any]) -> tuple[str, str | None]:
    """Return the text of a chunk, and why the answer ends with it where it does."""
    try:
        choice = next(iter(event.get("choices") or ()), None) or {}
        text, reason = (choice.get("delta") or {}).get("content"), choice.get("finish_reason")
    except (AttributeError, TypeError):
        raise ModelNonsense(NO_ANSWER) from None
    return text if isinstance(text, str) else "", reason if isinstance(reason, str) else None


def endpoint(settings: Settings) -> Endpoint | None:
    """Return the endpoint the settings name, None when they name none; nothing is asked of it yet."""
    at = address(settings)
    prices = Prices(settings.llm_price_in, settings.llm_price_cached, settings.llm_price_out)
    return None if at is None else Endpoint(at, timeout=settings.llm_timeout, prices=prices)
