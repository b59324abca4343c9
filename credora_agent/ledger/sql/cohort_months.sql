-- What customers brought, by the month of their first order ever and the month it is booked in. `told` says what a row
-- counts: "bought" orders and who placed them; "booked" money of orders; "loose" money that names no order the books
-- have. `cohort` is null where the customer is unknown. The ledger is read once; orders are joined to it by hash.
with gone as materialized (
    select connection_id, source_id as order_ref from source_records
    where tenant_id = :tenant and source_table = 'orders' and withdrawn
), standing as materialized (
    select o.connection_id, o.order_ref, o.customer_ref, o.local_date
    from orders o
    where o.tenant_id = :tenant and o.local_date <= :until
      and not exists (select from gone g where g.connection_id = o.connection_id and g.order_ref = o.order_ref)
), placed as materialized (
    select s.connection_id, s.order_ref, s.customer_ref, s.local_date,
           date_trunc('month', f.first_day::timestamp)::date as cohort
    from standing s
    left join (
        select customer_ref, min(local_date) as first_day from standing group by 1
    ) f on f.customer_ref = s.customer_ref
), booked as (
    select p.order_ref is not null as placed, p.cohort, t.local_date, count(*) as entries,
           count(*) filter (where t.reporting_micros is null) as unconverted,
           sum(t.reporting_micros) filter (where t.category in ('gross_sales', 'discounts', 'returns')) as net_sales,
           sum(t.reporting_micros) filter (
               where t.category in ('gross_sales', 'discounts', 'returns') and t.component <> 'adjustment'
                 and (c.since is null or c.since > t.local_date)
           ) as uncosted,
           sum(t.reporting_micros) as cm2
    from transactions t
    left join placed p on p.connection_id = t.connection_id and p.order_ref = t.order_ref
    left join (
        select sku, min(valid_from) as since from product_costs where tenant_id = :tenant group by sku
    ) c on c.sku = t.sku
    where t.tenant_id = :tenant and t.is_current and not t.voided and t.local_date <= :until
      and t.category in (
          'gross_sales', 'discounts', 'returns', 'shipping_income', 'other_income', 'cogs', 'fulfilment', 'fees'
      )
    group by 1, 2, 3
)
select 'bought' as told, cohort, month, count(*) as customers, sum(orders) as orders,
       0 as net_sales, 0 as uncosted, 0 as cm2, 0 as entries, 0 as unconverted
from (
    select cohort, customer_ref, date_trunc('month', local_date::timestamp)::date as month, count(*) as orders
    from placed
    group by 1, 2, 3
) each_customer
group by 2, 3
union all
select case when placed then 'booked' else 'loose' end, cohort, date_trunc('month', local_date::timestamp)::date, 0, 0,
       coalesce(sum(net_sales), 0), coalesce(sum(uncosted), 0), coalesce(sum(cm2), 0), sum(entries), sum(unconverted)
from booked
group by 1, 2, 3;
