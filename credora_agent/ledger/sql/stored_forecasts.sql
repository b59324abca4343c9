-- The newest forecast made on each day of a period, without what it was made from.
select distinct on (today) id, today, horizon_days, result, scores
from forecasts
where tenant_id = :tenant and today between :start and :end and horizon_days >= :days
order by today, made_at desc;
