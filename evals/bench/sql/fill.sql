-- One day of every shop, $1 days after the first: each shop's rows together, as its daily sync leaves them.
-- Four rows make an order line, twelve an order; $2 is the first day, $3 how many there are.
insert into transactions (
    tenant_id, connection_id, source_table, source_id, component, version, category, occurred_at, local_date,
    amount_micros, currency, reporting_micros, fx_rate, sku, quantity, stock_quantity, order_ref, voided, run_id
)
select s.id, s.connection, 'order_lines', 'L' || n / 4, component, 1, category,
       $2::date + $1::int + interval '12 hours', $2::date + $1::int,
       amount, case when foreign_currency then 'USD' else 'GBP' end,
       case when not foreign_currency then amount end, case when not foreign_currency then 1 end,
       case when category in ('gross_sales', 'cogs', 'discounts', 'returns') then 'SKU-' || lpad((h % 500)::text, 4, '0') end,
       units, units, '#' || n / 12, false, s.connection
from bench_shops s
cross join lateral generate_series(s.rows * $1::int / $3::int, s.rows * ($1::int + 1) / $3::int - 1) n
cross join lateral (
    select hashint8extended(n / 4, s.rank) & 9223372036854775807 as h, n % 4 as part, n % 1009 = 7 as foreign_currency
) r
cross join lateral (
    select case part
               when 0 then 'gross_sales' when 1 then 'cogs' when 2 then 'sales_tax'
               else (array['returns', 'discounts', 'discounts', 'discounts',
                           'shipping_income', 'shipping_income', 'fees', 'marketing'])[1 + n / 4 % 8]
           end as category,
           case part when 0 then 'sale' when 1 then 'sale_cost' when 2 then 'tax' else 'other' end as component
) c
cross join lateral (
    select (100 + h / 500 % 4900) * 10000
           * case category when 'gross_sales' then 100 when 'cogs' then -45 when 'sales_tax' then 20
                           when 'shipping_income' then 8 when 'returns' then -100 else -10 end / 100 as amount,
           case category when 'gross_sales' then 1 when 'cogs' then 1 when 'returns' then -1 else 0 end as units
) a;
