"""What every table shares: the metadata, constraint names, and the columns that recur."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, MetaData, Numeric, func
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

TenantKey = Annotated[UUID, mapped_column(primary_key=True)]
"""The shop a row belongs to: the first column of every key of every tenant table."""
NewId = Annotated[UUID, mapped_column(primary_key=True, default=uuid4)]
Micros = Annotated[int, mapped_column(BigInteger)]
"""An amount of money in 10⁻⁶ units of the currency named beside it."""
Count = Annotated[int, mapped_column(BigInteger)]
Rate = Annotated[Decimal, mapped_column(Numeric(20, 10))]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
RecordedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMES)


def of_tenant() -> ForeignKeyConstraint:
    """Return the foreign key of a table whose rows belong to a shop."""
    return ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE")


def of_connection() -> ForeignKeyConstraint:
    """Return the foreign key of a table whose rows came from one of the shop's own connections."""
    return ForeignKeyConstraint(
        ["tenant_id", "connection_id"],
        ["platform_connections.tenant_id", "platform_connections.id"],
        ondelete="CASCADE",
    )
