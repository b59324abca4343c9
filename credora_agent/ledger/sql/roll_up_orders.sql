-- Moves the sums of orders by what the transaction changed, and puts those given anew on the day the books have.
insert into order_sums as kept (
    tenant_id, connection_id, order_ref, local_date, placed_at, currency, name,
    gross_sales_micros, discounts_micros, returns_micros, shipping_income_micros,
    other_income_micros, cogs_micros, fulfilment_micros, fees_micros,
    sales_tax_micros, original_micros, units_sold, units_returned,
    units_costed, entries, unconverted
)
select :tenant, m.connection_id, m.order_ref, o.local_date, o.placed_at, o.currency, m.name,
       m.gross_sales_micros, m.discounts_micros, m.returns_micros, m.shipping_income_micros, m.other_income_micros,
       m.cogs_micros, m.fulfilment_micros, m.fees_micros, m.sales_tax_micros, m.original_micros,
       m.units_sold, m.units_returned, m.units_costed, m.entries, m.unconverted
from (
    select connection_id, order_ref, bool_or(placed) as placed, max(name) as name,
           sum(gross_sales_micros) as gross_sales_micros, sum(discounts_micros) as discounts_micros,
           sum(returns_micros) as returns_micros, sum(shipping_income_micros) as shipping_income_micros,
           sum(other_income_micros) as other_income_micros, sum(cogs_micros) as cogs_micros,
           sum(fulfilment_micros) as fulfilment_micros, sum(fees_micros) as fees_micros,
           sum(sales_tax_micros) as sales_tax_micros, sum(original_micros) as original_micros,
           sum(units_sold) as units_sold, sum(units_returned) as units_returned,
           sum(units_costed) as units_costed, sum(entries) as entries,
           sum(unconverted) as unconverted
    from moved_orders
    group by connection_id, order_ref
) m
left join lateral (
    select local_date, placed_at, currency from orders
    where tenant_id = :tenant and connection_id = m.connection_id and order_ref = m.order_ref
    offset 0
) o on m.placed
on conflict (tenant_id, connection_id, order_ref) do update set
    local_date = coalesce(excluded.local_date, kept.local_date),
    placed_at = coalesce(excluded.placed_at, kept.placed_at),
    currency = coalesce(excluded.currency, kept.currency),
    name = coalesce(excluded.name, kept.name),
    gross_sales_micros = kept.gross_sales_micros + excluded.gross_sales_micros,
    discounts_micros = kept.discounts_micros + excluded.discounts_micros,
    returns_micros = kept.returns_micros + excluded.returns_micros,
    shipping_income_micros = kept.shipping_income_micros + excluded.shipping_income_micros,
    other_income_micros = kept.other_income_micros + excluded.other_income_micros,
    cogs_micros = kept.cogs_micros + excluded.cogs_micros,
    fulfilment_micros = kept.fulfilment_micros + excluded.fulfilment_micros,
    fees_micros = kept.fees_micros + excluded.fees_micros,
    sales_tax_micros = kept.sales_tax_micros + excluded.sales_tax_micros,
    original_micros = kept.original_micros + excluded.original_micros,
    units_sold = kept.units_sold + excluded.units_sold,
    units_returned = kept.units_returned + excluded.units_returned,
    units_costed = kept.units_costed + excluded.units_costed,
    entries = kept.entries + excluded.entries,
    unconverted = kept.unconverted + excluded.unconverted
where (excluded.local_date, excluded.placed_at, excluded.currency, excluded.name)
      is distinct from (kept.local_date, kept.placed_at, kept.currency, kept.name)
   or (excluded.gross_sales_micros, excluded.discounts_micros, excluded.returns_micros, excluded.shipping_income_micros,
       excluded.other_income_micros, excluded.cogs_micros, excluded.fulfilment_micros, excluded.fees_micros,
       excluded.sales_tax_micros, excluded.original_micros, excluded.units_sold, excluded.units_returned,
       excluded.units_costed, excluded.entries, excluded.unconverted)
      <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
