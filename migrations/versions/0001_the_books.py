"""The books: shops and people, sources and their records, the ledger and its daily sums; who may do what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
USER = "nullif(current_setting('app.user_id', true), '')::uuid"

TENANT_TABLES = (
    "platform_connections", "import_runs", "source_records", "orders", "products", "product_costs",
    "exchange_rates", "transactions", "pnl_daily", "sku_daily",
)

# Rounds as credora_agent.core.money.convert does: half to even, to a whole micro.
HALF_EVEN = """
create function half_even(x numeric) returns bigint language sql immutable parallel safe
return case when abs(x - trunc(x)) = 0.5 then 2 * round(x / 2) else round(x) end::bigint
"""

# The role of every unit of work. An owner that is also the login must be able to become it.
APP_ROLE = """
do $$ begin
    if not exists (select from pg_roles where rolname = 'credora_app') then
        create role credora_app nologin nosuperuser nobypassrls;
    end if;
    if not pg_has_role(current_user, 'credora_app', 'member') then
        begin
            execute format('grant credora_app to %I', current_user);
        exception when insufficient_privilege then
            raise notice 'this owner cannot become credora_app: give the application its own login';
        end;
    end if;
exception when insufficient_privilege then
    raise exception 'the role credora_app is missing and % may not create it', current_user
        using hint = 'As a superuser: create role credora_app nologin; grant credora_app to the owner role.';
