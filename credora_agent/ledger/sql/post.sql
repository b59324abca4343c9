-- Writes the new versions into the book.
insert into transactions (
    tenant_id, id, connection_id, source_table, source_id, component, version, category, occurred_at,
    local_date, amount_micros, currency, reporting_micros, fx_rate, sku, quantity, stock_quantity,
    order_ref, voided, run_id
)
select :tenant, id, :connection, source_table, source_id, component, version, category, occurred_at,
       local_date, amount, currency, reporting, rate, sku, quantity, stock_quantity, order_ref, voided, :run
from changes;
