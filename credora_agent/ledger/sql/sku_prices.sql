-- What a SKU was sold for day by day, beside the units the whole shop sold; days without sales are left out.
select d.local_date, coalesce(s.gross_sales_micros, 0), coalesce(s.discounts_micros, 0), coalesce(s.units_sold, 0),
       d.quantity
from pnl_daily d
left join sku_daily s on s.tenant_id = :tenant and s.local_date = d.local_date and s.sku = :sku
where d.tenant_id = :tenant and d.category = 'gross_sales' and d.local_date between :start and :end
order by d.local_date;
