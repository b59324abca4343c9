-- Every day and category in which the daily sums differ from the ledger they are made of.
with ledger as (
    select local_date, category, coalesce(sum(reporting_micros), 0) as amount, count(*) as entries
    from transactions
    where tenant_id = :tenant and is_current and not voided
    group by local_date, category
), rollup as (
    select local_date, category, amount_micros as amount, entries
    from pnl_daily where tenant_id = :tenant and entries > 0
)
select coalesce(l.local_date, r.local_date) as local_date, coalesce(l.category, r.category) as category,
       l.amount as ledger_micros, r.amount as rollup_micros,
       coalesce(l.entries, 0) as ledger_entries, coalesce(r.entries, 0) as rollup_entries
from ledger l
full join rollup r using (local_date, category)
where (l.amount, l.entries) is distinct from (r.amount, r.entries)
order by 1, 2;
