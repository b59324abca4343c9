"""Accounts: identities and sessions, ways to an identity provider, invitations, and what was deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
USER = "nullif(current_setting('app.user_id', true), '')::uuid"
DOOR = f"{USER} = 'c4ed04a0-0000-4000-8000-000000000003'"
"""Who looks at the door whose a state or an identity is: nobody's user."""
ERASED = "current_setting('app.erased', true)"

TABLES = ("identities", "sign_ins", "sessions", "invitations", "deletions")
POLICIES = (
    f"create policy person on identities using (user_id = {USER}) with check (user_id = {USER})",
    f"create policy door on identities for select using ({DOOR})",
    f"create policy door on sign_ins using ({DOOR}) with check ({DOOR})",
    f"create policy person on sessions using (user_id = {USER}) with check (user_id = {USER})",
    # What has ended is swept out, whoever's it was; what is good is seen by its person alone.
    f"""create policy door on sessions using ({DOOR}
        and (expires_at <= now() or last_seen_at <= now() - interval '14 days'))""",
    f"create policy tenant on invitations using (tenant_id = {TENANT}) with check (tenant_id = {TENANT})",
    "create policy noted on deletions for insert with check (true)",
    f"create policy door on deletions for select using ({DOOR})",
    # Who works on a shop sees who else does.
    f"""create policy colleague on users for select using (exists (
        select from memberships m where m.user_id = users.id and m.tenant_id = {TENANT}))""",
    # Nothing is deleted by a statement that forgot its condition: the transaction says beforehand what is.
    f"create policy erased on tenants for delete using (id = {TENANT} and id::text = {ERASED})",
    f"create policy erased on users as restrictive for delete using (id::text = {ERASED})",
)
GRANTS = (
    "grant select, insert, delete on identities, sign_ins, invitations to credora_app",
    "grant select, insert, delete on sessions to credora_app",
    "grant update (shop_id, browser, place, last_seen_at) on sessions to credora_app",
    "grant select, insert on deletions to credora_app",
    "grant delete on tenants, users to credora_app",
)


def upgrade() -> None:
    op.create_table('identities',
    sa.Column('issuer', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_identities_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('issuer', 'subject', name=op.f('pk_identities'))
    )
    op.create_index(op.f('ix_identities_user_id'), 'identities', ['user_id'], unique=False)
    op.create_table('sign_ins',
    sa.Column('state_hash', sa.LargeBinary(), nullable=False),
    sa.Column('browser_hash', sa.LargeBinary(), nullable=False),
    sa.Column('return_to', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('state_hash', name=op.f('pk_sign_ins'))
    )
    op.create_table('sessions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('secret_hash', sa.LargeBinary(), nullable=False),
    sa.Column('shop_id', sa.Uuid(), nullable=True),
    sa.Column('browser', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('via', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['tenants.id'], name=op.f('fk_sessions_shop_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sessions_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions')),
    sa.UniqueConstraint('user_id', 'secret_hash', name=op.f('uq_sessions_user_id_secret_hash'))
    )
    op.create_index(op.f('ix_sessions_shop_id'), 'sessions', ['shop_id'], unique=False)
    op.create_table('invitations',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('secret_hash', sa.LargeBinary(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('invited_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("role in ('owner', 'analyst', 'viewer')", name=op.f('ck_invitations_role')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_invitations_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_invitations'))
    )
    op.create_index(op.f('ix_invitations_tenant_id_secret_hash'), 'invitations', ['tenant_id', 'secret_hash'], unique=True)
    op.create_table('deletions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject_hash', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind in ('person', 'shop')", name=op.f('ck_deletions_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deletions'))
    )
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
    for statement in (*POLICIES, *GRANTS):
        op.execute(statement)


def downgrade() -> None:
    op.execute("revoke delete on tenants, users from credora_app")
    op.execute("drop policy erased on tenants")
    op.execute("drop policy erased on users")
    op.execute("drop policy colleague on users")
    for table in reversed(TABLES):
        op.drop_table(table)
