"""Where the books come from: connections, import runs, the records as their source gave them, costs and rates."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import (
    Base,
    Count,
    Micros,
    Moment,
    NewId,
    Rate,
    RecordedAt,
    TenantKey,
    of_connection,
    of_tenant,
)


class Connection(Base):
    """One source of a shop's books: a platform account, or its order files of one kind."""

    __tablename__ = "platform_connections"
    __table_args__ = (
        of_tenant(),
        Index(None, "tenant_id", "platform", "account", unique=True),
        CheckConstraint("status in ('connected', 'needs_attention', 'disconnected')", name="status"),
    )

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    platform: Mapped[str]
    account: Mapped[str]
    provides: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Categories this source delivers, so that none of them in a period is a true nought."""
    created_at: Mapped[RecordedAt]
    status: Mapped[str] = mapped_column(server_default="connected")
    sandbox: Mapped[bool] = mapped_column(server_default="false")
    """True for an account of the simulator: it is only ever asked there, and a real one never is."""
    name: Mapped[str | None]
    currency: Mapped[str | None]
    timezone: Mapped[str | None]
    """What the account itself keeps its money and days in; the shop's books may differ."""
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """What was granted, as the platform says it; what is missing degrades single streams."""
    settings: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    problem: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    """Why it needs attention: {code, cause, remedy}; null when nothing is wrong."""
    connected_at: Mapped[Moment | None]
    disconnected_at: Mapped[Moment | None]


class ImportRun(Base):
    """One file taken in: what it was, how it was read, what it changed."""

    __tablename__ = "import_runs"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    connection_id: Mapped[UUID | None]
    kind: Mapped[str]
    file_name: Mapped[str]
    mapping: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    rows_read: Mapped[Count] = mapped_column(server_default="0")
    rows_rejected: Mapped[Count] = mapped_column(server_default="0")
    entries_added: Mapped[Count] = mapped_column(server_default="0")
    entries_superseded: Mapped[Count] = mapped_column(server_default="0")
    finished_at: Mapped[RecordedAt]


BANK = "source_table = 'balance_transactions'"
RESERVE = "payload ->> 'type' like 'RESERVED_FUNDS%'"


class SourceRecord(Base):
    """One record as its source gave it, without personal data: where a ledger row leads back to."""

    __tablename__ = "source_records"
    # Without the connection in it: a planner without statistics would take this index for the primary key's work.
    __table_args__ = (
        of_connection(),
        Index(None, "tenant_id", "order_ref"),
        # A forecast reads the payout account's last weeks, and what was ever held back, out of millions of records.
        Index("ix_source_records_bank", "tenant_id", "local_date", postgresql_where=text(BANK)),
        Index("ix_source_records_reserve", "tenant_id", "local_date", postgresql_where=text(f"{BANK} and {RESERVE}")),
    )

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    source_table: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(primary_key=True)
    order_ref: Mapped[str | None]
    local_date: Mapped[date]
    currency: Mapped[str]
    stated_micros: Mapped[Micros | None]
    """What the source itself says the record amounts to: summed, the control total."""
    payload: Mapped[Any] = mapped_column(JSON)
    row: Mapped[Count]
    run_id: Mapped[UUID]
    withdrawn: Mapped[bool] = mapped_column(server_default="false")
    """True once a newer, complete version of its order no longer has it."""


class Order(Base):
    """One placed order: its day counts it, its customer joins it to others."""

    __tablename__ = "orders"
    __table_args__ = (
        of_connection(),
        Index(None, "tenant_id", "local_date"),
        Index(
            "ix_orders_customer",
            "tenant_id",
            "customer_ref",
            "placed_at",
            postgresql_where=text("customer_ref is not null"),
        ),
    )

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_ref: Mapped[str] = mapped_column(primary_key=True)
    placed_at: Mapped[Moment]
    local_date: Mapped[date]
    currency: Mapped[str]
    customer_ref: Mapped[str | None]
    """A salted hash: it tells customers apart and names nobody."""


class Product(Base):
    """A thing sold, by its stock keeping unit."""

    __tablename__ = "products"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    sku: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    seen_on: Mapped[date]


class ProductCost(Base):
    """What one unit of a SKU costs from a day on, until the next such row."""

    __tablename__ = "product_costs"
    __table_args__ = (of_tenant(), CheckConstraint("unit_cost_micros >= 0", name="not_negative"))

    tenant_id: Mapped[TenantKey]
    sku: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    unit_cost_micros: Mapped[Micros]
    currency: Mapped[str]
    run_id: Mapped[UUID]


class ExchangeRate(Base):
    """What one unit of `base` was worth in `quote` on a day."""

    __tablename__ = "exchange_rates"
    __table_args__ = (of_tenant(), CheckConstraint("rate > 0", name="positive"))

    tenant_id: Mapped[TenantKey]
    base: Mapped[str] = mapped_column(primary_key=True)
    quote: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    rate: Mapped[Rate]
    run_id: Mapped[UUID]
