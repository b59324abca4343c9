-- Marks what a complete, newer version of an order no longer has.
update source_records as kept
set withdrawn = true, run_id = :run
where kept.tenant_id = :tenant and kept.connection_id = :connection and not kept.withdrawn
  and kept.order_ref in (select order_ref from staged where whole_order)
  and not exists (
      select from staged s where s.source_table = kept.source_table and s.source_id = kept.source_id
  );
