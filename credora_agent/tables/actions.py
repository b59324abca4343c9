"""What people have done by Credora: plans put to them, alerts, scheduled reports, and the documents these made."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Count, Moment, NewId, TenantKey, of_tenant


class Proposal(Base):
    """A change put to a person: what it is, the state it was put over, and whether it was made."""

    __tablename__ = "proposals"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    user_id: Mapped[UUID]
    """Who may apply it: the person it was put to."""
    via: Mapped[str]
    action: Mapped[Any] = mapped_column(JSONB)
    state: Mapped[Any] = mapped_column(JSONB)
    """The state it was put over; where that is another by now, the plan is stale."""
    summary: Mapped[str]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    applied_at: Mapped[Moment | None]
    result: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))


class Alert(Base):
    """A figure a person wants to be told of once it is above or below a threshold."""

    __tablename__ = "alerts"
    __table_args__ = (
        of_tenant(),
        CheckConstraint("direction in ('above', 'below')", name="direction"),
        CheckConstraint("period in ('yesterday', 'last_7_days', 'last_28_days', 'month_to_date')", name="period"),
        CheckConstraint("unit in ('money', 'ratio', 'multiple', 'count', 'days')", name="unit"),
        Index(
            "ix_alerts_standing", "tenant_id", "metric", "direction", "period", "threshold",
            unique=True, postgresql_where=text("removed_at is null"),
        ),
    )  # fmt: skip

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    name: Mapped[str]
    metric: Mapped[str]
    direction: Mapped[str]
    threshold: Mapped[Decimal] = mapped_column(Numeric(30, 10))
    """In the metric's unit as it is spoken: currency units, a share of one, a count; costs are positive."""
    unit: Mapped[str]
    period: Mapped[str]
    created_by: Mapped[UUID]
    created_at: Mapped[Moment]
    removed_at: Mapped[Moment | None]


class Schedule(Base):
    """A report that is made again and again, each time a document."""

    __tablename__ = "schedules"
    __table_args__ = (
        of_tenant(),
        CheckConstraint("every in ('day', 'week', 'month')", name="every"),
        CheckConstraint("hour between 0 and 23", name="hour"),
        CheckConstraint("(every = 'week') = (weekday is not null) and weekday between 1 and 7", name="weekday"),
        CheckConstraint("(every = 'month') = (day is not null) and day between 1 and 31", name="day"),
    )

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    name: Mapped[str]
    report: Mapped[str]
    args: Mapped[Any] = mapped_column(JSONB)
    """What else the report takes; its days in a word that is relative to each day it is made."""
    every: Mapped[str]
    weekday: Mapped[int | None]
    """1 is Monday."""
    day: Mapped[int | None]
    """Of the month; the last one where a month has fewer."""
    hour: Mapped[int]
    """On the clock of the shop's time zone."""
    next_at: Mapped[Moment]
    last_at: Mapped[Moment | None]
    last_problem: Mapped[str | None]
    created_by: Mapped[UUID]
    created_at: Mapped[Moment]
    removed_at: Mapped[Moment | None]


class Document(Base):
    """A file that was made for a person or by a schedule; it goes after some weeks."""

    __tablename__ = "documents"
    __table_args__ = (of_tenant(), Index(None, "tenant_id", "created_at"))

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    name: Mapped[str]
    kind: Mapped[str]
    """Which report it is of."""
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    size: Mapped[Count]
    says: Mapped[str] = mapped_column(Text)
    """What the report says, in words."""
    rows: Mapped[Count]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    schedule_id: Mapped[UUID | None]
    created_by: Mapped[UUID]
