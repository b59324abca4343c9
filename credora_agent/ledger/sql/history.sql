-- Every version of the component a row belongs to, oldest first.
select t.id, t.version, t.local_date, t.category, t.amount_micros, t.currency, t.reporting_micros,
       t.fx_rate, t.quantity, t.voided, t.recorded_at, t.superseded_by, r.file_name
from transactions t
join transactions asked
    on asked.tenant_id = t.tenant_id and asked.connection_id = t.connection_id
   and asked.source_table = t.source_table and asked.source_id = t.source_id
   and asked.component = t.component
left join import_runs r on r.tenant_id = t.tenant_id and r.id = t.run_id
where asked.tenant_id = :tenant and asked.id = :id
order by t.version;
