-- One ledger row, current or not, with the record it came from and the account that record is in.
select t.id, t.local_date, t.occurred_at, t.category, t.component, t.amount_micros, t.currency,
       t.reporting_micros, t.fx_rate, t.sku, t.quantity, t.order_ref, t.version, t.recorded_at,
       t.source_table, t.source_id, c.platform, c.account, c.name as account_name, c.sandbox,
       s.payload, s."row", r.file_name, p.title
from transactions t
join platform_connections c on c.tenant_id = t.tenant_id and c.id = t.connection_id
left join source_records s
    on s.tenant_id = t.tenant_id and s.connection_id = t.connection_id
   and s.source_table = t.source_table and s.source_id = t.source_id
left join import_runs r on r.tenant_id = s.tenant_id and r.id = s.run_id
left join products p on p.tenant_id = t.tenant_id and p.sku = t.sku
where t.tenant_id = :tenant and t.id = :id;