end $$
"""

PEOPLE = (
    "alter table tenants enable row level security",
    "alter table tenants force row level security",
    f"""create policy member on tenants for select using (id = {TENANT} or exists (
        select from memberships m where m.tenant_id = tenants.id and m.user_id = {USER}))""",
    f"create policy founder on tenants for insert with check (id = {TENANT})",
    f"create policy tenant on tenants for update using (id = {TENANT}) with check (id = {TENANT})",
    "alter table memberships enable row level security",
    "alter table memberships force row level security",
    f"""create policy tenant on memberships using (tenant_id = {TENANT} or user_id = {USER})
        with check (tenant_id = {TENANT})""",
    "alter table users enable row level security",
    "alter table users force row level security",
    f"create policy self on users using (id = {USER}) with check (id = {USER})",
)

# The ledger is append-only: a version is inserted, and later told which one superseded it; nothing else.
GRANTS = (
    # Files wait in temporary tables until they are posted.
    "do $$ begin execute format('grant temporary on database %I to credora_app', current_database()); end $$",
    "grant usage on schema public to credora_app",
    "grant select on alembic_version to credora_app",
    "grant select, insert, update on tenants, users, memberships, platform_connections, import_runs, "
    "source_records, orders, products, product_costs, exchange_rates to credora_app",
    "grant delete on memberships to credora_app",
    "grant select, insert on transactions to credora_app",
    "grant update (is_current, superseded_by) on transactions to credora_app",
    "grant usage on all sequences in schema public to credora_app",
    "grant select, insert, update, delete on pnl_daily, sku_daily to credora_app",
)


def upgrade() -> None:
    op.create_table('tenants',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('timezone', sa.String(), nullable=False),
    sa.Column('customer_salt', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ledger_version', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('ledger_changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f('ck_tenants_currency')),
    sa.CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f('ck_tenants_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tenants')),
    sa.UniqueConstraint('slug', name=op.f('uq_tenants_slug'))
    )
    op.create_table('users',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('email', name=op.f('uq_users_email'))
    )
    op.create_table('exchange_rates',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('base', sa.String(), nullable=False),
    sa.Column('quote', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('rate', sa.Numeric(precision=20, scale=10), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('rate > 0', name=op.f('ck_exchange_rates_positive')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_exchange_rates_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'base', 'quote', 'day', name=op.f('pk_exchange_rates'))
    )
    op.create_table('import_runs',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('mapping', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('rows_read', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('rows_rejected', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('entries_added', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('entries_superseded', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_import_runs_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_import_runs'))
    )
    op.create_table('memberships',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("role in ('owner', 'analyst', 'viewer')", name=op.f('ck_memberships_role')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_memberships_tenant_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_memberships_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'user_id', name=op.f('pk_memberships'))
    )
    op.create_index(op.f('ix_memberships_user_id'), 'memberships', ['user_id'], unique=False)
    op.create_table('platform_connections',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('platform', sa.String(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('provides', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_platform_connections_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_platform_connections'))
    )
    op.create_index(op.f('ix_platform_connections_tenant_id_platform_account'), 'platform_connections', ['tenant_id', 'platform', 'account'], unique=True)
    op.create_table('pnl_daily',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('amount_micros', sa.BigInteger(), nullable=False),
    sa.Column('costed_micros', sa.BigInteger(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('entries', sa.BigInteger(), nullable=False),
    sa.Column('unconverted', sa.BigInteger(), nullable=False),
    sa.Column('orders', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_pnl_daily_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'local_date', 'category', name=op.f('pk_pnl_daily'))
    )
    op.create_table('product_costs',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('sku', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('unit_cost_micros', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('unit_cost_micros >= 0', name=op.f('ck_product_costs_not_negative')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_product_costs_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'sku', 'valid_from', name=op.f('pk_product_costs'))
    )
    op.create_table('products',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('sku', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_products_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'sku', name=op.f('pk_products'))
    )
    op.create_table('sku_daily',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('sku', sa.String(), nullable=False),
    sa.Column('gross_sales_micros', sa.BigInteger(), nullable=False),
    sa.Column('discounts_micros', sa.BigInteger(), nullable=False),
    sa.Column('returns_micros', sa.BigInteger(), nullable=False),
    sa.Column('cogs_micros', sa.BigInteger(), nullable=False),
    sa.Column('units_sold', sa.BigInteger(), nullable=False),
    sa.Column('units_returned', sa.BigInteger(), nullable=False),
    sa.Column('entries', sa.BigInteger(), nullable=False),
    sa.Column('unconverted', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_sku_daily_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'local_date', 'sku', name=op.f('pk_sku_daily'))
    )
    op.create_table('orders',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('order_ref', sa.String(), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('customer_ref', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_orders_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'order_ref', name=op.f('pk_orders'))
    )
    op.create_index(op.f('ix_orders_tenant_id_local_date'), 'orders', ['tenant_id', 'local_date'], unique=False)
    op.create_table('source_records',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('source_table', sa.String(), nullable=False),
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('order_ref', sa.String(), nullable=True),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('stated_micros', sa.BigInteger(), nullable=True),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('row', sa.BigInteger(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('withdrawn', sa.Boolean(), server_default='false', nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_source_records_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'source_table', 'source_id', name=op.f('pk_source_records'))
    )
    op.create_index(op.f('ix_source_records_tenant_id_order_ref'), 'source_records', ['tenant_id', 'order_ref'], unique=False)
    op.create_table('transactions',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('source_table', sa.String(), nullable=False),
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('component', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('occurred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('amount_micros', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('reporting_micros', sa.BigInteger(), nullable=True),
    sa.Column('fx_rate', sa.Numeric(precision=20, scale=10), nullable=True),
    sa.Column('sku', sa.String(), nullable=True),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('stock_quantity', sa.BigInteger(), nullable=False),
    sa.Column('order_ref', sa.String(), nullable=True),
    sa.Column('voided', sa.Boolean(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('is_current', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('superseded_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('(reporting_micros is null) = (fx_rate is null)', name=op.f('ck_transactions_converted_with_its_rate')),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_transactions_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_transactions'))
    )
    op.create_index('ix_transactions_day', 'transactions', ['tenant_id', 'local_date', 'category'], unique=False, postgresql_where=sa.text('is_current'))
    op.create_index('ix_transactions_sku', 'transactions', ['tenant_id', 'sku'], unique=False, postgresql_where=sa.text('is_current and sku is not null'))
    op.create_index('uq_transactions_current', 'transactions', ['tenant_id', 'connection_id', 'source_id', 'source_table', 'component'], unique=True, postgresql_where=sa.text('is_current'))
    op.execute(HALF_EVEN)
    op.execute(APP_ROLE)
    for table in TENANT_TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using (tenant_id = {TENANT}) with check (tenant_id = {TENANT})")
    for statement in PEOPLE:
        op.execute(statement)
    for statement in GRANTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop policy member on tenants")  # it reads memberships
    for table in ("transactions", "source_records", "orders", "sku_daily", "pnl_daily", "products",
                  "product_costs", "exchange_rates", "platform_connections", "import_runs", "memberships",
                  "users", "tenants"):
        op.drop_table(table)
    op.execute("drop function half_even(numeric)")
