-- What a person should know about a shop's live sources, newest first; up to some of each kind, counted whole.
select connection_id, kind, subject, detail, first_seen, last_seen, of_kind
from (
    select a.*, count(*) over kinds as of_kind, row_number() over (kinds order by a.last_seen desc, a.subject) as place
    from sync_alerts a
    where a.tenant_id = :tenant and a.resolved_at is null
    window kinds as (partition by a.connection_id, a.kind)
) as numbered
where place <= :most
order by connection_id, kind, last_seen desc, subject;
