-- What each SKU costs from which day on.
select sku, valid_from, unit_cost_micros, currency
from product_costs
where tenant_id = :tenant
order by sku, valid_from;
