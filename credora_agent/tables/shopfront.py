"""What a shop's platform knows beside its sales: the variants on the shelf, and the payouts to the bank."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Count, Micros, Moment, TenantKey, of_connection


class Variant(Base):
    """One variant of a product as it stands now: its price, its stock, its present unit cost."""

    __tablename__ = "variants"
    __table_args__ = (of_connection(), Index(None, "tenant_id", "sku"))

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    variant_id: Mapped[str] = mapped_column(primary_key=True)
    sku: Mapped[str | None]
    title: Mapped[str]
    product_id: Mapped[str | None]
    price_micros: Mapped[Micros | None]
    currency: Mapped[str]
    on_hand: Mapped[Count | None]
    unit_cost_micros: Mapped[Micros | None]
    updated_at: Mapped[Moment]


class Payout(Base):
    """One transfer to the merchant's bank; its state changes until it is paid or has failed."""

    __tablename__ = "payouts"
    __table_args__ = (of_connection(), Index(None, "tenant_id", "local_date"))

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    payout_id: Mapped[str] = mapped_column(primary_key=True)
    issued_at: Mapped[Moment]
    local_date: Mapped[date]
    status: Mapped[str]
    net_micros: Mapped[Micros]
    currency: Mapped[str]
    updated_at: Mapped[Moment]
