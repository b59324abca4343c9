-- Orders the books have between two numbers that are not among those named, and were not taken back as deleted.
-- Numbers of one length sort as texts as they do as numbers, and so the key's index serves.
select o.order_ref
from orders o
where o.tenant_id = :tenant and o.connection_id = :connection
  and o.order_ref > :above and o.order_ref <= :upto and length(o.order_ref) = length(:upto)
  and o.order_ref <> all(cast(:standing as text[]))
  and not exists (
      select from source_records r
      where r.tenant_id = o.tenant_id and r.connection_id = o.connection_id and r.source_table = 'orders'
        and r.source_id = o.order_ref and r.withdrawn
  );
