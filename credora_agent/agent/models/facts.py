"""What a planning model is told of a shop: days, currency, what is recorded, and names, as marked and bounded data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credora_agent.agent.models.periods import table
from credora_agent.core.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from credora_agent.core.period import Period

QUESTION = 1_000
NAME = 80
"""Characters of a question and of a name that are passed on."""
MOST_NAMES = 12
EARLIER = 6
"""How many questions before this one are passed on."""
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Facts:
    """A shop on a day; `missing` are names of what is not recorded, names are by id as the platforms spell them."""

    today: date
    currency: str
    zone: str
    recorded: Period | None = None
    missing: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    products: Mapping[str, str] = field(default_factory=dict)
    campaigns: Mapping[str, str] = field(default_factory=dict)


def marked(name: str, text: str) -> str:
    """Return a text as data of that name; no text inside can end it, or begin another."""
    return f"<{name}>\n{text}\n</{name}>"


def data(text: str, *, longest: int) -> str:
    """Return a text from outside on one line, without what could be read as a mark."""
    return plain_text(text, longest=longest).translate(_UNMARKED)


def message(question: str, facts: Facts, after: Sequence[str] = ()) -> str:
    """Return what a planning model is told of one question; what changes least comes first."""
    parts = [marked("facts", _facts(facts)), marked("periods", _periods(facts.today))]
    if names := _names(facts, " ".join([*after, question])):
        parts.append(marked("names", "\n".join(names)))
    if after:
        parts.append(marked("earlier", "\n".join(data(each, longest=QUESTION) for each in after[-EARLIER:])))
    return "\n".join([*parts, marked("question", data(question, longest=QUESTION))])


def _facts(facts: Facts) -> str:
    said = [f"today: {facts.today} ({facts.today:%A}), {facts.zone}, currency {facts.currency}"]
    said.append(f"recorded: {facts.recorded}" if facts.recorded else "recorded: nothing yet")
    if facts.missing:
        said.append(f"not recorded: {', '.join(facts.missing)}")
    if facts.platforms:
        said.append(f"connected: {', '.join(facts.platforms)}")
    return "\n".join(said)


def _periods(today: date) -> str:
    return "\n".join(f"{name}: {period.start} {period.end}" for name, period in table(today).items())


def _names(facts: Facts, asked: str) -> list[str]:
    """Return the shop's own names that share a word with what was asked; nobody else's text is passed on."""
    words = _words([asked])
    lines = [
        f"{kind} {data(key, longest=NAME)}: {data(name, longest=NAME)}"
        for kind, names in (("product", facts.products), ("campaign", facts.campaigns))
        for key, name in names.items()
        if words & _words([key, name])
    ]
    return lines[:MOST_NAMES]


def _words(texts: Iterable[str]) -> set[str]:
    return {word.casefold() for text in texts for word in _WORD.findall(text)}


_UNMARKED = str.maketrans({"<": "‹", ">": "›"})
