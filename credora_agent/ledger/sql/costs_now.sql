-- What a unit of each SKU costs on a day, in the shop's currency at the newest rate known; null where there is none.
select distinct on (c.sku) c.sku,
       case when c.currency = t.currency then c.unit_cost_micros
            else half_even(c.unit_cost_micros * r.rate)::bigint end as unit_cost
from product_costs c
join tenants t on t.id = c.tenant_id
left join lateral (
    select x.rate from exchange_rates x
    where x.tenant_id = :tenant and x.base = c.currency and x.quote = t.currency and x.day <= :day
    order by x.day desc limit 1
) r on c.currency <> t.currency
where c.tenant_id = :tenant and c.valid_from <= :day
order by c.sku, c.valid_from desc;
