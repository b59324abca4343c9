-- The sums of the orders placed in a period: all, those of a reference, with goods returned, or with a SKU.
select count(*) as orders, count(*) filter (where returns_micros <> 0) as refunded,
       count(*) filter (where
           gross_sales_micros + discounts_micros + returns_micros + shipping_income_micros + other_income_micros
           + cogs_micros + fulfilment_micros + fees_micros < 0
       ) as losing,
       coalesce(sum(gross_sales_micros), 0) as gross_sales, coalesce(sum(discounts_micros), 0) as discounts,
       coalesce(sum(returns_micros), 0) as returns, coalesce(sum(shipping_income_micros), 0) as shipping_income,
       coalesce(sum(other_income_micros), 0) as other_income, coalesce(sum(cogs_micros), 0) as cogs,
       coalesce(sum(fulfilment_micros), 0) as fulfilment, coalesce(sum(fees_micros), 0) as fees,
       coalesce(sum(sales_tax_micros), 0) as sales_tax, coalesce(sum(units_sold), 0) as units,
       coalesce(sum(units_returned), 0) as units_returned,
       coalesce(sum(greatest(units_sold - units_costed, 0)), 0) as uncosted,
       coalesce(sum(entries), 0) as entries, coalesce(sum(unconverted), 0) as unconverted
from order_sums
where tenant_id = :tenant and local_date between :start and :end
  and (cast(:order as text) is null or order_ref = :order)
  and (not :refunded or returns_micros <> 0)
  and (cast(:sku as text) is null or (connection_id, order_ref) in (
      select connection_id, order_ref from transactions
      where tenant_id = :tenant and sku = :sku and category = 'gross_sales' and is_current and not voided
  ));
