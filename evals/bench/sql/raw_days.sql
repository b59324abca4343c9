-- What a forecast without daily sums reads: two years of sales by day from the rows.
select local_date, sum(reporting_micros)
from transactions
where tenant_id = $1 and is_current and not voided and local_date between $2 and $3
  and category in ('gross_sales', 'discounts', 'shipping_income')
group by 1
