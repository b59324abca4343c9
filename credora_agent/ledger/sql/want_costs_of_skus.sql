-- As want_costs_of_changes, for all goods of one connection whose SKU was just given costs.
insert into wanted
select g.source_table, g.source_id, g.order_ref, g.component || '_cost' as component, 'cogs' as category,
       g.occurred_at, g.local_date, -g.stock_quantity * c.unit_cost_micros as amount, c.currency, g.sku,
       g.stock_quantity as quantity, 0::bigint as stock_quantity, false as voided
from transactions g
join lateral (
    select unit_cost_micros, currency from product_costs
    where tenant_id = :tenant and sku = g.sku and valid_from <= g.local_date
    order by valid_from desc limit 1
) c on true
where g.tenant_id = :tenant and g.connection_id = :connection and g.is_current
  and g.stock_quantity <> 0 and g.sku in (select sku from stage_costs);
