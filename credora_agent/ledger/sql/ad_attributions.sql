-- The rules by which purchases were credited on the days of a period.
select attribution, min(day) as first_day, max(day) as last_day
from ad_metrics_daily
where tenant_id = :tenant and day between :start and :end and connection_id = any(cast(:connections as uuid[]))
  and (cast(:campaigns as text[]) is null
       or connection_id || ':' || campaign_id = any(cast(:campaigns as text[])))
group by attribution
order by first_day, attribution;
