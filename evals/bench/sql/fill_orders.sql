-- The orders the ledger rows name, each on the day of its first row; $1 is the first day, $2 how many there are.
insert into orders (tenant_id, connection_id, order_ref, placed_at, local_date, currency)
select s.id, s.connection, '#' || n / 12, day + interval '12 hours', day, 'GBP'
from bench_shops s
cross join lateral generate_series(0, s.rows - 1, 12) n
cross join lateral (select $1::date + (((n + 1) * $2::int - 1) / s.rows)::int as day) d;
