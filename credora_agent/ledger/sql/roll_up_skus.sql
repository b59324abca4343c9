-- The same, by SKU.
insert into sku_daily (
    tenant_id, local_date, sku, gross_sales_micros, discounts_micros, returns_micros, cogs_micros,
    units_sold, units_returned, entries, unconverted
)
select :tenant, day, sku,
       coalesce(sum(reporting_micros) filter (where category = 'gross_sales'), 0),
       coalesce(sum(reporting_micros) filter (where category = 'discounts'), 0),
       coalesce(sum(reporting_micros) filter (where category = 'returns'), 0),
       coalesce(sum(reporting_micros) filter (where category = 'cogs'), 0),
       coalesce(sum(quantity) filter (where category = 'gross_sales'), 0),
       -coalesce(sum(quantity) filter (where category = 'returns'), 0),
       count(*),
       count(*) filter (where reporting_micros is null)
from touched
cross join lateral (
    select sku, category, reporting_micros, quantity from transactions
    where tenant_id = :tenant and local_date = day and is_current and not voided
      and sku is not null and category in ('gross_sales', 'discounts', 'returns', 'cogs')
    offset 0
) t
group by day, sku;
