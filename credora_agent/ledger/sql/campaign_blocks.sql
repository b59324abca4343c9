-- Spend, in the account's own currency, and purchases of campaigns by blocks of days, counted back from a last day.
select p.platform || ':' || p.account || ':' || d.campaign_id as key,
       (cast(:end as date) - d.day) / cast(:days as int) as block,
       sum(d.spend_micros)::bigint as spend, sum(d.purchases)::float8 as purchases
from ad_metrics_daily d
join platform_connections p on p.tenant_id = d.tenant_id and p.id = d.connection_id
where d.tenant_id = :tenant and d.day between :start and :end
group by 1, 2;
