"""What happens in a turn, one thing after the other, as surfaces show it while it happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["plan", "tool_started", "tool_finished", "figures", "block", "words", "notice", "done"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `data` is JSON.

    plan: the plan · tool_started {call, tool, args} · tool_finished {call, tool, ms, error} · figures {figures} ·
    block {block} · words {text}: a sentence · notice {text} · done: the whole turn.
    """

    kind: Kind
    data: dict[str, Any]
