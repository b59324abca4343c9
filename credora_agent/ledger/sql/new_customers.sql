-- Orders of a period by day: how many have a known customer, and how many of those are that customer's first ever.
select o.local_date, count(*) as orders, count(o.customer_ref) as known,
       count(o.customer_ref) filter (where not exists (
           select from orders e
           where e.tenant_id = :tenant and e.customer_ref = o.customer_ref
             and (e.placed_at, e.order_ref) < (o.placed_at, o.order_ref)
             and not exists (
                 select from source_records r
                 where r.tenant_id = :tenant and r.connection_id = e.connection_id
                   and r.source_table = 'orders' and r.source_id = e.order_ref and r.withdrawn
             )
       )) as first_orders
from orders o
where o.tenant_id = :tenant and o.local_date between :start and :end
  and not exists (
      select from source_records r
      where r.tenant_id = :tenant and r.connection_id = o.connection_id
        and r.source_table = 'orders' and r.source_id = o.order_ref and r.withdrawn
  )
group by o.local_date;
