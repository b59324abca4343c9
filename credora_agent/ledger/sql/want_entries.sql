-- What the books shall say about the staged records: their components, and nought for those that are gone.
create temp table wanted on commit drop as
select s.source_table, s.source_id, s.order_ref, e.component, e.category, e.occurred_at, e.local_date,
       e.amount, e.currency, e.sku, e.quantity, e.stock_quantity, false as voided
from staged s
join stage_entries e using (seq)
union all
select t.source_table, t.source_id, t.order_ref, t.component, t.category, t.occurred_at, t.local_date,
       0, t.currency, t.sku, 0, 0, true
from transactions t
where t.tenant_id = :tenant and t.connection_id = :connection and t.superseded_by is null
  and t.category <> 'cogs' and not t.voided
  and (
      exists (select from staged s where s.source_table = t.source_table and s.source_id = t.source_id)
      or t.order_ref in (select order_ref from staged where whole_order)
  )
  and not exists (
      select from staged s
      join stage_entries e using (seq)
      where s.source_table = t.source_table and s.source_id = t.source_id and e.component = t.component
  );
