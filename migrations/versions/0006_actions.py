"""What people have done: plans put to them, alerts, scheduled reports, and the documents these made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
WORKER = """(nullif(current_setting('app.user_id', true), '')::uuid = 'c4ed04a0-0000-4000-8000-000000000002'
    and nullif(current_setting('app.tenant_id', true), '') is null)"""

TABLES = ("proposals", "alerts", "schedules", "documents")

# Unbound to a shop, the background work sees which schedules there are, as it sees streams. A document never changes.
GRANTS = (
    f"create policy worker on schedules for select using {WORKER}",
    "grant select, insert, update, delete on proposals, alerts, schedules to credora_app",
    "grant select, insert, delete on documents to credora_app",
)


def upgrade() -> None:
    op.create_table('proposals',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('via', sa.String(), nullable=False),
    sa.Column('action', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_proposals_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_proposals'))
    )
    op.create_table('alerts',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('metric', sa.String(), nullable=False),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('threshold', sa.Numeric(precision=30, scale=10), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("direction in ('above', 'below')", name=op.f('ck_alerts_direction')),
    sa.CheckConstraint("period in ('yesterday', 'last_7_days', 'last_28_days', 'month_to_date')", name=op.f('ck_alerts_period')),
    sa.CheckConstraint("unit in ('money', 'ratio', 'multiple', 'count', 'days')", name=op.f('ck_alerts_unit')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_alerts_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_alerts'))
    )
    op.create_index('ix_alerts_standing', 'alerts', ['tenant_id', 'metric', 'direction', 'period', 'threshold'], unique=True, postgresql_where=sa.text('removed_at is null'))
    op.create_table('schedules',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('report', sa.String(), nullable=False),
    sa.Column('args', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('every', sa.String(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=True),
    sa.Column('day', sa.Integer(), nullable=True),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_problem', sa.String(), nullable=True),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(every = 'month') = (day is not null) and day between 1 and 31", name=op.f('ck_schedules_day')),
    sa.CheckConstraint("(every = 'week') = (weekday is not null) and weekday between 1 and 7", name=op.f('ck_schedules_weekday')),
    sa.CheckConstraint("every in ('day', 'week', 'month')", name=op.f('ck_schedules_every')),
    sa.CheckConstraint('hour between 0 and 23', name=op.f('ck_schedules_hour')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_schedules_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_schedules'))
    )
    op.create_table('documents',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.Column('rows', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('schedule_id', sa.Uuid(), nullable=True),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_documents_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_documents'))
    )
    op.create_index(op.f('ix_documents_tenant_id_created_at'), 'documents', ['tenant_id', 'created_at'], unique=False)
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using (tenant_id = {TENANT}) with check (tenant_id = {TENANT})")
    for statement in GRANTS:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
