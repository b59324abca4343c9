"""Who there is: shops, people, and who may see which shop."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Count, Moment, NewId, RecordedAt, TenantKey


class Tenant(Base):
    """One shop: its books' currency and zone, and the version its ledger stands at."""

    __tablename__ = "tenants"
    __table_args__ = (
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name="slug"),
    )

    id: Mapped[NewId]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    currency: Mapped[str]
    timezone: Mapped[str]
    customer_salt: Mapped[bytes]
    """Makes this shop's customer references different from any other shop's for the same person."""
    created_at: Mapped[RecordedAt]
    ledger_version: Mapped[Count] = mapped_column(server_default="0")
    ledger_changed_at: Mapped[Moment | None]
    detail_version: Mapped[Count] = mapped_column(server_default="0")
    """Counts changes of what stands beside the ledger: stock, payouts, ad days, customers, the merchant's plan."""


class User(Base):
    """A person who can sign in."""

    __tablename__ = "users"

    id: Mapped[NewId]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[RecordedAt]


class Membership(Base):
    """That a person may work on a shop, and as what."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("role in ('owner', 'analyst', 'viewer')", name="role"),
        Index(None, "user_id"),
    )

    tenant_id: Mapped[TenantKey] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str]
    created_at: Mapped[RecordedAt]
