-- What stands beside the ledger of `bench_shops`: variants, products, twenty campaigns with their days, customers of
-- the orders, payouts. $1 is the first day, $2 how many there are.
insert into products (tenant_id, sku, title, seen_on)
select id, 'SKU-' || lpad(n::text, 4, '0'), 'Thing ' || n, $1::date from bench_shops, generate_series(0, 499) n;
insert into variants (tenant_id, connection_id, variant_id, sku, title, price_micros, currency, on_hand, unit_cost_micros, updated_at)
select id, connection, n::text, 'SKU-' || lpad(n::text, 4, '0'), 'Thing ' || n, 25000000, 'GBP', 100 + n, 9000000, now()
from bench_shops, generate_series(0, 499) n;
insert into campaigns (tenant_id, connection_id, campaign_id, name, status, channel, first_day, last_day)
select id, connection, n::text, 'Campaign ' || n, 'ACTIVE', 'SALES', $1::date, $1::date + $2::int - 1
from bench_shops, generate_series(1, 20) n;
insert into ad_metrics_daily (
    tenant_id, connection_id, campaign_id, day, currency, spend_micros, impressions, clicks, purchases,
    purchase_value_micros, attribution, run_id, fetched_at
)
select id, connection, n::text, $1::date + d, 'GBP', (40 + (d * n) % 17) * 1000000, 4000, 60, 2 + (d + n) % 3,
       (110 + (d * 7 + n) % 40) * 1000000, '7d_click+1d_view', connection, now()
from bench_shops, generate_series(1, 20) n, generate_series(0, $2::int - 1) d;
update orders o set customer_ref = 'c' || (hashtextextended(o.order_ref, 7) & 9223372036854775807) % (s.rows / 24 + 1)
from bench_shops s where s.id = o.tenant_id;
insert into payouts (tenant_id, connection_id, payout_id, issued_at, local_date, status, net_micros, currency, updated_at)
select id, connection, d::text, $1::date + d, $1::date + d, 'PAID', rows * 25000000 / 12 / $2::int, 'GBP', now()
from bench_shops, generate_series(0, $2::int - 1) d;
