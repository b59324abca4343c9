"""What somebody means by a name: a campaign found exactly, near ones named; and names ranked by what was typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.core.errors import BadInput
from credora_agent.ledger.load_names import load_campaigns_called
from credora_agent.reports.asking import tenant_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database

MOST = 100
"""Names one completion may have, by the protocol."""
AMONG = 300
"""Names of a shop that are looked at beside each other: those near the text, then the latest."""
ALIKE = 65.0
"""How alike, of 100, a name must be to what was typed where none contains it."""
PART = 0.9
"""What being like a part of a name is worth beside being like the whole."""
NEAR = 3


class Name(NamedTuple):
    """What is to be typed, and what it is called in words."""

    value: str
    text: str = ""


async def campaign(database: Database, caller: Caller, text: str) -> tuple[str, str]:
    """Return (key, name) of the shop's campaign of that name, id or key. Raises BadInput naming near ones."""
    found = await database.read(
        caller, partial(load_campaigns_called, tenant=tenant_of(caller), typed=text, most=AMONG)
    )
    same = [row for row in found if row.place == 0]
    if len(same) == 1:
        return same[0].key, same[0].name
    if same:
        keys = ", ".join(row.key for row in same[:NEAR])
        raise BadInput(f"{len(same)} campaigns are called that.", remedy=f"Say which: {keys}.")
    near = ranked(text, [Name(row.name, row.key) for row in found])[:NEAR]
    raise BadInput("There is no campaign of that name.", remedy=remedy(near, "cfo_campaigns lists them."))


def remedy(near: Iterable[str], otherwise: str) -> str:
    """Return the names a caller may have meant as a question, or where they are listed."""
    names = [f'"{name}"' for name in near]
    return f"Did you mean {' or '.join(names)}?" if names else otherwise


def ranked(typed: str, names: Iterable[Name]) -> list[str]:
    """Return up to 100 values: those that begin with what was typed, then those that contain it, else those alike.

    Letter case is no difference; within each they stay in the order given.
    """
    said = typed.strip().casefold()
    known = list(dict.fromkeys(names))
    folded = [(name.value, name.value.casefold(), name.text.casefold()) for name in known]
    begins = [value for value, *texts in folded if any(text.startswith(said) for text in texts)]
    holds = [value for value, *texts in folded if any(said in text for text in texts)]
    found = list(dict.fromkeys([*begins, *holds])) or _alike(said, known)
    return found[:MOST]


def _alike(said: str, names: list[Name]) -> list[str]:
    from rapidfuzz import fuzz  # noqa: PLC0415 - only where nothing contains what was typed

    def likeness(text: str) -> float:
        part = PART * fuzz.partial_ratio(said, text) if len(text) > len(said) else 0.0
        return max(fuzz.ratio(said, text), part)

    scored = ((max(likeness(text.casefold()) for text in name if text), name.value) for name in names)
    found = sorted((each for each in scored if each[0] >= ALIKE), key=lambda each: -each[0])
    return list(dict.fromkeys(value for _, value in found))
