-- Finds or makes a shop's connection; the categories it provides only grow.
insert into platform_connections as kept (tenant_id, id, platform, account, provides)
values (:tenant, :id, :platform, :account, cast(:provides as text[]))
on conflict (tenant_id, platform, account) do update set
    provides = array(select unnest(kept.provides) union select unnest(excluded.provides) order by 1)
returning id;
