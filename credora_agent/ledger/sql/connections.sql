-- A shop's connections to live sources, by platform and name.
select c.id, c.platform, c.account, c.name, c.status, c.sandbox, c.currency, c.timezone, c.problem, c.connected_at,
       coalesce(c.settings -> 'missing_scopes', '[]') as missing_scopes
from platform_connections c
where c.tenant_id = :tenant
  and (c.connected_at is not null
       or exists (select from sync_streams s where s.tenant_id = c.tenant_id and s.connection_id = c.id))
order by c.platform, c.name, c.account;
