-- What the known customer who bought most in a period bought, what all of them did, and how many they are. Orders are
-- summed first and each is then looked up by its key: joined the other way, a shop without statistics took minutes.
with sold as materialized (
    select connection_id, order_ref, sum(reporting_micros) as bought
    from transactions
    where tenant_id = :tenant and local_date between :start and :end
      and category in ('gross_sales', 'discounts') and is_current and not voided and order_ref is not null
    group by connection_id, order_ref
)
select coalesce(max(bought), 0) as largest, coalesce(sum(bought), 0) as known, count(*) as customers
from (
    select o.customer_ref, sum(s.bought) as bought
    from sold s
    cross join lateral (
        select customer_ref, local_date from orders
        where tenant_id = :tenant and connection_id = s.connection_id and order_ref = s.order_ref
        offset 0
    ) o
    where o.customer_ref is not null and o.local_date between :start and :end
    group by o.customer_ref
) as customers
where bought > 0;
