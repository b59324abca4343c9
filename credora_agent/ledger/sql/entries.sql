-- The current rows behind a figure, each with the record it came from, in the order of the books.
select t.id, t.local_date, t.occurred_at, t.category, t.component, t.amount_micros, t.currency,
       t.reporting_micros, t.fx_rate, t.sku, t.quantity, t.order_ref, t.version, t.recorded_at,
       t.source_table, t.source_id, c.platform, s.payload, s."row", r.file_name, p.title
from transactions t
join platform_connections c on c.tenant_id = t.tenant_id and c.id = t.connection_id
left join source_records s
    on s.tenant_id = t.tenant_id and s.connection_id = t.connection_id
   and s.source_table = t.source_table and s.source_id = t.source_id
left join import_runs r on r.tenant_id = s.tenant_id and r.id = s.run_id
left join products p on p.tenant_id = t.tenant_id and p.sku = t.sku
where t.tenant_id = :tenant and t.local_date between :start and :end
  and t.category = any(cast(:categories as text[])) and t.is_current and not t.voided
  and (cast(:sku as text) is null or t.sku = :sku)
  and (cast(:ad_days as text) is null or (t.source_table = 'ad_days' and starts_with(t.source_id, :ad_days)))
  and (t.local_date, t.id) > (:after_day, :after_id)
order by t.local_date, t.id
limit :limit;
