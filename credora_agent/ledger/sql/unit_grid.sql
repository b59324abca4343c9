-- Units sold by SKU: the days it sold on, counted from the period's first, and how many on each.
select sku, array_agg(local_date - cast(:start as date)) as days, array_agg(units_sold) as sold
from sku_daily
where tenant_id = :tenant and local_date between :start and :end and units_sold <> 0
group by sku
order by sku;
