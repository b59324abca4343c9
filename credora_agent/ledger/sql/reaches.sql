-- A shop's sources with what they provide, and for live ones how far each stream has come.
-- An advertising account's days are its own; all others are the shop's.
select c.id, c.provides, c.status, s.stream, s.covered_until,
       case when s.stream = 'ad_days' then coalesce(c.timezone, t.timezone) else t.timezone end as timezone
from platform_connections c
join tenants t on t.id = c.tenant_id
left join sync_streams s on s.tenant_id = c.tenant_id and s.connection_id = c.id and s.state <> 'off'
where c.tenant_id = :tenant
order by c.id, s.stream;
