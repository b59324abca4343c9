-- The same as `entries`, of one order: found by the records that name it, however long the period.
with named as materialized (
    select connection_id, source_table, source_id, payload, "row", run_id from source_records
    where tenant_id = :tenant and order_ref = :order
)
select t.id, t.local_date, t.occurred_at, t.category, t.component, t.amount_micros, t.currency,
       t.reporting_micros, t.fx_rate, t.sku, t.quantity, t.order_ref, t.version, t.recorded_at,
       t.source_table, t.source_id, c.platform, s.payload, s."row", r.file_name, p.title
from named s
cross join lateral (
    select * from transactions
    where tenant_id = :tenant and connection_id = s.connection_id and source_id = s.source_id
      and source_table = s.source_table and is_current and not voided
    offset 0
) t
join platform_connections c on c.tenant_id = :tenant and c.id = t.connection_id
left join import_runs r on r.tenant_id = :tenant and r.id = s.run_id
left join products p on p.tenant_id = :tenant and p.sku = t.sku
where t.local_date between :start and :end and t.category = any(cast(:categories as text[]))
  and (cast(:sku as text) is null or t.sku = :sku)
  and (cast(:ad_days as text) is null or (t.source_table = 'ad_days' and starts_with(t.source_id, :ad_days)))
  and (t.local_date, t.id) > (:after_day, :after_id)
order by t.local_date, t.id
limit :limit;
