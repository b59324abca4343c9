"""What the advertising accounts said: campaigns, their days as they stand, and what those days said before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Count, Micros, Moment, RecordedAt, TenantKey, of_connection

Conversions = Annotated[Decimal, mapped_column(Numeric(20, 6))]
"""A number of purchases; a platform that models them counts in fractions."""


class Campaign(Base):
    """One campaign of an advertising account, by its newest name and state."""

    __tablename__ = "campaigns"
    __table_args__ = (of_connection(),)

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    status: Mapped[str | None]
    channel: Mapped[str | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]


class AdDay(Base):
    """One campaign's day as the platform says it now; windows are replaced whole."""

    __tablename__ = "ad_metrics_daily"
    __table_args__ = (of_connection(),)

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    """In the account's own time zone."""
    currency: Mapped[str]
    spend_micros: Mapped[Micros]
    impressions: Mapped[Count]
    clicks: Mapped[Count]
    purchases: Mapped[Conversions]
    purchase_value_micros: Mapped[Micros]
    attribution: Mapped[str]
    run_id: Mapped[UUID]
    fetched_at: Mapped[Moment]


class AdDayRevision(Base):
    """What a campaign's day said before it was replaced."""

    __tablename__ = "ad_metrics_revisions"
    __table_args__ = (of_connection(),)

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    replaced_at: Mapped[RecordedAt] = mapped_column(primary_key=True)
    currency: Mapped[str]
    spend_micros: Mapped[Micros]
    impressions: Mapped[Count]
    clicks: Mapped[Count]
    purchases: Mapped[Conversions]
    purchase_value_micros: Mapped[Micros]
    attribution: Mapped[str]
    run_id: Mapped[UUID]
    fetched_at: Mapped[Moment]
