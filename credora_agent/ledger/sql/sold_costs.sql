-- What the units sold in a period cost by SKU, and what came back to the shelf: amounts that lower and that raise profit.
select sku,
       coalesce(sum(reporting_micros) filter (where reporting_micros < 0), 0) as sold,
       coalesce(sum(reporting_micros) filter (where reporting_micros > 0), 0) as restored
from transactions
where tenant_id = :tenant and local_date between :start and :end and category = 'cogs'
  and is_current and not voided and sku is not null
group by sku
order by sku;
