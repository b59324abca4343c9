"""Who may ask from outside, and what was asked and done: API tokens, and the log that is only ever added to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Count, Moment, NewId, RecordedAt, TenantKey, of_tenant
from credora_agent.tables.connectors import OAuthGrant
from credora_agent.tables.tenants import Membership

# Named by their classes, so that whoever imports these tables has the ones they lean on too.
MEMBERS, GRANTS = Membership.__tablename__, OAuthGrant.__tablename__


class ApiToken(Base):
    """One secret that a member's programs ask with; only its hash is kept, and it goes where the membership goes."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "user_id"], [f"{MEMBERS}.tenant_id", f"{MEMBERS}.user_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "grant_id"], [f"{GRANTS}.tenant_id", f"{GRANTS}.id"], ondelete="CASCADE"),
        Index(None, "tenant_id", "secret_hash", unique=True),
        Index(None, "tenant_id", "grant_id"),
        CheckConstraint("kind in ('api', 'access')", name="kind"),
        CheckConstraint("scopes <@ array['read', 'write'] and cardinality(scopes) > 0", name="scopes"),
    )

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    user_id: Mapped[UUID]
    name: Mapped[str]
    secret_hash: Mapped[bytes]
    """SHA-256 of the whole text of the token."""
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    kind: Mapped[str]
    """"api" for one a person made and keeps, "access" for a short one given out under a grant."""
    grant_id: Mapped[UUID | None]
    created_at: Mapped[RecordedAt]
    expires_at: Mapped[Moment | None]
    last_used_at: Mapped[Moment | None]
    """Within a minute."""
    revoked_at: Mapped[Moment | None]


class KeyedAnswer(Base):
    """What a request with an `Idempotency-Key` was answered, for as long as it may be sent again."""

    __tablename__ = "keyed_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "user_id"], [f"{MEMBERS}.tenant_id", f"{MEMBERS}.user_id"], ondelete="CASCADE"
        ),
        Index(None, "tenant_id", "begun_at"),
    )

    tenant_id: Mapped[TenantKey]
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[bytes]
    """SHA-256 of the address and the body."""
    begun_at: Mapped[Moment]
    status: Mapped[int | None]
    """None while the request is being done."""
    headers: Mapped[Any | None] = mapped_column(JSONB)
    body: Mapped[bytes | None]


class AuditEntry(Base):
    """One thing that was asked or done, chained to the entry before it: none can be changed and not be found out."""

    __tablename__ = "audit_log"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    seq: Mapped[Count] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … within the shop, without gaps."""
    at: Mapped[Moment]
    actor_id: Mapped[UUID]
    via: Mapped[str]
    """The surface: "mcp", "cli", "web", "slack" or "worker"."""
    action: Mapped[str]
    target: Mapped[str | None]
    detail: Mapped[Any] = mapped_column(JSONB)
    outcome: Mapped[str]
    """"ok", or the code of the error."""
    ms: Mapped[float | None]
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes]
    """SHA-256 over everything else in the row, as `access.audit` writes it out."""
