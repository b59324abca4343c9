-- Spend, in the account's own currency, and purchases of campaigns by blocks of days, counted back from a last day.
with blocks as (
    select connection_id, campaign_id, (cast(:end as date) - day) / cast(:days as int) as block,
           sum(spend_micros) as spend, sum(purchases) as purchases
    from ad_metrics_daily
    where tenant_id = :tenant and day between :start and :end
    group by connection_id, campaign_id, 3
)
select p.platform || ':' || p.account || ':' || b.campaign_id as key, b.block, b.spend::bigint, b.purchases::float8
from blocks b
join platform_connections p on p.tenant_id = :tenant and p.id = b.connection_id;
