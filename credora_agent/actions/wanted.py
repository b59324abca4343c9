"""What can be wanted done: each change with what it needs, as it is kept in a plan. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from credora_agent.core.spans import Span

Every = Literal["day", "week", "month"]
Direction = Literal["above", "below"]


class Wanted(BaseModel):
    """One change a person may want."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SetBudget(Wanted):
    """What a line of the P&L shall come to in a month, costs as positive amounts; without an amount it is removed."""

    kind: Literal["budget"] = "budget"
    line: str
    month: str
    amount: Decimal | None


class AddAlert(Wanted):
    """A figure to be told of, its threshold in its unit as it is spoken: costs positive, shares of one."""

    kind: Literal["alert"] = "alert"
    metric: str
    direction: Direction
    threshold: Decimal
    period: Span


class AddSchedule(Wanted):
    """A report to be made every day, week or month; `on` is the weekday from Monday (1), or the day of the month."""

    kind: Literal["schedule"] = "schedule"
    report: str
    metric: str | None = None
    period: Span | None = None
    every: Every
    on: int | None = None
    hour: int = 8


class Remove(Wanted):
    """An alert or a schedule that is not wanted any more."""

    kind: Literal["remove"] = "remove"
    id: str


class Export(Wanted):
    """A report as a CSV file."""

    kind: Literal["export"] = "export"
    report: str
    metric: str | None = None
    start: date | None = None
    end: date | None = None


class DismissFinding(Wanted):
    """A finding to be set aside."""

    kind: Literal["dismiss_finding"] = "dismiss_finding"
    key: str
    reason: str | None = None


class RestoreFinding(Wanted):
    """A finding to be brought back."""

    kind: Literal["restore_finding"] = "restore_finding"
    key: str


AnyWanted = SetBudget | AddAlert | AddSchedule | Remove | Export | DismissFinding | RestoreFinding
WANTED: TypeAdapter[AnyWanted] = TypeAdapter(Annotated[AnyWanted, Field(discriminator="kind")])
"""Reads a change back from the plan it was kept in."""
