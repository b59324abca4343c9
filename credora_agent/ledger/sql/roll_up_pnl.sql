-- Adds the touched days up anew from the current rows of the ledger: recomputed, never incremented.
insert into pnl_daily (
    tenant_id, local_date, category, amount_micros, costed_micros, quantity, entries, unconverted, orders
)
select :tenant, local_date, category, sum(amount), sum(costed), sum(quantity), sum(entries),
       sum(unconverted), sum(orders)
from (
    select t.local_date, t.category,
           coalesce(sum(t.reporting_micros), 0) as amount,
           -- An adjustment of a refund moves no goods, so no cost of it is missing.
           coalesce(sum(t.reporting_micros) filter (
               where c.sku is not null or (t.category = 'returns' and t.component = 'adjustment')
           ), 0) as costed,
           sum(t.quantity) as quantity,
           count(*) as entries,
           count(*) filter (where t.reporting_micros is null) as unconverted,
           0 as orders
    from transactions t
    left join (
        select sku, min(valid_from) as since from product_costs where tenant_id = :tenant group by sku
    ) c on c.sku = t.sku and c.since <= t.local_date and t.category in ('gross_sales', 'discounts', 'returns')
    where t.tenant_id = :tenant and t.is_current and not t.voided
      and t.local_date in (select day from touched)
    group by t.local_date, t.category
    union all
    select local_date, 'gross_sales', 0, 0, 0, 0, 0, count(*)
    from orders o
    where tenant_id = :tenant and local_date in (select day from touched)
      and not exists (
          select from source_records r
          where r.tenant_id = :tenant and r.connection_id = o.connection_id
            and r.source_table = 'orders' and r.source_id = o.order_ref and r.withdrawn
      )
    group by local_date
) as parts
group by local_date, category;
