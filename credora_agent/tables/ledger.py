"""The books themselves: the append-only ledger, and the sums by day and by order that reports read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import (
    Base,
    Count,
    Micros,
    Moment,
    Rate,
    RecordedAt,
    TenantKey,
    of_connection,
    of_tenant,
)

CURRENT = text("is_current")


class Transaction(Base):
    """One version of one signed component; a correction is a new row, and the old one names it."""

    __tablename__ = "transactions"
    __table_args__ = (
        of_connection(),
        Index(
            "uq_transactions_current",
            "tenant_id",
            "connection_id",
            "source_id",
            "source_table",
            "component",
            unique=True,
            postgresql_where=CURRENT,
        ),
        Index("ix_transactions_day", "tenant_id", "local_date", "category", postgresql_where=CURRENT),
        Index(
            "ix_transactions_sku",
            "tenant_id",
            "sku",
            postgresql_where=text("is_current and sku is not null"),
        ),
        CheckConstraint("(reporting_micros is null) = (fx_rate is null)", name="converted_with_its_rate"),
    )

    tenant_id: Mapped[TenantKey]
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    connection_id: Mapped[UUID]
    source_table: Mapped[str]
    source_id: Mapped[str]
    component: Mapped[str]
    version: Mapped[int]
    category: Mapped[str]
    occurred_at: Mapped[Moment]
    local_date: Mapped[date]
    """The accrual day, in the shop's time zone."""
    amount_micros: Mapped[Micros]
    currency: Mapped[str]
    reporting_micros: Mapped[Micros | None]
    """The amount in the shop's currency; null while no rate for its day is known."""
    fx_rate: Mapped[Rate | None]
    sku: Mapped[str | None]
    quantity: Mapped[Count]
    stock_quantity: Mapped[Count]
    order_ref: Mapped[str | None]
    voided: Mapped[bool]
    """True for the version that says the component no longer stands; its amount is nought."""
    run_id: Mapped[UUID]
    recorded_at: Mapped[RecordedAt]
    is_current: Mapped[bool] = mapped_column(server_default="true")
    """False once superseded. A column of its own, not `superseded_by is null`: without statistics Postgres takes
    a null for rare, the whole ledger of a new shop for one row, and any index for as good as the right one."""
    superseded_by: Mapped[int | None] = mapped_column(BigInteger)


class PnlDaily(Base):
    """The current ledger rows of one day and category, added up in the shop's currency."""

    __tablename__ = "pnl_daily"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    local_date: Mapped[date] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    amount_micros: Mapped[Micros]
    costed_micros: Mapped[Micros]
    """The part of the amount whose SKU had a unit cost in force on the day."""
    quantity: Mapped[Count]
    entries: Mapped[Count]
    unconverted: Mapped[Count]
    """Rows left out of the amount because no exchange rate for their day is known."""
    orders: Mapped[Count]


class SkuDaily(Base):
    """The current ledger rows of one day and SKU, added up in the shop's currency."""

    __tablename__ = "sku_daily"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    local_date: Mapped[date] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(primary_key=True)
    gross_sales_micros: Mapped[Micros]
    discounts_micros: Mapped[Micros]
    returns_micros: Mapped[Micros]
    cogs_micros: Mapped[Micros]
    units_sold: Mapped[Count]
    units_returned: Mapped[Count]
    entries: Mapped[Count]
    unconverted: Mapped[Count]


class OrderSums(Base):
    """The current ledger rows that name one order, whenever booked, added up in the shop's currency.

    It moves with the ledger, change by change, in the same transaction.
    """

    __tablename__ = "order_sums"
    __table_args__ = (
        of_connection(),
        Index(None, "tenant_id", "local_date"),
        Index("ix_order_sums_name", "tenant_id", "name", postgresql_where=text("name is not null")),
    )

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_ref: Mapped[str] = mapped_column(primary_key=True)
    local_date: Mapped[date | None]
    """The day it was placed, null while the books have rows of it but no standing order; so are the next two."""
    placed_at: Mapped[Moment | None]
    currency: Mapped[str | None]
    name: Mapped[str | None]
    """What its platform calls it before people, where that is not its reference."""
    gross_sales_micros: Mapped[Micros]
    discounts_micros: Mapped[Micros]
    returns_micros: Mapped[Micros]
    shipping_income_micros: Mapped[Micros]
    other_income_micros: Mapped[Micros]
    cogs_micros: Mapped[Micros]
    fulfilment_micros: Mapped[Micros]
    fees_micros: Mapped[Micros]
    sales_tax_micros: Mapped[Micros]
    original_micros: Mapped[Micros]
    """Its net sales as they were booked, in the order's own currency."""
    units_sold: Mapped[Count]
    units_returned: Mapped[Count]
    units_costed: Mapped[Count]
    """Of the units sold, those with a unit cost."""
    entries: Mapped[Count]
    """Rows of the P&L's lines."""
    unconverted: Mapped[Count]
    """Those of them left out of the amounts because no exchange rate for their day is known."""
