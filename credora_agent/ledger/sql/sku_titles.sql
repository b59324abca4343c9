-- What SKUs are called, sold or on the shelf.
select sku, title from products where tenant_id = :tenant
union
select coalesce(sku, 'variant-' || variant_id), title from variants where tenant_id = :tenant;
