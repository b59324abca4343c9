-- Withdraws what is gone, each found by its own key.
update source_records as kept
set withdrawn = true, run_id = :run
where kept.tenant_id = :tenant and kept.ctid = any(array(
    select found.place
    from gone
    cross join lateral (
        select ctid as place from source_records
        where tenant_id = :tenant and connection_id = :connection
          and source_table = gone.source_table and source_id = gone.source_id
        limit 1
    ) found
));
