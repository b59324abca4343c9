-- How many rows stand behind a figure, and what they add up to.
select coalesce(sum(entries), 0) as entries, coalesce(sum(amount_micros), 0) as amount_micros
from pnl_daily
where tenant_id = :tenant and local_date between :start and :end
  and category = any(cast(:categories as text[]));
