"""Who is signed in and how they came: identities, sessions, ways under way, invitations; what was deleted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Moment, NewId, RecordedAt, TenantKey, of_tenant


class Identity(Base):
    """One account at an identity provider, and the person it is here."""

    __tablename__ = "identities"
    __table_args__ = (Index(None, "user_id"),)

    issuer: Mapped[str] = mapped_column(primary_key=True)
    """The provider's address, or "sandbox" for the simulator wherever it is served."""
    subject: Mapped[str] = mapped_column(primary_key=True)
    """What the provider calls the account for good; its e-mail address may change."""
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[RecordedAt]


class SignIn(Base):
    """One browser on its way to an identity provider; its state comes back once, within minutes, in that browser."""

    __tablename__ = "sign_ins"

    state_hash: Mapped[bytes] = mapped_column(primary_key=True)
    browser_hash: Mapped[bytes]
    return_to: Mapped[str]
    """A path of our own."""
    expires_at: Mapped[Moment]


class Session(Base):
    """One browser somebody is signed in with; deleting the row signs it out."""

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("user_id", "secret_hash"),)

    id: Mapped[NewId]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    secret_hash: Mapped[bytes]
    """SHA-256 of the whole text of the cookie."""
    shop_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id", ondelete="SET NULL"), index=True)
    """The shop that was chosen last."""
    browser: Mapped[str]
    """As a person would call it, such as "Firefox on Linux"."""
    place: Mapped[str]
    """The network it was last seen in, never the whole address."""
    via: Mapped[str]
    """What the person proved themselves by: "provider", "demo" or "machine"."""
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    """Within a minute."""
    expires_at: Mapped[Moment]
    """When it ends however often it is used."""


class Invitation(Base):
    """One link that makes whoever has that e-mail address a member, once."""

    __tablename__ = "invitations"
    __table_args__ = (
        of_tenant(),
        Index(None, "tenant_id", "secret_hash", unique=True),
        CheckConstraint("role in ('owner', 'analyst', 'viewer')", name="role"),
    )

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    secret_hash: Mapped[bytes]
    email: Mapped[str]
    role: Mapped[str]
    invited_by: Mapped[UUID]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class Deletion(Base):
    """That a person or a shop was deleted with all that was theirs: no name, no address, nothing that leads back."""

    __tablename__ = "deletions"
    __table_args__ = (CheckConstraint("kind in ('person', 'shop')", name="kind"),)

    id: Mapped[NewId]
    kind: Mapped[str]
    subject_hash: Mapped[bytes]
    """SHA-256 of the id: whoever knows the id can be shown that it is gone, nobody learns it from here."""
    at: Mapped[Moment]
