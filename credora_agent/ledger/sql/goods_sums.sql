-- The sums of a period by SKU. A day's sales are costed when a unit cost was in force on it.
select s.sku, p.title,
       sum(s.gross_sales_micros), sum(s.discounts_micros), sum(s.returns_micros), sum(s.cogs_micros),
       sum(s.units_sold), sum(s.units_returned),
       coalesce(sum(s.gross_sales_micros + s.discounts_micros + s.returns_micros)
                filter (where s.local_date >= c.since), 0),
       sum(s.entries), sum(s.unconverted)
from sku_daily s
left join (
    select sku, min(valid_from) as since from product_costs where tenant_id = :tenant group by sku
) c on c.sku = s.sku
left join products p on p.tenant_id = :tenant and p.sku = s.sku
where s.tenant_id = :tenant and s.local_date between :start and :end
group by s.sku, p.title
order by s.sku;
