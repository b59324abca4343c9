-- What a connection was seen to deliver, it provides from now on.
update platform_connections kept
set provides = array(select unnest(kept.provides) union select category from changes where not voided order by 1)
where kept.tenant_id = :tenant and kept.id = :connection
  and exists (select from changes where not voided and category <> all (kept.provides));
