-- What a system without daily sums runs: the period's current rows, added up by {bucket} and category.
-- It is spared what the daily sums hold besides: orders, and which sales have a known cost.
select {bucket} as bucket, category, coalesce(sum(reporting_micros), 0), sum(quantity), count(*),
       count(*) filter (where reporting_micros is null)
from transactions
where tenant_id = $1 and is_current and not voided and local_date between $2 and $3
group by 1, 2
