"""What the merchant said of the days to come: cash, payments, stock orders, taxes, events, budgets."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import (
    Base,
    Count,
    Micros,
    NewId,
    Rate,
    RecordedAt,
    TenantKey,
    of_connection,
    of_tenant,
)


class CashBalance(Base):
    """What was on one bank account at the end of a day."""

    __tablename__ = "cash_balances"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    account: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    amount_micros: Mapped[Micros]
    currency: Mapped[str]
    recorded_at: Mapped[RecordedAt]


class PlannedPayment(Base):
    """Money that comes or leaves on stated days: payroll, rent, a loan and its instalments, an owner's draw."""

    __tablename__ = "planned_payments"
    __table_args__ = (
        of_tenant(),
        CheckConstraint("every in ('once', 'week', 'month', 'quarter', 'year')", name="every"),
    )

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    name: Mapped[str]
    kind: Mapped[str]
    """"operating", "payroll", "rent", "marketing", "financing", "tax", "owner" or "other"."""
    amount_micros: Mapped[Micros]
    """Each time; negative when it leaves."""
    currency: Mapped[str]
    every: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    recorded_at: Mapped[RecordedAt]


class StockOrder(Base):
    """Goods ordered from a supplier, or meant to be."""

    __tablename__ = "stock_orders"
    __table_args__ = (
        of_tenant(),
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("deposit_rate between 0 and 1", name="deposit_rate"),
        CheckConstraint("status in ('planned', 'ordered', 'received', 'cancelled')", name="status"),
    )

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    name: Mapped[str]
    sku: Mapped[str | None]
    units: Mapped[Count]
    unit_cost_micros: Mapped[Micros]
    currency: Mapped[str]
    ordered_on: Mapped[date]
    arrives_on: Mapped[date]
    deposit_rate: Mapped[Rate]
    """The part paid on the day of the order; the rest is due `balance_days` after arrival."""
    balance_days: Mapped[int]
    status: Mapped[str]
    recorded_at: Mapped[RecordedAt]


class SupplyTerms(Base):
    """How a SKU is bought; the row whose SKU is empty holds for every other one."""

    __tablename__ = "supply_terms"
    __table_args__ = (
        of_tenant(),
        CheckConstraint("lead_days >= 0 and least_units >= 0 and pack_units >= 1 and balance_days >= 0", name="sane"),
        CheckConstraint("deposit_rate between 0 and 1", name="deposit_rate"),
    )

    tenant_id: Mapped[TenantKey]
    sku: Mapped[str] = mapped_column(primary_key=True)
    lead_days: Mapped[int]
    """Days from an order to its arrival."""
    least_units: Mapped[Count] = mapped_column(server_default="0")
    pack_units: Mapped[Count] = mapped_column(server_default="1")
    deposit_rate: Mapped[Rate] = mapped_column(server_default="0")
    balance_days: Mapped[int] = mapped_column(server_default="0")
    recorded_at: Mapped[RecordedAt]


class TaxRule(Base):
    """When the sales tax that was collected is paid on."""

    __tablename__ = "tax_rules"
    __table_args__ = (
        of_tenant(),
        CheckConstraint("every in ('month', 'quarter', 'year')", name="every"),
        CheckConstraint("share between 0 and 1", name="share"),
    )

    tenant_id: Mapped[TenantKey]
    name: Mapped[str] = mapped_column(primary_key=True)
    every: Mapped[str]
    first_day: Mapped[date]
    """The first day of any one filing period: the others follow from it."""
    due_days: Mapped[int]
    """Days from the end of a period to its payment."""
    share: Mapped[Rate]
    """The part of the tax collected that is left to pay, after the tax on purchases."""
    recorded_at: Mapped[RecordedAt]


class CalendarEvent(Base):
    """Days the merchant expects to be unlike others: a launch, a sale, a closure."""

    __tablename__ = "calendar_events"
    __table_args__ = (of_tenant(), CheckConstraint("factor >= 0", name="factor"))

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    name: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    factor: Mapped[Rate]
    """What the day's usual sales are multiplied by."""
    recorded_at: Mapped[RecordedAt]


class Budget(Base):
    """What a line of the P&L shall come to in a month, signed as the line is."""

    __tablename__ = "budgets"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    line: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    amount_micros: Mapped[Micros]
    recorded_at: Mapped[RecordedAt]


class SavedScenario(Base):
    """A what-if somebody keeps by a name; it is worked out anew whenever it is looked at."""

    __tablename__ = "scenarios"
    __table_args__ = (of_tenant(), UniqueConstraint("tenant_id", "name"))

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    name: Mapped[str]
    asked: Mapped[str]
    """Its levers as an address has them."""
    saved_by: Mapped[UUID]
    saved_at: Mapped[RecordedAt]


class CampaignProduct(Base):
    """That a campaign advertises a SKU, as the merchant says."""

    __tablename__ = "campaign_products"
    __table_args__ = (of_connection(),)

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]


class FindingMark(Base):
    """That a person dismissed a finding; deleted when it is restored."""

    __tablename__ = "finding_marks"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    key: Mapped[str] = mapped_column(primary_key=True)
    """The finding's own: its rule, its subject and what makes a new one of it."""
    reason: Mapped[str | None]
    dismissed_by: Mapped[UUID]
    dismissed_at: Mapped[RecordedAt]
