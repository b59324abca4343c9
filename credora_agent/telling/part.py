"""What one tool result becomes: sentences, blocks, and the figures both point at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credora_agent.telling.phrasing import listed, lowered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credora_agent.reports.schemas import Figure
    from credora_agent.telling.blocks import Block


@dataclass(frozen=True, slots=True)
class Part:
    """One tool result, told."""

    words: tuple[str, ...]
    blocks: tuple[Block, ...] = ()
    figures: tuple[Figure, ...] = field(default=(), repr=False)


SINGULAR = frozenset({"fulfilment", "marketing", "shipping_income"})
LACK_NAMES = {
    "gross_sales": "gross sales",
    "discounts": "discounts",
    "returns": "returns",
    "shipping_income": "shipping income",
    "cogs": "unit costs (COGS)",
    "fulfilment": "fulfilment",
    "fees": "payment fees",
    "marketing": "marketing",
    "operating_costs": "operating costs",
}


def lacking(missing: Iterable[str]) -> str:
    """Return what is not recorded, as prose: "unit costs (COGS), fulfilment and marketing"."""
    return listed([LACK_NAMES.get(name, lowered(name.replace("_", " "))) for name in missing])


def not_recorded(missing: Iterable[str], *, fully: bool = False) -> str:
    """Return "marketing is not recorded", "fulfilment and marketing are not fully recorded"."""
    names = list(missing)
    verb = "are" if len(names) > 1 or not {*names} <= SINGULAR else "is"
    return f"{lacking(names) or 'an amount'} {verb} not {'fully ' if fully else ''}recorded"


def sentences(notes: Iterable[str]) -> tuple[str, ...]:
    """Return notes without repetition, in their order."""
    return tuple(dict.fromkeys(notes))
