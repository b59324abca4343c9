"""Apps that a member let in by OAuth: what each was granted, and the hashes its secrets are known by."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Moment, NewId, RecordedAt, TenantKey


class OAuthGrant(Base):
    """One yes of one member to one app; it goes where the membership goes, and takes its access tokens along."""

    __tablename__ = "oauth_grants"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["memberships.tenant_id", "memberships.user_id"], ondelete="CASCADE"
        ),
        Index(None, "tenant_id", "family_hash", unique=True),
        Index(None, "tenant_id", "request_hash", unique=True),
        CheckConstraint("scopes <@ array['read', 'write'] and cardinality(scopes) > 0", name="scopes"),
    )

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    user_id: Mapped[UUID]
    client_id: Mapped[str]
    """The https address of the app's metadata document."""
    client_name: Mapped[str]
    """What the app calls itself: nobody has checked it."""
    redirect_uri: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    resource: Mapped[str | None]
    """The address its tokens are good for; null when the app named none."""
    request_hash: Mapped[bytes]
    """Of the request that was said yes to: it can be said to once."""
    family_hash: Mapped[bytes]
    """Of the part its code and all its refresh tokens have in common, so that a spent one is known for what it is."""
    code_hash: Mapped[bytes]
    code_challenge: Mapped[str]
    code_expires_at: Mapped[Moment]
    code_used_at: Mapped[Moment | None]
    refresh_hash: Mapped[bytes | None]
    """Of the one refresh token that is good now."""
    refresh_expires_at: Mapped[Moment | None]
    created_at: Mapped[RecordedAt]
    revoked_at: Mapped[Moment | None]
