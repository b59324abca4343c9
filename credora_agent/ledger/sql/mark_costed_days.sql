-- Remembers the days whose COGS coverage the new costs moved, whether or not a cost row was posted there.
insert into touched
select distinct t.local_date
from transactions t
where t.tenant_id = :tenant and t.is_current
  and t.sku in (select sku from product_costs where tenant_id = :tenant and run_id = :run)
  and t.category in ('gross_sales', 'discounts', 'returns')
on conflict do nothing;
