-- SKUs whose code or title begins with or contains a text, best first, then the latest sold for who mistypes it.
-- Of a catalogue larger than :among only some are looked at, and the codes that begin as typed. What was sold without a
-- SKU is known by its line and comes last of each.
with begins as (
    (select sku, title, seen_on from products
     where tenant_id = :tenant and sku >= :typed and sku < :typed || chr(1114111) order by sku limit :most)
    union all
    (select sku, title, seen_on from products
     where tenant_id = :tenant and sku >= upper(:typed) and sku < upper(:typed) || chr(1114111)
     order by sku limit :most)
), known as (
    select sku, title, seen_on, lower(sku) as code, lower(title) as name
    from (select sku, title, seen_on from products where tenant_id = :tenant limit :among) as few
), placed as (
    select sku, title, seen_on, 0 as place from begins
    union all
    (select sku, title, seen_on,
            case when starts_with(code, lower(:typed)) or starts_with(name, lower(:typed)) then 0
                 when strpos(code, lower(:typed)) > 0 or strpos(name, lower(:typed)) > 0 then 1
                 else 2 end as place
     from known
     order by place, seen_on desc, sku limit :most)
)
select sku, title, min(place) as place
from placed
group by sku, title, seen_on
order by min(place), starts_with(sku, 'line-'), seen_on desc, sku
limit :most;
