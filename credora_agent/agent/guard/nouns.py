"""Nouns beside figures: they may stand there as long as they neither name what is told nor narrow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.guard.frame import COMPARING, MOVES
from credora_agent.agent.guard.levels import Unsaid
from credora_agent.agent.guard.terms import terms

if TYPE_CHECKING:
    from credora_agent.agent.guard.frame import Frame

NAMED = frozenset({"label", "name"})
TOLD = frozenset(
    {
        "number",
        "times",
        "gain",
        "loss",
        "even",
        "empty",
        "pace",
        *MOVES,
        *COMPARING,
        "highest",
        "lowest",
        "best",
        "worst",
    }
)
NARROWING = terms("of from for by in on via through at with within across among per to")
OWNING = terms("the your our its their a an this that these those my")
CLOSING = terms("; : . ! ?")


def beside(frame: Frame) -> None:
    """Check that no noun of a sentence is what one of its claims is about, or makes another measure of one."""
    for at, item in enumerate(frame.items):
        if item.kind != "noun":
            continue
        if _narrows(frame, at):
            raise Unsaid(f'says "{item.text}", which may tell one kind of figure from another')
        if _names(frame, at):
            raise Unsaid(f'says "{item.text}" of what no figure names')


def _narrows(frame: Frame, at: int) -> bool:
    """Tell whether a noun stands at a label, or is joined to one: "board revenue", "revenue of boards"."""
    if frame.kind(at - 1) in NAMED or frame.kind(at + 1) in NAMED or frame.kind(at - 1) == "number":
        return True
    look = at - 1
    while look >= 0 and (frame.low(look) in OWNING or frame.kind(look) in ("noun", "period")):
        look -= 1
    if frame.low(look) not in NARROWING:
        return False
    return frame.kind(look - 1) in (*NAMED, "number", "period") and _figured(frame, look - 1)


def _figured(frame: Frame, at: int) -> bool:
    look = at
    while look >= 0 and frame.kind(look) in ("period", "number"):
        look -= 1
    return frame.kind(at) in NAMED or frame.kind(at) == "number" or frame.kind(look) in NAMED


def _names(frame: Frame, at: int) -> bool:
    """Tell whether a claim follows a noun with no figure's name between: "the board came to £5", "boards rose"."""
    for look in range(at + 1, len(frame.items)):
        kind, low = frame.kind(look), frame.low(look)
        if kind in NAMED:
            return False
        if kind in TOLD and not frame.items[look].used:
            attached = any(g.start in (look + 1, look + 2, look + 3) for g in frame.groups)
            return not attached
        if low in CLOSING:
            return False
    return False
