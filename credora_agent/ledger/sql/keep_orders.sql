-- Keeps each placed order once, with the earliest moment any of its records gives.
insert into orders as kept (tenant_id, connection_id, order_ref, placed_at, local_date, currency, customer_ref)
select distinct on (order_ref) :tenant, :connection, order_ref, occurred_at, local_date, currency, customer_ref
from staged
where order_placed and order_ref is not null
order by order_ref, occurred_at, seq
on conflict (tenant_id, connection_id, order_ref) do update set
    placed_at = excluded.placed_at, local_date = excluded.local_date, currency = excluded.currency,
    customer_ref = coalesce(excluded.customer_ref, kept.customer_ref)
where excluded.placed_at < kept.placed_at
   or (kept.customer_ref is null and excluded.customer_ref is not null);
