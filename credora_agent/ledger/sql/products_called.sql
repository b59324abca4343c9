-- SKUs whose code or title begins with or contains a text, best first, then the latest sold for who mistypes it.
-- What was sold without a SKU is known by its line and comes last of each.
-- Of a catalogue larger than :among only the first of it and the codes that begin as typed are looked at.
with known as materialized (
    (select sku, title, seen_on from products where tenant_id = :tenant order by sku limit :among)
    union
    (select sku, title, seen_on from products
     where tenant_id = :tenant and sku >= :typed and sku < :typed || chr(1114111) order by sku limit :most)
    union
    (select sku, title, seen_on from products
     where tenant_id = :tenant and sku >= upper(:typed) and sku < upper(:typed) || chr(1114111)
     order by sku limit :most)
)
select sku, title,
       case when starts_with(lower(sku), lower(:typed)) or starts_with(lower(title), lower(:typed)) then 0
            when strpos(lower(sku), lower(:typed)) > 0 or strpos(lower(title), lower(:typed)) > 0 then 1
            else 2 end as place
from known
order by place, starts_with(sku, 'line-'), seen_on desc, sku
limit :most;
