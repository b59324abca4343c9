-- Every order whose sums differ from the ledger rows that name it, or whose day is not the one the orders have.
with ledger as (
    select connection_id, order_ref, count(*) filter (where in_profit) as entries,
           coalesce(sum(reporting_micros) filter (where in_cm2 or category = 'sales_tax'), 0) as amount,
           array[
               coalesce(sum(quantity) filter (where category = 'gross_sales'), 0),
               -coalesce(sum(quantity) filter (where category = 'returns'), 0),
               coalesce(sum(quantity) filter (where category = 'cogs' and quantity > 0), 0),
               coalesce(sum(amount_micros) filter (where category in ('gross_sales', 'discounts', 'returns')), 0),
               count(*) filter (where in_profit and reporting_micros is null)
           ]::numeric[] as rest
    from transactions
    cross join lateral (
        select category in (
            'gross_sales', 'discounts', 'returns', 'shipping_income', 'other_income', 'cogs', 'fulfilment', 'fees'
        ) as in_cm2,
        category not in (
            'sales_tax', 'duties', 'tips', 'gift_cards', 'stock_adjustment', 'unclassified'
        ) as in_profit
    ) kind
    where tenant_id = :tenant and is_current and not voided and order_ref is not null
    group by connection_id, order_ref
), standing as (
    select connection_id, order_ref, local_date, placed_at, currency from orders o
    where tenant_id = :tenant and not exists (
        select from source_records r
        where r.tenant_id = :tenant and r.connection_id = o.connection_id
          and r.source_table = 'orders' and r.source_id = o.order_ref and r.withdrawn
    )
), rollup as (
    select connection_id, order_ref, local_date, placed_at, currency, entries,
           gross_sales_micros + discounts_micros + returns_micros + shipping_income_micros + other_income_micros
               + cogs_micros + fulfilment_micros + fees_micros + sales_tax_micros as amount,
           array[units_sold, units_returned, units_costed, original_micros, unconverted]::numeric[] as rest
    from order_sums where tenant_id = :tenant
)
select coalesce(r.local_date, s.local_date) as local_date, order_ref,
       coalesce(l.amount, 0) as ledger_micros, r.amount as rollup_micros,
       coalesce(l.entries, 0) as ledger_entries, coalesce(r.entries, 0) as rollup_entries
from rollup r
full join ledger l using (connection_id, order_ref)
full join standing s using (connection_id, order_ref)
where (coalesce(l.amount, 0), coalesce(l.entries, 0), coalesce(l.rest, '{0,0,0,0,0}'))
      is distinct from (r.amount, r.entries, r.rest)
   or (s.local_date, s.placed_at, s.currency) is distinct from (r.local_date, r.placed_at, r.currency)
order by 1, 2;
