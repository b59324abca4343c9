-- Goods by SKU and week, counted back from a day: week 0 ends on it.
select sku, (cast(:end as date) - local_date) / 7 as week,
       sum(gross_sales_micros), sum(discounts_micros), sum(returns_micros), sum(cogs_micros),
       sum(units_sold), sum(units_returned)
from sku_daily
where tenant_id = :tenant and local_date between :start and :end
group by sku, 2
order by sku, 2;
