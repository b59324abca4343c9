"""The days to come: what the merchant plans, answers kept, forecasts to be scored; who may do what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"

PLAN_TABLES = (
    "cash_balances", "planned_payments", "stock_orders", "supply_terms", "tax_rules", "calendar_events", "budgets",
    "campaign_products", "finding_marks",
)
ANSWER_TABLES = ("pnl_reports", "forecasts")

# What answers are read from beside the ledger itself: any change of it makes kept answers old.
WATCHED = (
    "variants", "payouts", "campaigns", "ad_metrics_daily", "orders", "products", "product_costs", "exchange_rates",
    *PLAN_TABLES,
)

COUNT_CHANGE = """
create function count_detail_change() returns trigger language plpgsql as $$
begin
    update tenants set detail_version = detail_version + 1 where id in (select tenant_id from changed);
    return null;
end $$
"""
COUNT_CONNECTION = """
create function count_connection_change() returns trigger language plpgsql as $$
begin
    update tenants set detail_version = detail_version + 1 where id = new.tenant_id;
    return null;
end $$
"""


def upgrade() -> None:
    op.add_column('tenants', sa.Column('detail_version', sa.BigInteger(), server_default='0', nullable=False))
    op.create_index('ix_orders_customer', 'orders', ['tenant_id', 'customer_ref', 'placed_at'], unique=False, postgresql_where=sa.text('customer_ref is not null'))
    op.create_index('ix_source_records_bank', 'source_records', ['tenant_id', 'local_date'], unique=False, postgresql_where=sa.text("source_table = 'balance_transactions'"))
    op.create_index('ix_source_records_reserve', 'source_records', ['tenant_id', 'local_date'], unique=False, postgresql_where=sa.text("source_table = 'balance_transactions' and payload ->> 'type' like 'RESERVED_FUNDS%'"))
    op.create_table('cash_balances',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('amount_micros', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_cash_balances_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'account', 'day', name=op.f('pk_cash_balances'))
    )
    op.create_table('planned_payments',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('amount_micros', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('every', sa.String(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("every in ('once', 'week', 'month', 'quarter', 'year')", name=op.f('ck_planned_payments_every')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_planned_payments_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_planned_payments'))
    )
    op.create_table('stock_orders',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sku', sa.String(), nullable=True),
    sa.Column('units', sa.BigInteger(), nullable=False),
    sa.Column('unit_cost_micros', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('ordered_on', sa.Date(), nullable=False),
    sa.Column('arrives_on', sa.Date(), nullable=False),
    sa.Column('deposit_rate', sa.Numeric(precision=20, scale=10), nullable=False),
    sa.Column('balance_days', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("status in ('planned', 'ordered', 'received', 'cancelled')", name=op.f('ck_stock_orders_status')),
    sa.CheckConstraint('deposit_rate between 0 and 1', name=op.f('ck_stock_orders_deposit_rate')),
    sa.CheckConstraint('units > 0', name=op.f('ck_stock_orders_units')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_stock_orders_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_stock_orders'))
    )
    op.create_table('supply_terms',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('sku', sa.String(), nullable=False),
    sa.Column('lead_days', sa.Integer(), nullable=False),
    sa.Column('least_units', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('pack_units', sa.BigInteger(), server_default='1', nullable=False),
    sa.Column('deposit_rate', sa.Numeric(precision=20, scale=10), server_default='0', nullable=False),
    sa.Column('balance_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('deposit_rate between 0 and 1', name=op.f('ck_supply_terms_deposit_rate')),
    sa.CheckConstraint('lead_days >= 0 and least_units >= 0 and pack_units >= 1 and balance_days >= 0', name=op.f('ck_supply_terms_sane')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_supply_terms_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'sku', name=op.f('pk_supply_terms'))
    )
    op.create_table('tax_rules',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('every', sa.String(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('due_days', sa.Integer(), nullable=False),
    sa.Column('share', sa.Numeric(precision=20, scale=10), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("every in ('month', 'quarter', 'year')", name=op.f('ck_tax_rules_every')),
    sa.CheckConstraint('share between 0 and 1', name=op.f('ck_tax_rules_share')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_tax_rules_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'name', name=op.f('pk_tax_rules'))
    )
    op.create_table('calendar_events',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('factor', sa.Numeric(precision=20, scale=10), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('factor >= 0', name=op.f('ck_calendar_events_factor')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_calendar_events_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_calendar_events'))
    )
    op.create_table('budgets',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('line', sa.String(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('amount_micros', sa.BigInteger(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_budgets_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'line', 'month', name=op.f('pk_budgets'))
    )
    op.create_table('campaign_products',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('campaign_id', sa.String(), nullable=False),
    sa.Column('sku', sa.String(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_campaign_products_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'campaign_id', 'sku', name=op.f('pk_campaign_products'))
    )
    op.create_table('finding_marks',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('dismissed_by', sa.Uuid(), nullable=False),
    sa.Column('dismissed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_finding_marks_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'key', name=op.f('pk_finding_marks'))
    )
    op.create_table('pnl_reports',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('ledger_version', sa.BigInteger(), nullable=False),
    sa.Column('detail_version', sa.BigInteger(), nullable=False),
    sa.Column('code_version', sa.String(), nullable=False),
    sa.Column('answer', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('took_ms', sa.Double(), nullable=False),
    sa.Column('computed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_pnl_reports_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'question', name=op.f('pk_pnl_reports'))
    )
    op.create_table('forecasts',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('today', sa.Date(), nullable=False),
    sa.Column('horizon_days', sa.Integer(), nullable=False),
    sa.Column('paths', sa.Integer(), nullable=False),
    sa.Column('seed', sa.BigInteger(), nullable=False),
    sa.Column('model_version', sa.String(), nullable=False),
    sa.Column('ledger_version', sa.BigInteger(), nullable=False),
    sa.Column('detail_version', sa.BigInteger(), nullable=False),
    sa.Column('inputs', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('result', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('scores', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('scored_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_forecasts_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_forecasts'))
    )
    op.create_index(op.f('ix_forecasts_tenant_id_today'), 'forecasts', ['tenant_id', 'today'], unique=False)
    for table in (*PLAN_TABLES, *ANSWER_TABLES):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using (tenant_id = {TENANT}) with check (tenant_id = {TENANT})")
    op.execute(f"grant select, insert, update, delete on {', '.join((*PLAN_TABLES, *ANSWER_TABLES))} to credora_app")
    op.execute(COUNT_CHANGE)
    op.execute(COUNT_CONNECTION)
    for table in WATCHED:
        for event, rows in (("insert", "new"), ("update", "new"), ("delete", "old")):
            op.execute(
                f"create trigger counts_{event} after {event} on {table} referencing {rows} table as changed"
                " for each statement execute function count_detail_change()"
            )
    op.execute(
        "create trigger counts_update after update on platform_connections for each row"
        " when (old.provides is distinct from new.provides or old.status is distinct from new.status)"
        " execute function count_connection_change()"
    )


def downgrade() -> None:
    op.execute("drop trigger counts_update on platform_connections")
    for table in WATCHED:
        for event in ("insert", "update", "delete"):
            op.execute(f"drop trigger counts_{event} on {table}")
    op.execute("drop function count_detail_change()")
    op.execute("drop function count_connection_change()")
    for table in (*ANSWER_TABLES, *PLAN_TABLES):
        op.drop_table(table)
    op.drop_index('ix_source_records_reserve', table_name='source_records')
    op.drop_index('ix_source_records_bank', table_name='source_records')
    op.drop_index('ix_orders_customer', table_name='orders')
    op.drop_column('tenants', 'detail_version')
