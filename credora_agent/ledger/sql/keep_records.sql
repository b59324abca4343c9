-- Keeps each record as its source gave it; a newer version replaces an older one.
insert into source_records as kept (
    tenant_id, connection_id, source_table, source_id, order_ref, local_date, currency, stated_micros,
    payload, "row", run_id
)
select :tenant, :connection, source_table, source_id, order_ref, local_date, currency, stated,
       payload::json, "row", :run
from staged
on conflict (tenant_id, connection_id, source_table, source_id) do update set
    order_ref = excluded.order_ref, local_date = excluded.local_date, currency = excluded.currency,
    stated_micros = excluded.stated_micros, payload = excluded.payload, "row" = excluded."row",
    run_id = excluded.run_id, withdrawn = false
where kept.withdrawn
   or (kept.payload::text, kept.stated_micros, kept.local_date, kept.currency)
      is distinct from (excluded.payload::text, excluded.stated_micros, excluded.local_date, excluded.currency);
