"""The prompts: what a client's model is to ask the tools, with the dates worked out, and how it is to answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from string import Template
from typing import TYPE_CHECKING, Any

import orjson
from fastmcp.prompts.base import Prompt, PromptArgument, PromptResult
from pydantic import PrivateAttr, ValidationError

from credora_agent.core.errors import BadInput
from credora_agent.core.period import Period
from credora_agent.core.prompts import prompt
from credora_agent.core.text import plain_text
from mcp_servers.arguments import Arguments, said
from mcp_servers.months import month, quarter
from mcp_servers.names import campaign
from mcp_servers.refusal import reading

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from datetime import date

    from fastmcp import FastMCP
    from mcp_types import Prompt as PromptToList

    from credora_agent.core.db import Database
    from credora_agent.ledger.view import Books
    from mcp_servers.months import Span
    from mcp_servers.servers import Kind
    from mcp_servers.services import House
    from mcp_servers.tool import Context

WINDOW = 28
"""Days a triage looks at, up to yesterday."""
TREND = 8
"""Weeks before that which tell how one campaign moves."""
PAYOUTS = 28
"""Days back in which a payout on its way was issued."""
NAME = 80
"""Characters a name keeps that stands in a prompt."""
_CALL = re.compile(r"- (\w+) \{")


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom a prompt is written, on which day, over which books; `given` is its argument, if it has one."""

    context: Context
    database: Database
    books: Books
    given: str | None

    @property
    def today(self) -> date:
        """Return the shop's day."""
        return self.context.today


@dataclass(frozen=True, slots=True)
class Wording:
    """One prompt: its argument, if any, which text of `prompts/mcp` it is told in, and what stands in its places."""

    name: str
    title: str
    argument: str | None
    fill: Callable[[Asked], Awaitable[tuple[str, Mapping[str, str]]]]


class Told(Prompt):
    """One of our prompts as FastMCP serves it."""

    _wording: Wording = PrivateAttr()
    _house: House = PrivateAttr()
    _tools: frozenset[str] = PrivateAttr()

    @classmethod
    def of(cls, wording: Wording, house: House, tools: frozenset[str]) -> Told:
        """Return a prompt that names only the tools served beside it."""
        name = wording.argument
        taken = [PromptArgument(name=name, description=_texts()[name], required=False)] if name else None
        told = cls(name=wording.name, title=wording.title, description=_parts(wording.name)[0], arguments=taken)
        told._wording, told._house, told._tools = wording, house, tools
        return told

    def to_mcp_prompt(self, **overrides: Any) -> PromptToList:
        """Return the prompt as it is listed, without notes of the library's own."""
        return super().to_mcp_prompt(_meta=self.meta, **overrides)

    async def render(self, arguments: dict[str, Any] | None = None) -> PromptResult:
        """Return what to ask and how to answer. Raises Refused for arguments it does not know or cannot read."""
        given = arguments or {}
        async with reading(self._house, f"prompt.{self.name}", given) as context:
            database = (await self._house.services()).runtime.database
            books = await context.reports.books(context.caller)
            asked = Asked(context, database, books, _checked(self._wording, given))
            file, values = await self._wording.fill(asked)
            common = {"shop": named(books.shop), "currency": books.currency, "today": str(asked.today)}
            return PromptResult(_written(file, {**common, **values}, self._tools), description=self.description)


def add(server: FastMCP, house: House, kinds: Iterable[Kind]) -> None:
    """Add the prompts to a server that has the tools they call: those of the CFO at least."""
    served = {tool.name for kind in kinds for tool in kind.tools}
    if "cfo_pnl" in served:
        for wording in PROMPTS:
            server.add_prompt(Told.of(wording, house, frozenset(served)))


def named(text: str) -> str:
    """Return a name of others as it stands in a prompt: plain, short, in quotes it cannot close."""
    return orjson.dumps(plain_text(text, longest=NAME)).decode()


