-- The sums of a period by SKU. A day's sales are costed when a unit cost was in force on it.
with costed as materialized (
    select sku, min(valid_from) as since from product_costs where tenant_id = :tenant group by sku
), sums as (
    select s.sku, sum(s.gross_sales_micros)::bigint as gross, sum(s.discounts_micros)::bigint as discounts,
           sum(s.returns_micros)::bigint as returns, sum(s.cogs_micros)::bigint as cogs,
           sum(s.units_sold)::bigint as sold, sum(s.units_returned)::bigint as returned,
           coalesce(sum(s.gross_sales_micros + s.discounts_micros + s.returns_micros)
                    filter (where s.local_date >= c.since), 0)::bigint as costed,
           sum(s.entries)::bigint as entries, sum(s.unconverted)::bigint as unconverted
    from sku_daily s
    left join costed c on c.sku = s.sku
    where s.tenant_id = :tenant and s.local_date between :start and :end
    group by s.sku
)
select sums.sku, p.title, gross, discounts, returns, cogs, sold, returned, costed, entries, unconverted
from sums
left join products p on p.tenant_id = :tenant and p.sku = sums.sku
order by sums.sku;
