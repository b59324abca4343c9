-- The same for orders given whole.
insert into orders as kept (tenant_id, connection_id, order_ref, placed_at, local_date, currency, customer_ref)
select :tenant, :connection, order_ref, placed_at, local_date, currency, customer_ref
from placed where whole
on conflict (tenant_id, connection_id, order_ref) do update set
    placed_at = excluded.placed_at, local_date = excluded.local_date, currency = excluded.currency,
    customer_ref = coalesce(excluded.customer_ref, kept.customer_ref)
where (kept.placed_at, kept.local_date, kept.currency, kept.customer_ref) is distinct from
      (excluded.placed_at, excluded.local_date, excluded.currency,
       coalesce(excluded.customer_ref, kept.customer_ref));
