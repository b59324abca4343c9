-- The SKUs that moved in a period.
select distinct sku from sku_daily where tenant_id = :tenant and local_date between :start and :end;
