-- How many rows of one order stand behind a figure, and what they add up to.
with named as materialized (
    select connection_id, source_table, source_id from source_records
    where tenant_id = :tenant and order_ref = :order
)
select count(*) as entries, coalesce(sum(t.reporting_micros), 0) as amount_micros
from named s
cross join lateral (
    select * from transactions
    where tenant_id = :tenant and connection_id = s.connection_id and source_id = s.source_id
      and source_table = s.source_table and is_current and not voided
    offset 0
) t
where t.local_date between :start and :end and t.category = any(cast(:categories as text[]))
  and (cast(:sku as text) is null or t.sku = :sku)
  and (cast(:ad_days as text) is null or (t.source_table = 'ad_days' and starts_with(t.source_id, :ad_days)));
