-- The advertising accounts of one platform that were ever connected or have days, with how far they have been read.
select c.id as connection, c.account, c.name, c.currency, c.timezone, c.status, c.problem, s.covered_from, s.covered_until,
       exists (select from ad_metrics_daily a where a.tenant_id = :tenant and a.connection_id = c.id) as has_days
from platform_connections c
left join sync_streams s on s.tenant_id = c.tenant_id and s.connection_id = c.id and s.stream = 'ad_days'
where c.tenant_id = :tenant and c.platform = :platform
  and (c.connected_at is not null
       or exists (select from campaigns a where a.tenant_id = :tenant and a.connection_id = c.id))
order by c.account;
