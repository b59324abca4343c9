-- Remembers the day of every new order and both days of every one that moves to another, whether or not a
-- ledger row comes or moves with it.
insert into touched
select distinct day
from placed p
left join lateral (
    select local_date from orders
    where tenant_id = :tenant and connection_id = :connection and order_ref = p.order_ref
    limit 1
) kept on true
cross join lateral (values (kept.local_date), (p.local_date)) as days (day)
where day is not null
  and (kept.local_date is null or p.local_date < kept.local_date or (p.whole and p.local_date <> kept.local_date))
on conflict do nothing;
