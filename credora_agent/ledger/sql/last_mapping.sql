-- How the last file of a source was read.
select r.mapping
from import_runs r
join platform_connections c on c.tenant_id = r.tenant_id and c.id = r.connection_id
where r.tenant_id = :tenant and c.platform = :platform and c.account = :account and r.mapping is not null
order by r.finished_at desc
limit 1;
