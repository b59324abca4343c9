"""What a clause is answered against, what an answer is, and the days both speak of."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from credora_agent.agent.planner import asking
from credora_agent.agent.planner.known import NOTHING, Known
from credora_agent.agent.planner.periods.when import DAY, stretch
from credora_agent.core.period import Grain, Period

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.agent.plan import Call, Clarify
    from credora_agent.agent.planner.clauses import Clause

USUAL_DAYS = 28
"""Days a list of products, campaigns, adverts, orders or payouts is of when nobody says: those up to yesterday."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one clause leads to; exactly one of `calls`, `clarify` and `cannot` (a topic) is there."""

    intent: str
    calls: tuple[Call, ...] = ()
    clarify: Clarify | None = None
    cannot: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """What a clause is answered against."""

    clause: Clause
    today: date
    books: Period | None
    known: Known = NOTHING
    notes: list[str] = field(default_factory=list)

    def asks(self, about: str, key: str) -> Answer:
        """Return the answer that asks back."""
        return Answer("clarify", clarify=asking.back(self.clause, about, key))

    def answer(self, intent: str, *calls: Call) -> Answer:
        """Return the answer that calls tools, with every default taken so far."""
        return Answer(intent, calls=calls, notes=tuple(dict.fromkeys(self.notes)))

    @property
    def sku(self) -> str | None:
        """The product the clause names."""
        return self.clause.first("sku")

    @property
    def campaign(self) -> str | None:
        """The campaign the clause names."""
        return self.clause.first("named_campaign")


def no(topic: str) -> Answer:
    """Return the answer that says why not."""
    return Answer("unsupported", cannot=topic)


def dated(period: Period) -> dict[str, str]:
    """Return a period as arguments."""
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}


def against(period: Period) -> dict[str, str]:
    """Return a period as the one compared with."""
    return {"compare_start": period.start.isoformat(), "compare_end": period.end.isoformat()}


def stretches(at: Setting, *, joined: bool = True) -> list[tuple[Period, dict[str, str]]]:
    """Return the days asked about; neighbours of one length are one stretch split by it, a part wins over its whole."""
    whens = [(when, days) for when in at.clause.whens if (days := when.until(at.today))]
    at.notes.extend(note for when, _ in whens for note in when.notes)
    kept = [
        (when, days) for when, days in whens
        if not any(other != days and days.start <= other.start and other.end <= days.end for _, other in whens)
    ]  # fmt: skip
    kept = list({days: (when, days) for when, days in kept}.values())
    if joined and len(kept) > 1:
        ordered = sorted((days for _, days in kept))
        grains = {when.grain for when, _ in kept}
        touching = all(a.end + DAY == b.start for a, b in pairwise(ordered))
        if touching and len(grains) == 1 and Grain.TOTAL not in grains:
            return [(Period(ordered[0].start, ordered[-1].end), {"by": grains.pop().value})]
    return [(days, {}) for _, days in kept]


def days_of_list(at: Setting) -> list[Period]:
    """Return the days a list is asked for, each stretch by itself; by default the last 28 up to yesterday, said so."""
    found = [days for days, _ in stretches(at, joined=False)]
    if not found:
        at.notes.append("last_28")
        found = [stretch(at.today, "day", USUAL_DAYS)]
    return found


def plain(value: Any) -> Any:
    """Return a decimal as the plain number it is: whole ones without a point."""
    return int(value) if value == int(value) else float(value)
