-- Units by day and SKU.
select sku, local_date, units_sold, units_returned
from sku_daily
where tenant_id = :tenant and local_date between :start and :end and (units_sold <> 0 or units_returned <> 0)
order by sku, local_date;
