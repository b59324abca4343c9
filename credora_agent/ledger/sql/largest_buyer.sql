-- What the known customer who bought most in a period bought, what all of them did, and how many they are.
select coalesce(max(bought), 0) as largest, coalesce(sum(bought), 0) as known, count(*) as customers
from (
    select o.customer_ref, sum(t.reporting_micros) as bought
    from orders o
    join transactions t
        on t.tenant_id = o.tenant_id and t.connection_id = o.connection_id and t.order_ref = o.order_ref
    where o.tenant_id = :tenant and o.customer_ref is not null and o.local_date between :start and :end
      and t.tenant_id = :tenant and t.local_date between :start and :end
      and t.category in ('gross_sales', 'discounts') and t.is_current and not t.voided
    group by o.customer_ref
) as customers
where bought > 0;
