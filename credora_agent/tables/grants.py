"""What the platforms entrusted to us: sealed tokens, and the consents that are still under way."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Moment, RecordedAt, TenantKey, of_connection, of_tenant


class Token(Base):
    """One secret of a connection, readable only with the key ring and only in its own place."""

    __tablename__ = "tokens"
    __table_args__ = (of_connection(), Index(None, "tenant_id", "key_id"))

    tenant_id: Mapped[TenantKey]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    """"access" or "refresh"."""
    sealed: Mapped[bytes]
    key_id: Mapped[str]
    expires_at: Mapped[Moment | None]
    """None for a token that stays valid until it is revoked."""
    updated_at: Mapped[RecordedAt]


class OAuthState(Base):
    """One consent a browser was sent to; its state comes back once, within minutes, to the same browser."""

    __tablename__ = "oauth_states"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    state_hash: Mapped[bytes] = mapped_column(primary_key=True)
    platform: Mapped[str]
    account: Mapped[str | None]
    """The account that was asked for (a shop's domain); None where the consent page offers the choice."""
    session_hash: Mapped[bytes]
    verifier: Mapped[bytes | None]
    """The sealed PKCE verifier."""
    return_to: Mapped[str | None]
    sandbox: Mapped[bool]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]
