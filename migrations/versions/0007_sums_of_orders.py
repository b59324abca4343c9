"""The sums of each order beside the daily ones, filled from the ledger as it stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"

READ = ("transactions", "orders", "source_records")
FILL = """
insert into order_sums (
    tenant_id, connection_id, order_ref, local_date, placed_at, currency, name,
    gross_sales_micros, discounts_micros, returns_micros, shipping_income_micros,
    other_income_micros, cogs_micros, fulfilment_micros, fees_micros,
    sales_tax_micros, original_micros, units_sold, units_returned,
    units_costed, entries, unconverted
)
with ledger as (
    select tenant_id, connection_id, order_ref,
           coalesce(sum(reporting_micros) filter (where category = 'gross_sales'), 0) as gross_sales_micros,
           coalesce(sum(reporting_micros) filter (where category = 'discounts'), 0) as discounts_micros,
           coalesce(sum(reporting_micros) filter (where category = 'returns'), 0) as returns_micros,
           coalesce(sum(reporting_micros) filter (where category = 'shipping_income'), 0) as shipping_income_micros,
           coalesce(sum(reporting_micros) filter (where category = 'other_income'), 0) as other_income_micros,
           coalesce(sum(reporting_micros) filter (where category = 'cogs'), 0) as cogs_micros,
           coalesce(sum(reporting_micros) filter (where category = 'fulfilment'), 0) as fulfilment_micros,
           coalesce(sum(reporting_micros) filter (where category = 'fees'), 0) as fees_micros,
           coalesce(sum(reporting_micros) filter (where category = 'sales_tax'), 0) as sales_tax_micros,
           coalesce(sum(amount_micros) filter (where category in ('gross_sales', 'discounts', 'returns')), 0)
               as original_micros,
           coalesce(sum(quantity) filter (where category = 'gross_sales'), 0) as units_sold,
           -coalesce(sum(quantity) filter (where category = 'returns'), 0) as units_returned,
           coalesce(sum(quantity) filter (where category = 'cogs' and quantity > 0), 0) as units_costed,
           count(*) filter (where in_profit) as entries,
           count(*) filter (where in_profit and reporting_micros is null) as unconverted
    from transactions
    cross join lateral (
        select category not in (
            'sales_tax', 'duties', 'tips', 'gift_cards', 'stock_adjustment', 'unclassified'
        ) as in_profit
    ) kind
    where is_current and not voided and order_ref is not null
    group by 1, 2, 3
), standing as (
    select tenant_id, connection_id, order_ref, local_date, placed_at, currency from orders
), told as (
    select tenant_id, connection_id, source_id as order_ref, withdrawn,
           nullif(coalesce(payload ->> 'name', payload ->> 'Name'), source_id) as name
    from source_records
    where source_table = 'orders'
)
select tenant_id, connection_id, order_ref, case when withdrawn is not true then local_date end,
       case when withdrawn is not true then placed_at end, case when withdrawn is not true then currency end, name,
       coalesce(gross_sales_micros, 0), coalesce(discounts_micros, 0), coalesce(returns_micros, 0),
       coalesce(shipping_income_micros, 0), coalesce(other_income_micros, 0), coalesce(cogs_micros, 0),
       coalesce(fulfilment_micros, 0), coalesce(fees_micros, 0), coalesce(sales_tax_micros, 0),
       coalesce(original_micros, 0), coalesce(units_sold, 0), coalesce(units_returned, 0),
       coalesce(units_costed, 0), coalesce(entries, 0), coalesce(unconverted, 0)
from ledger l
full join standing s using (tenant_id, connection_id, order_ref)
left join told using (tenant_id, connection_id, order_ref)
"""


def upgrade() -> None:
    op.create_table('order_sums',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('order_ref', sa.String(), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=True),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('currency', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=True),
    sa.Column('gross_sales_micros', sa.BigInteger(), nullable=False),
    sa.Column('discounts_micros', sa.BigInteger(), nullable=False),
    sa.Column('returns_micros', sa.BigInteger(), nullable=False),
    sa.Column('shipping_income_micros', sa.BigInteger(), nullable=False),
    sa.Column('other_income_micros', sa.BigInteger(), nullable=False),
    sa.Column('cogs_micros', sa.BigInteger(), nullable=False),
    sa.Column('fulfilment_micros', sa.BigInteger(), nullable=False),
    sa.Column('fees_micros', sa.BigInteger(), nullable=False),
    sa.Column('sales_tax_micros', sa.BigInteger(), nullable=False),
    sa.Column('original_micros', sa.BigInteger(), nullable=False),
    sa.Column('units_sold', sa.BigInteger(), nullable=False),
    sa.Column('units_returned', sa.BigInteger(), nullable=False),
    sa.Column('units_costed', sa.BigInteger(), nullable=False),
    sa.Column('entries', sa.BigInteger(), nullable=False),
    sa.Column('unconverted', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_order_sums_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'order_ref', name=op.f('pk_order_sums'))
    )
    _fill()
    op.create_index(op.f('ix_order_sums_tenant_id_local_date'), 'order_sums', ['tenant_id', 'local_date'], unique=False)
    op.create_index('ix_order_sums_name', 'order_sums', ['tenant_id', 'name'], unique=False, postgresql_where=sa.text('name is not null'))
    op.execute("alter table order_sums enable row level security")
    op.execute("alter table order_sums force row level security")
    op.execute(f"create policy tenant on order_sums using (tenant_id = {TENANT}) with check (tenant_id = {TENANT})")
    op.execute("grant select, insert, update, delete on order_sums to credora_app")


def _fill() -> None:
    """Add every shop's ledger up by order, which its owner sees while the policies do not bind it."""
    for table in READ:
        op.execute(f"alter table {table} no force row level security")
    op.execute(FILL)
    for table in READ:
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    op.drop_table('order_sums')
