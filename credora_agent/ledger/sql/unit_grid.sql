-- Units sold by day: which SKUs sold on it, and how many of each.
select local_date - cast(:start as date) as day, array_agg(sku) as skus, array_agg(units_sold) as sold
from sku_daily
where tenant_id = :tenant and local_date between :start and :end and units_sold <> 0
group by local_date
order by local_date;
