-- What a SKU was sold for, day by day.
select local_date, gross_sales_micros, discounts_micros, units_sold
from sku_daily
where tenant_id = :tenant and sku = :sku and local_date between :start and :end
order by local_date;
