-- What the books shall say about the staged records: their components, and nought for those that are gone.
insert into wanted
select s.source_table, s.source_id, s.order_ref, e.component, e.category, e.occurred_at, e.local_date,
       e.amount, e.currency, e.sku, e.quantity, e.stock_quantity, false as voided
from staged s
join stage_entries e using (seq)
union all
select t.source_table, t.source_id, t.order_ref, t.component, t.category, t.occurred_at, t.local_date,
       0, t.currency, t.sku, 0, 0, true
from (
    select seq, source_table, source_id from staged
    union all
    select null, source_table, source_id from gone
) s
cross join lateral (
    select * from transactions
    where tenant_id = :tenant and connection_id = :connection and source_id = s.source_id
      and source_table = s.source_table and is_current
    offset 0
) t
where t.category <> 'cogs' and not t.voided
  and not exists (select from stage_entries e where e.seq = s.seq and e.component = t.component);
