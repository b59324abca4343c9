"""The tools as a model is offered them: without what it never needs, with two ways to say no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

WITHHELD = frozenset({"cfo_apply"})
"""Tools no model is offered: what a person agrees to is carried out by the person's yes."""
PROPOSES = "cfo_propose"
ASK_BACK, DECLINE = "ask_back", "decline"
_NEEDLESS = frozenset({"cursor"})
"""Arguments of a reader that goes on from page to page, which a plan does not."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A tool as it is offered: its name, what it does, and the JSON schema of its arguments."""

    name: str
    description: str
    schema: dict[str, Any]


def offered(specs: Iterable[Spec]) -> tuple[Spec, ...]:
    """Return the tools a planning model is offered, always the same bytes for the same tools."""
    ours = [Spec(spec.name, spec.description, _pruned(spec.schema)) for spec in specs if spec.name not in WITHHELD]
    return (*ours, *_OWN)


def _pruned(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {name: _plain(each) for name, each in schema.get("properties", {}).items() if name not in _NEEDLESS}
    return {"type": "object", "properties": kept, "required": [*schema.get("required", [])]}


def _plain(argument: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in argument.items() if key != "default" or value is not None}


_OWN = (
    Spec(
        ASK_BACK,
        "Ask which of several readings is meant, when they give different numbers.",
        {
            "type": "object",
            "properties": {
                "about": {
                    "type": "string",
                    "enum": ["period", "metric", "comparison", "date_order", "entity"],
                    "description": "What is open.",
                },
                "options": {
                    "type": "array",
                    "items": {"type": "string"},
                    "minItems": 2,
                    "maxItems": 4,
                    "description": "Whole questions to choose from.",
                },
            },
            "required": ["about", "options"],
        },
    ),
    Spec(
        DECLINE,
        "Say that no tool answers this.",
        {
            "type": "object",
            "properties": {
                "reason": {
                    "type": "string",
                    "enum": ["off_topic", "change", "not_recorded"],
                    "description": "Another subject, something to be done in the shop, or nothing the books hold.",
                }
            },
            "required": ["reason"],
        },
    ),
)
