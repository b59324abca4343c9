-- The same, by SKU.
insert into sku_daily (
    tenant_id, local_date, sku, gross_sales_micros, discounts_micros, returns_micros, cogs_micros,
    units_sold, units_returned, entries, unconverted
)
select :tenant, local_date, sku,
       coalesce(sum(reporting_micros) filter (where category = 'gross_sales'), 0),
       coalesce(sum(reporting_micros) filter (where category = 'discounts'), 0),
       coalesce(sum(reporting_micros) filter (where category = 'returns'), 0),
       coalesce(sum(reporting_micros) filter (where category = 'cogs'), 0),
       coalesce(sum(quantity) filter (where category = 'gross_sales'), 0),
       -coalesce(sum(quantity) filter (where category = 'returns'), 0),
       count(*),
       count(*) filter (where reporting_micros is null)
from transactions
where tenant_id = :tenant and is_current and not voided
  and sku is not null and category in ('gross_sales', 'discounts', 'returns', 'cogs')
  and local_date in (select day from touched)
group by local_date, sku;
