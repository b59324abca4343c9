"""What plans, alerts, schedules and documents return."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from credora_agent.core.spans import Span
from credora_agent.reports.schemas import Plain, Schema

PlanState = Literal["open", "applied", "closed"]
DOCUMENT = "credora://documents/"
"""How the address of a document begins; its id follows."""


class Proposed(Schema):
    """A plan: what would be done, in words, and until when it can be applied. Nothing is done yet."""

    shop: str
    currency: str
    plan_id: str
    kind: str
    summary: str
    before: str | None
    after: str | None
    expires_at: datetime


class Applied(Schema):
    """What was done."""

    shop: str
    currency: str
    plan_id: str
    kind: str
    says: str
    id: str | None
    link: str | None
    next_at: datetime | None
    applied_at: datetime


class PlanShown(Schema):
    """A plan as it stands: `open` can be applied, `applied` was, `closed` was not in time, or was declined."""

    plan_id: str
    kind: str
    summary: str
    state: PlanState
    expires_at: datetime
    applied: Applied | None


class AlertSet(Schema):
    """An alert that stands."""

    id: str
    name: str
    metric: str
    direction: str
    threshold: Plain
    unit: str
    period: Span
    created_at: datetime


class ScheduleSet(Schema):
    """A schedule that stands: what it makes, when it did last and will next, and what went wrong last, if it did."""

    id: str
    name: str
    report: str
    args: dict[str, Any]
    every: str
    on: int | None
    hour: int
    next_at: datetime
    last_at: datetime | None
    last_problem: str | None
    created_at: datetime


class DocumentKept(Schema):
    """A document; `says` is what its report says, in words."""

    id: str
    name: str
    kind: str
    media_type: str
    size: int
    rows: int
    says: str
    link: str
    schedule_id: str | None
    created_at: datetime
    expires_at: datetime


class Documents(Schema):
    """A page of documents, newest first."""

    documents: tuple[DocumentKept, ...]
    next_cursor: str | None
