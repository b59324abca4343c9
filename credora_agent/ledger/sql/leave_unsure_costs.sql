-- Leaves out the costs of a SKU whose variants cost differently: which of them was sold, nobody knows.
with unsure as (
    select sku from (
        select sku, unit_cost as cost from stage_costs
        union
        select v.sku, v.unit_cost_micros from variants v
        where v.tenant_id = :tenant and v.connection_id = :connection and v.unit_cost_micros is not null
          and v.sku in (select sku from stage_costs)
    ) as costs
    group by sku
    having count(distinct cost) > 1
)
delete from stage_costs where sku in (select sku from unsure) returning sku;
