-- Keeps each placed order once: as its newest complete version says, else the earliest of what any file gave.
insert into orders as kept (tenant_id, connection_id, order_ref, placed_at, local_date, currency, customer_ref)
select :tenant, :connection, order_ref, placed_at, local_date, currency, customer_ref
from placed where not whole
on conflict (tenant_id, connection_id, order_ref) do update set
    placed_at = least(kept.placed_at, excluded.placed_at),
    local_date = least(kept.local_date, excluded.local_date),
    currency = least(kept.currency, excluded.currency),
    customer_ref = least(kept.customer_ref, excluded.customer_ref)
where excluded.placed_at < kept.placed_at or excluded.currency < kept.currency
   or least(excluded.customer_ref, kept.customer_ref) is distinct from kept.customer_ref;
