"""What-ifs people keep by a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    op.create_table('scenarios',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('asked', sa.String(), nullable=False),
    sa.Column('saved_by', sa.Uuid(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_scenarios_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_scenarios')),
    sa.UniqueConstraint('tenant_id', 'name', name=op.f('uq_scenarios_tenant_id_name'))
    )
    op.execute("alter table scenarios enable row level security")
    op.execute("alter table scenarios force row level security")
    op.execute(f"create policy tenant on scenarios using (tenant_id = {TENANT}) with check (tenant_id = {TENANT})")
    op.execute("grant select, insert, update, delete on scenarios to credora_app")


def downgrade() -> None:
    op.drop_table('scenarios')
