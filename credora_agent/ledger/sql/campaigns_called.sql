-- Campaigns whose name or id begins with or contains a text, best first, then the latest that ran for who mistypes it.
with known as materialized (
    select p.platform || ':' || p.account || ':' || c.campaign_id as key, c.campaign_id, c.name, c.last_day
    from campaigns c
    join platform_connections p on p.tenant_id = c.tenant_id and p.id = c.connection_id
    where c.tenant_id = :tenant
    limit :among
)
select key, campaign_id, name,
       case when lower(:typed) in (lower(name), campaign_id, key) then 0
            when starts_with(lower(name), lower(:typed)) or starts_with(key, :typed) then 1
            when strpos(lower(name), lower(:typed)) > 0 or strpos(key, :typed) > 0 then 2
            else 3 end as place
from known
order by place, last_day desc nulls last, key
limit :most;
