-- Each campaign of some accounts: the days its spend lies between, its currency, and the SKUs the merchant ties to it.
select c.connection_id as connection, c.campaign_id, c.name, c.status, c.channel,
       first.day as first_day, last.day as last_day, coalesce(last.currency, p.currency, '') as currency,
       array(select sku from campaign_products t
             where t.tenant_id = :tenant and t.connection_id = c.connection_id and t.campaign_id = c.campaign_id
             order by sku) as skus
from campaigns c
join platform_connections p on p.tenant_id = c.tenant_id and p.id = c.connection_id
left join lateral (
    select day from ad_metrics_daily a
    where a.tenant_id = :tenant and a.connection_id = c.connection_id and a.campaign_id = c.campaign_id
      and spend_micros <> 0
    order by day limit 1
) first on true
left join lateral (
    select day, currency from ad_metrics_daily a
    where a.tenant_id = :tenant and a.connection_id = c.connection_id and a.campaign_id = c.campaign_id
      and spend_micros <> 0
    order by day desc limit 1
) last on true
where c.tenant_id = :tenant and c.connection_id = any(cast(:connections as uuid[]))
order by c.connection_id, c.campaign_id;