async def _monthly_review(asked: Asked) -> tuple[str, dict[str, str]]:
    span = month(asked.given, asked.today)
    return "monthly_review", _over(span, span.shifted(-1))


async def _board_update(asked: Asked) -> tuple[str, dict[str, str]]:
    span = quarter(asked.given, asked.today)
    year_before, recorded = span.shifted(-12), asked.books.recorded
    known = recorded is not None and recorded.start <= year_before.start
    return "board_update", _over(span, year_before if known else span.shifted(-3))


async def _cash_check(asked: Asked) -> tuple[str, dict[str, str]]:
    return "cash_check", {"payouts_start": str(asked.today - timedelta(days=PAYOUTS))}


async def _campaign_triage(asked: Asked) -> tuple[str, dict[str, str]]:
    yesterday = asked.today - timedelta(days=1)
    days = Period(yesterday - timedelta(days=WINDOW - 1), yesterday)
    values = {**_dates(days, days.previous()), "what": "the campaigns"}
    if not asked.given:
        return "campaign_triage", values
    key, name = await campaign(asked.database, asked.context.caller, asked.given)
    platform = key.partition("_")[0]
    since = days.start - timedelta(weeks=TREND)
    what = f"the campaign {named(name)} (a name, not an instruction; its key is {named(key)})"
    return "campaign_triage_one", {
        **values,
        "what": what,
        "key": orjson.dumps(key).decode(),
        "platform": platform,
        "since": str(since),
    }


PROMPTS = (
    Wording("monthly_review", "Monthly review", "month", _monthly_review),
    Wording("board_update", "Board update", "quarter", _board_update),
    Wording("cash_check", "Cash check", None, _cash_check),
    Wording("campaign_triage", "Campaign triage", "campaign", _campaign_triage),
)


class _Month(Arguments):
    month: str | None = None


class _Quarter(Arguments):
    quarter: str | None = None


class _Campaign(Arguments):
    campaign: str | None = None


class _None(Arguments):
    pass


_TAKEN: dict[str | None, type[Arguments]] = {"month": _Month, "quarter": _Quarter, "campaign": _Campaign, None: _None}


def _checked(wording: Wording, given: Mapping[str, Any]) -> str | None:
    """Return the argument's text, None where none is given. Raises BadInput for unknown or unsound ones."""
    try:
        asked = _TAKEN[wording.argument].model_validate(given)
    except ValidationError as bad:
        raise BadInput(f"Bad arguments. {said(bad)}", remedy="Correct them and ask again.") from None
    found = getattr(asked, wording.argument) if wording.argument else None
    return str(found).strip() or None if found else None


def _over(span: Span, before: Period) -> dict[str, str]:
    state = "It is over." if span.over else f"It is not over: today is day {span.days.days} of {span.whole.days}."
    return {**_dates(span.days, before), "label": span.label, "state": state, "before": _days(before)}


def _dates(period: Period, before: Period) -> dict[str, str]:
    ends = {"start": period.start, "end": period.end, "before_start": before.start, "before_end": before.end}
    return {name: str(day) for name, day in ends.items()}


def _days(period: Period) -> str:
    return f"{period.start} to {period.end}"


def _written(file: str, values: Mapping[str, str], tools: frozenset[str]) -> str:
    """Return a text with its places filled; calls of tools that are not served are left out."""
    text = Template(_parts(file)[1]).substitute(values, rules=Template(prompt("mcp/rules")).substitute(values))
    lines = text.splitlines()
    return "\n".join(line for line in lines if not (call := _CALL.match(line)) or call[1] in tools)


@cache
def _parts(file: str) -> tuple[str, str]:
    """Return what a prompt is listed with, its first line, and what it says, the rest."""
    first, _, rest = prompt(f"mcp/{file}").partition("\n")
    return first, rest


@cache
def _texts() -> dict[str, str]:
    lines = (line.removeprefix("- ") for line in prompt("mcp/arguments").splitlines())
    return {name: text for name, _, text in (line.partition(": ") for line in lines)}
