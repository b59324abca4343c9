-- Remembers what each SKU was last called.
insert into products as kept (tenant_id, sku, title, seen_on)
select distinct on (e.sku) :tenant, e.sku, r.title, r.local_date
from stage_entries e
join staged r using (seq)
where e.sku is not null and e.stock_quantity > 0 and r.title <> ''
order by e.sku, r.local_date desc, r.seq desc
on conflict (tenant_id, sku) do update set title = excluded.title, seen_on = excluded.seen_on
where excluded.seen_on >= kept.seen_on and excluded.title <> kept.title;
