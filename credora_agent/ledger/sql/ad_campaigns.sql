-- Every campaign of some accounts, by its newest name and state.
select c.connection_id as connection, c.campaign_id, c.name, c.status, c.channel
from campaigns c
where c.tenant_id = :tenant and c.connection_id = any(cast(:connections as uuid[]))
order by c.connection_id, c.campaign_id;
