-- The same sums from the daily sums, for DuckDB.
select {bucket} as bucket, category, sum(amount_micros), sum(quantity), sum(entries), sum(unconverted)
from pnl_daily
where shop = $1 and local_date between $2 and $3
group by 1, 2
