-- Keeps the unit costs given; the same SKU and day given again replaces the earlier cost.
insert into product_costs as kept (tenant_id, sku, valid_from, unit_cost_micros, currency, run_id)
select distinct on (sku, valid_from) :tenant, sku, valid_from, unit_cost, currency, :run
from stage_costs
order by sku, valid_from, seq desc
on conflict (tenant_id, sku, valid_from) do update set
    unit_cost_micros = excluded.unit_cost_micros, currency = excluded.currency, run_id = excluded.run_id
where (kept.unit_cost_micros, kept.currency) is distinct from (excluded.unit_cost_micros, excluded.currency);
