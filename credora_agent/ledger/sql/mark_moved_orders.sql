-- Remembers both days of every order that moves to another day, whether or not a ledger row moves with it.
insert into touched
select distinct unnest(array[kept.local_date, p.local_date])
from orders kept
join placed p using (order_ref)
where kept.tenant_id = :tenant and kept.connection_id = :connection
  and (p.local_date < kept.local_date or (p.whole and p.local_date <> kept.local_date));
