-- A text that is another as soon as anything a page of the shop shows may be: books, plan, marks, streams, alerts.
select concat_ws('|', t.ledger_version, t.detail_version,
    (select concat(count(*), max(m.dismissed_at)) from finding_marks m where m.tenant_id = t.id),
    (select max(f.made_at) from forecasts f where f.tenant_id = t.id),
    (select concat(count(*), max(a.last_seen)) from sync_alerts a where a.tenant_id = t.id and a.resolved_at is null),
    (select md5(string_agg(w::text, ';' order by w.id)) from alerts w where w.tenant_id = t.id),
    (select md5(string_agg(c::text, ';' order by c.id)) from platform_connections c where c.tenant_id = t.id),
    (select md5(string_agg(concat_ws(',', s.connection_id, s.stream, s.state, s.last_good_at, s.covered_until, s.error),
                           ';' order by s.connection_id, s.stream))
     from sync_streams s where s.tenant_id = t.id)) as state
from tenants t
where t.id = :tenant;
