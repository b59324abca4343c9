-- Leaves out every staged version of an order that is older than another staged one or than the one in the
-- books; of an order that is gone from the books, also the version they last held.
delete from stage_records s
using (
    select newest.order_ref, newest.as_of, kept.as_of as kept_as_of, kept.withdrawn
    from (
        select order_ref, max(as_of) as as_of from stage_records where as_of is not null group by order_ref
    ) newest
    left join lateral (
        select (payload ->> 'updatedAt')::timestamptz as as_of, withdrawn from source_records
        where tenant_id = :tenant and connection_id = :connection
          and source_table = 'orders' and source_id = newest.order_ref
        limit 1
    ) kept on true
) known
where s.order_ref = known.order_ref
  and (s.as_of < known.as_of or s.as_of < known.kept_as_of
       or (known.withdrawn and s.as_of <= known.kept_as_of));
