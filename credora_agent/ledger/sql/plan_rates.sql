-- The newest rate of each currency the merchant's plan is in, to the shop's own.
select distinct on (x.base) x.base, x.rate
from exchange_rates x
where x.tenant_id = :tenant and x.quote = (select currency from tenants where id = :tenant)
  and x.base = any(cast(:currencies as text[]))
order by x.base, x.day desc;
