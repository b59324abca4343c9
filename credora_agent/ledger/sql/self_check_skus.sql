-- Every day and SKU in which the daily sums differ from the ledger they are made of.
with ledger as (
    select local_date, sku, coalesce(sum(reporting_micros), 0) as amount, count(*) as entries
    from transactions
    where tenant_id = :tenant and is_current and not voided
      and sku is not null and category in ('gross_sales', 'discounts', 'returns', 'cogs')
    group by local_date, sku
), rollup as (
    select local_date, sku, entries,
           gross_sales_micros + discounts_micros + returns_micros + cogs_micros as amount
    from sku_daily where tenant_id = :tenant
)
select coalesce(l.local_date, r.local_date) as local_date, coalesce(l.sku, r.sku) as sku,
       l.amount as ledger_micros, r.amount as rollup_micros,
       coalesce(l.entries, 0) as ledger_entries, coalesce(r.entries, 0) as rollup_entries
from ledger l
full join rollup r using (local_date, sku)
where (l.amount, l.entries) is distinct from (r.amount, r.entries)
order by 1, 2;
