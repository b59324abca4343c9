-- The last day with an entry of each category, of the days since one.
select category, max(local_date) as last_day
from pnl_daily
where tenant_id = :tenant and local_date >= :since and entries > 0
group by category;
