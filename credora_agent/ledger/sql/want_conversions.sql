-- The rows of one connection in a foreign currency whose day's rate has just become known or changed.
insert into wanted
select t.source_table, t.source_id, t.order_ref, t.component, t.category, t.occurred_at, t.local_date,
       t.amount_micros as amount, t.currency, t.sku, t.quantity, t.stock_quantity, t.voided
from transactions t
where t.tenant_id = :tenant and t.connection_id = :connection and t.is_current
  and t.currency <> (select currency from tenants where id = :tenant);
