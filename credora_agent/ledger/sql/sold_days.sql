-- What was sold on each day of a period (before returns, with shipping, without tax), and the sales tax booked on it.
select local_date,
       coalesce(sum(amount_micros) filter (where category <> 'sales_tax'), 0)::bigint as sales,
       coalesce(sum(amount_micros) filter (where category = 'sales_tax'), 0)::bigint as tax
from pnl_daily
where tenant_id = :tenant and local_date between :start and :end
  and category in ('gross_sales', 'discounts', 'shipping_income', 'sales_tax')
group by local_date;
