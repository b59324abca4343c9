"""Answers of requests that came with a key, so that the same request is done once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    op.create_table('keyed_answers',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('asked', sa.LargeBinary(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('headers', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id', 'user_id'], ['memberships.tenant_id', 'memberships.user_id'], name=op.f('fk_keyed_answers_tenant_id_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'user_id', 'key', name=op.f('pk_keyed_answers'))
    )
    op.create_index(op.f('ix_keyed_answers_tenant_id_begun_at'), 'keyed_answers', ['tenant_id', 'begun_at'], unique=False)
    op.execute("alter table keyed_answers enable row level security")
    op.execute("alter table keyed_answers force row level security")
    op.execute(f"create policy tenant on keyed_answers using (tenant_id = {TENANT}) with check (tenant_id = {TENANT})")
    op.execute("grant select, insert, update, delete on keyed_answers to credora_app")


def downgrade() -> None:
    op.drop_table('keyed_answers')
