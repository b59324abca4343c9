"""How far each stream of each connection has come, what the platforms called out, and how fast they may be asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Count, Moment, RecordedAt, TenantKey, of_connection


class SyncStream(Base):
    """One stream of a connection: its cursor moves in the transaction that writes its rows, or not at all."""

    __tablename__ = "sync_streams"
    __table_args__ = (
        of_connection(),
        CheckConstraint("state in ('idle', 'running', 'waiting', 'failed', 'degraded', 'off')", name="state"),
    )

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(server_default="0")
    """Who works on it now: a worker that was overtaken holds an older one, and writes nothing."""
    cursor: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    state: Mapped[str] = mapped_column(server_default="idle")
    step: Mapped[str | None]
    due_at: Mapped[Moment | None]
    lease_until: Mapped[Moment | None]
    worker: Mapped[str | None]
    started_at: Mapped[Moment | None]
    last_good_at: Mapped[Moment | None]
    covered_from: Mapped[Moment | None]
    covered_until: Mapped[Moment | None]
    rows_total: Mapped[Count] = mapped_column(server_default="0")
    rows_last: Mapped[Count] = mapped_column(server_default="0")
    progress_done: Mapped[Count | None]
    progress_total: Mapped[Count | None]
    error: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    """What went wrong last: {code, cause, remedy}; null when nothing is."""
    failures: Mapped[int] = mapped_column(server_default="0")


class WebhookEvent(Base):
    """One event a platform called out, however often it did."""

    __tablename__ = "webhook_events"
    __table_args__ = (of_connection(),)

    tenant_id: Mapped[TenantKey]
    platform: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str]
    connection_id: Mapped[UUID]
    received_at: Mapped[RecordedAt]
    handled_at: Mapped[Moment | None]


class SyncAlert(Base):
    """Something about a connection's data a person should know; resolved once it no longer holds."""

    __tablename__ = "sync_alerts"
    __table_args__ = (of_connection(),)

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    detail: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    first_seen: Mapped[RecordedAt]
    last_seen: Mapped[RecordedAt]
    resolved_at: Mapped[Moment | None]


class RateLimit(Base):
    """One token bucket, shared by every worker that asks the same platform for the same account."""

    __tablename__ = "rate_limits"

    key: Mapped[str] = mapped_column(primary_key=True)
    capacity: Mapped[float]
    restore: Mapped[float]
    """Units that come back each second."""
    available: Mapped[float]
    updated_at: Mapped[Moment]
    blocked_until: Mapped[Moment | None]
    """The platform itself said to wait until then."""
