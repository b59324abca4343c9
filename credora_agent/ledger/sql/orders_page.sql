-- A page of those orders after a place in their order, each with what its record says of it: highest rank first, the
-- newest first among equals. Where orders are by their age alone a rank is nought for all.
with page as materialized (
    select connection_id, order_ref, name, local_date, placed_at, currency, rank,
           gross_sales_micros as gross_sales, discounts_micros as discounts, returns_micros as returns,
           shipping_income_micros as shipping_income, other_income_micros as other_income, cogs_micros as cogs,
           fulfilment_micros as fulfilment, fees_micros as fees, sales_tax_micros as sales_tax, original_micros,
           units_sold as units, units_returned, greatest(units_sold - units_costed, 0) as uncosted, entries, unconverted
    from order_sums
    cross join lateral (
        select case :by
                   when 'largest' then gross_sales_micros + discounts_micros
                   when 'most_refunded' then -returns_micros
                   when 'lowest_margin' then -(
                       gross_sales_micros + discounts_micros + returns_micros + shipping_income_micros
                       + other_income_micros + cogs_micros + fulfilment_micros + fees_micros
                   )
                   else 0
               end as rank
    ) ranked
    where tenant_id = :tenant and local_date between :start and :end
      and (cast(:order as text) is null or order_ref = :order)
      and (not :refunded or returns_micros <> 0)
      and (cast(:sku as text) is null or (connection_id, order_ref) in (
          select connection_id, order_ref from transactions
          where tenant_id = :tenant and sku = :sku and category = 'gross_sales' and is_current and not voided
      ))
      and (cast(:after_placed as timestamptz) is null
           or (rank, placed_at, order_ref, connection_id)
              < (cast(:after_rank as bigint), :after_placed, cast(:after_ref as text), cast(:after_connection as uuid)))
    order by rank desc, placed_at desc, order_ref desc, connection_id desc
    limit :limit
)
select p.*, r.told
from page p
left join lateral (
    select payload as told from source_records
    where tenant_id = :tenant and connection_id = p.connection_id and source_table = 'orders'
      and source_id = p.order_ref
    offset 0
) r on true
order by p.rank desc, p.placed_at desc, p.order_ref desc, p.connection_id desc;
