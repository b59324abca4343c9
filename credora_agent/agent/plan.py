"""What a question asks for: tool calls, or a question back, or an honest no; never two of these at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from credora_agent.core.errors import BadInput


@dataclass(frozen=True, slots=True)
class Call:
    """One tool to run; `args` are plain JSON values, dates as ISO strings."""

    tool: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to resolve a doubt; `question` is the whole question, said so that the doubt is gone."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Clarify:
    """A question back, because the readings lead to different numbers.

    `about` is what is open: "period", "metric", "comparison", "date_order" or "entity" (a name that fits several), and
    of a what-if or a wish its "amount", "threshold", "report" or "id", with usual ones to choose from.
    """

    about: str
    question: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly one of `calls`, `clarify` and `cannot` is there; `assumptions` say every default that was taken."""

    intent: str
    calls: tuple[Call, ...] = ()
    clarify: Clarify | None = None
    cannot: str | None = None
    confidence: float = 1.0
    assumptions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.calls) + (self.clarify is not None) + bool(self.cannot) != 1:
            raise BadInput(
                "A plan needs exactly one of calls, a question back and a reason why not.",
                remedy="Give one of them.",
            )
