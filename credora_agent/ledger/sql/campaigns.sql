-- Every campaign that has days in a period; the newest day says its currency and the rule purchases are credited by.
select c.connection_id, p.platform, p.account, c.campaign_id, c.name, c.status, c.channel, d.currency, d.attribution,
       coalesce(c.first_day, d.day) as first_day, coalesce(c.last_day, d.day) as last_day
from campaigns c
join platform_connections p on p.tenant_id = c.tenant_id and p.id = c.connection_id
cross join lateral (
    select day, currency, attribution from ad_metrics_daily
    where tenant_id = :tenant and connection_id = c.connection_id and campaign_id = c.campaign_id
      and day between :start and :end
    order by day desc limit 1
) d
where c.tenant_id = :tenant
order by p.platform, p.account, c.campaign_id;
