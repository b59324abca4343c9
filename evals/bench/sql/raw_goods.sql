-- What a system without sums by SKU runs: the period's current rows of goods, added up by SKU and category.
select sku, category, coalesce(sum(reporting_micros), 0), sum(quantity), count(*)
from transactions
where tenant_id = $1 and is_current and not voided and local_date between $2 and $3
  and sku is not null and category in ('gross_sales', 'discounts', 'returns', 'cogs')
group by 1, 2
