-- Keeps each campaign by the name and state of the newest day it was met on, and the days it was met between.
insert into campaigns as kept (
    tenant_id, connection_id, campaign_id, name, status, channel, first_day, last_day
)
select :tenant, :connection, campaign_id, name, status, channel, first_day, last_day
from json_to_recordset(cast(:rows as json)) as given (
    campaign_id text, name text, status text, channel text, first_day date, last_day date
)
on conflict (tenant_id, connection_id, campaign_id) do update set
    name = case when excluded.last_day < kept.last_day then kept.name else excluded.name end,
    status = case when excluded.last_day < kept.last_day then coalesce(kept.status, excluded.status)
                  else coalesce(excluded.status, kept.status) end,
    channel = coalesce(excluded.channel, kept.channel),
    first_day = least(kept.first_day, excluded.first_day),
    last_day = greatest(kept.last_day, excluded.last_day)
where (excluded.last_day < kept.last_day) is not true
   or excluded.first_day < kept.first_day or kept.status is null or kept.channel is null;
