-- The goods on the shelf as their platforms show them now, by the SKU the books know them by; stock of one SKU adds up.
select coalesce(v.sku, 'variant-' || v.variant_id) as sku, coalesce(max(p.title), max(v.title)) as title,
       max(v.product_id) as product, sum(v.on_hand)::bigint as on_hand
from variants v
left join products p on p.tenant_id = v.tenant_id and p.sku = coalesce(v.sku, 'variant-' || v.variant_id)
where v.tenant_id = :tenant
group by 1
order by 1;
