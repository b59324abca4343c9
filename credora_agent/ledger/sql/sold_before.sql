-- Those of some SKUs that moved before a day.
select asked.sku
from unnest(cast(:skus as text[])) as asked (sku)
where exists (
    select from transactions t
    where t.tenant_id = :tenant and t.sku = asked.sku and t.is_current and t.local_date < :day
);
