-- What the changes do to the sums of each order: the new versions added, those they take the place of taken off.
insert into moved_orders
select :connection, order_ref, false, null,
       coalesce(sum(amount) filter (where category = 'gross_sales'), 0),
       coalesce(sum(amount) filter (where category = 'discounts'), 0),
       coalesce(sum(amount) filter (where category = 'returns'), 0),
       coalesce(sum(amount) filter (where category = 'shipping_income'), 0),
       coalesce(sum(amount) filter (where category = 'other_income'), 0),
       coalesce(sum(amount) filter (where category = 'cogs'), 0),
       coalesce(sum(amount) filter (where category = 'fulfilment'), 0),
       coalesce(sum(amount) filter (where category = 'fees'), 0),
       coalesce(sum(amount) filter (where category = 'sales_tax'), 0),
       coalesce(sum(original) filter (where category in ('gross_sales', 'discounts', 'returns')), 0),
       coalesce(sum(quantity) filter (where category = 'gross_sales'), 0),
       -coalesce(sum(quantity) filter (where category = 'returns'), 0),
       coalesce(sum(quantity) filter (where category = 'cogs' and takes_off), 0),
       coalesce(sum(rows) filter (where in_profit), 0),
       coalesce(sum(rows) filter (where in_profit and amount is null), 0)
from (
    select order_ref, category, reporting as amount, amount as original, quantity, quantity > 0 as takes_off, 1 as rows
    from changes
    where order_ref is not null and not voided
    union all
    select t.order_ref, t.category, -t.reporting_micros, -t.amount_micros, -t.quantity, t.quantity > 0, -1
    from changes c
    cross join lateral (
        select * from transactions where tenant_id = :tenant and id = c.old_id offset 0
    ) t
    where c.old_id is not null and t.order_ref is not null and not t.voided
) as parts
cross join lateral (
    select category not in (
        'sales_tax', 'duties', 'tips', 'gift_cards', 'stock_adjustment', 'unclassified'
    ) as in_profit
) kind
group by order_ref;
