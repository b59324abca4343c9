-- Remembers the days that counted an order which is gone.
insert into touched
select distinct local_date
from orders
where tenant_id = :tenant and connection_id = :connection
  and order_ref in (select source_id from gone where source_table = 'orders')
on conflict do nothing;
