"""What an explanation of a change returns: the premise, the drivers that add up to it, the days that carry it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from credora_agent.reports.schemas import Change, Figure, Plain, Range, Schema
from credora_agent.reports.sheets import Behind


class Rows(Behind):
    """Where the rows behind a part are found: the arguments of `cfo_entries`."""

    metric: str


class Part(Schema):
    """One product's or campaign's share of a driver, in the metric's unit; `few` marks what is mostly chance."""

    key: str
    label: str
    effect: Plain
    few: bool = False
    behind: tuple[Rows, ...] = ()


class Driver(Schema):
    """What moved, and by how much it moved the metric.

    `share` is its part of the whole change, None where that is nought. `items` are the largest of what it is made of;
    `others` is the sum of the `left_out` further ones, so that items and others add up to `effect`.
    """

    key: str
    label: str
    says: str
    effect: Plain
    share: Plain | None
    items: tuple[Part, ...] = ()
    left_out: int = 0
    others: Plain = Decimal(0)
    behind: tuple[Rows, ...] = ()


class Day(Schema):
    """A day's value, what the period compared with would have given it, and the difference."""

    day: date
    value: Plain
    expected: Plain
    effect: Plain
    behind: tuple[Rows, ...] = ()


class Premise(Schema):
    """Whether there is anything to explain.

    `moved` is the direction of the change as people speak of the metric (more of a cost is "rose"), `asked` the one
    the question took for granted. `expected` is what was usual, by `basis` ("weekdays", "stretches" or "season") over
    `samples` past stretches; `z` how many robust standard deviations (`noise` each) the period lies from it, `odd`
    whether that is out of the ordinary, None when too little is known.
    """

    moved: Literal["rose", "fell", "unchanged"]
    asked: Literal["rose", "fell"] | None
    expected: Plain | None
    basis: str | None
    samples: int
    noise: Plain | None
    z: float | None
    odd: bool | None

    @property
    def contradicted(self) -> bool:
        """Tell whether the question took the opposite of what happened for granted."""
        return self.asked is not None and self.moved != self.asked


class Explanation(Schema):
    """Why a metric moved between two periods. The effects of `drivers` add up to the change, to the last decimal."""

    shop: str
    currency: str
    metric: str
    label: str
    period: Range
    compare: Range
    after: Figure
    before: Figure
    change: Change
    premise: Premise
    drivers: tuple[Driver, ...]
    days: tuple[Day, ...]
    method: str
    ledger_version: int
    notes: tuple[str, ...] = ()
