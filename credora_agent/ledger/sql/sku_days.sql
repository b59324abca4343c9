-- The days of one SKU.
select local_date, gross_sales_micros as gross_sales, discounts_micros as discounts, returns_micros as returns,
       cogs_micros as cogs, units_sold as units, units_returned as returned, entries, unconverted
from sku_daily
where tenant_id = :tenant and sku = :sku and local_date between :start and :end
order by local_date;
