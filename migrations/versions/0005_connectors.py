"""Apps let in by OAuth: what each was granted; an access token ends with its grant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"

# What was granted to whom never changes; a grant nobody took up is swept away.
GRANTS = (
    "grant select, insert, delete on oauth_grants to credora_app",
    "grant update (code_used_at, refresh_hash, refresh_expires_at, revoked_at) on oauth_grants to credora_app",
)


def upgrade() -> None:
    op.create_table('oauth_grants',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('client_name', sa.String(), nullable=False),
    sa.Column('redirect_uri', sa.String(), nullable=False),
    sa.Column('scopes', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('resource', sa.String(), nullable=True),
    sa.Column('request_hash', sa.LargeBinary(), nullable=False),
    sa.Column('family_hash', sa.LargeBinary(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=False),
    sa.Column('code_challenge', sa.String(), nullable=False),
    sa.Column('code_expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refresh_hash', sa.LargeBinary(), nullable=True),
    sa.Column('refresh_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("scopes <@ array['read', 'write'] and cardinality(scopes) > 0", name=op.f('ck_oauth_grants_scopes')),
    sa.ForeignKeyConstraint(['tenant_id', 'user_id'], ['memberships.tenant_id', 'memberships.user_id'], name=op.f('fk_oauth_grants_tenant_id_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_oauth_grants'))
    )
    op.create_index(op.f('ix_oauth_grants_tenant_id_family_hash'), 'oauth_grants', ['tenant_id', 'family_hash'], unique=True)
    op.create_index(op.f('ix_oauth_grants_tenant_id_request_hash'), 'oauth_grants', ['tenant_id', 'request_hash'], unique=True)
    op.create_foreign_key(
        op.f('fk_api_tokens_tenant_id_grant_id'), 'api_tokens', 'oauth_grants',
        ['tenant_id', 'grant_id'], ['tenant_id', 'id'], ondelete='CASCADE',
    )
    op.create_index(op.f('ix_api_tokens_tenant_id_grant_id'), 'api_tokens', ['tenant_id', 'grant_id'], unique=False)
    op.execute("alter table oauth_grants enable row level security")
    op.execute("alter table oauth_grants force row level security")
    op.execute(
        f"create policy tenant on oauth_grants using (tenant_id = {TENANT}) with check (tenant_id = {TENANT})"
    )
    for statement in GRANTS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f('ix_api_tokens_tenant_id_grant_id'), table_name='api_tokens')
    op.drop_constraint(op.f('fk_api_tokens_tenant_id_grant_id'), 'api_tokens', type_='foreignkey')
    op.drop_table('oauth_grants')
