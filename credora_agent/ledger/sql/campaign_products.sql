-- Which SKUs campaigns advertise, as the merchant says.
select p.platform || ':' || p.account || ':' || c.campaign_id as key, c.sku
from campaign_products c
join platform_connections p on p.tenant_id = c.tenant_id and p.id = c.connection_id
where c.tenant_id = :tenant
order by 1, 2;
