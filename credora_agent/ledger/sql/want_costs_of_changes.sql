-- What the books shall say about the cost of the goods that just changed: units moved × the unit cost in
-- force on the day; nought where there was a cost row and is none to post any more.
insert into wanted
select g.source_table, g.source_id, g.order_ref, g.component || '_cost' as component, 'cogs' as category,
       g.occurred_at, g.local_date, coalesce(-g.stock_quantity * c.unit_cost_micros, 0) as amount,
       coalesce(c.currency, old.currency) as currency, g.sku,
       case when c.sku is null then 0 else g.stock_quantity end as quantity, 0::bigint as stock_quantity,
       c.sku is null or g.stock_quantity = 0 as voided
from changes g
left join lateral (
    select sku, unit_cost_micros, currency from product_costs
    where tenant_id = :tenant and sku = g.sku and valid_from <= g.local_date
    order by valid_from desc limit 1
) c on true
left join lateral (
    select id, currency from transactions
    where tenant_id = :tenant and connection_id = :connection and source_id = g.source_id
      and source_table = g.source_table and component = g.component || '_cost' and is_current
    limit 1
) old on true
where g.sku is not null and g.category <> 'cogs'
  and ((c.sku is not null and g.stock_quantity <> 0) or old.id is not null);
