-- The variants on the shelf as they stand now.
select sku, title, product_id, price_micros, currency, on_hand, unit_cost_micros, updated_at
from variants
where tenant_id = :tenant
order by sku, variant_id;
