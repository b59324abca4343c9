-- The same of one SKU's rows or one campaign's, which no daily sum tells apart.
select count(*) as entries, coalesce(sum(reporting_micros), 0) as amount_micros
from transactions
where tenant_id = :tenant and local_date between :start and :end and is_current and not voided
  and category = any(cast(:categories as text[]))
  and (cast(:sku as text) is null or sku = :sku)
  and (cast(:ad_days as text) is null or (source_table = 'ad_days' and starts_with(source_id, :ad_days)));
