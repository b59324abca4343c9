-- The shops of `bench_shops` with a connection each, and unit costs for four in five of their SKUs.
with shops as (
    insert into tenants (id, slug, name, currency, timezone, customer_salt, ledger_version, ledger_changed_at)
    select id, 'bench-' || rank, 'Bench ' || rank, 'GBP', 'Europe/London', '\x00', 1, now() from bench_shops
    returning id
), connections as (
    insert into platform_connections (tenant_id, id, platform, account, provides)
    select id, connection, 'lines_csv', '',
           array['gross_sales', 'discounts', 'returns', 'shipping_income', 'sales_tax', 'cogs', 'fees', 'marketing'] from bench_shops
    returning id
)
insert into product_costs (tenant_id, sku, valid_from, unit_cost_micros, currency, run_id)
select id, 'SKU-' || lpad(n::text, 4, '0'), $1::date + case when n % 4 = 0 then $2::int / 2 else 0 end,
       5000000, 'GBP', connection
from bench_shops, generate_series(0, 399) n;
