"""Answers kept: reports while the books stand as they did, and every forecast given, to be scored by what happened."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Count, Moment, NewId, RecordedAt, TenantKey, of_tenant


class PnlReport(Base):
    """The newest answer to one question, with the versions of the books it was read from."""

    __tablename__ = "pnl_reports"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    question: Mapped[str] = mapped_column(primary_key=True)
    """The report's name and arguments, today among them, as canonical JSON."""
    ledger_version: Mapped[Count]
    detail_version: Mapped[Count]
    code_version: Mapped[str]
    answer: Mapped[Any] = mapped_column(JSONB)
    took_ms: Mapped[float]
    computed_at: Mapped[RecordedAt]


class Forecast(Base):
    """A forecast as it was given: all it was made from, its seed among it, and later how it did."""

    __tablename__ = "forecasts"
    __table_args__ = (of_tenant(), Index(None, "tenant_id", "today"))

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    made_at: Mapped[RecordedAt]
    today: Mapped[date]
    """The first day it speaks of; the books were known up to the day before."""
    horizon_days: Mapped[int]
    paths: Mapped[int]
    seed: Mapped[Count]
    model_version: Mapped[str]
    ledger_version: Mapped[Count]
    detail_version: Mapped[Count]
    inputs: Mapped[Any] = mapped_column(JSONB)
    result: Mapped[Any] = mapped_column(JSONB)
    scores: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    scored_at: Mapped[Moment | None]
