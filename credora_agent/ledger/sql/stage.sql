-- Where a file's records wait, outside the books, until all of them are known. Gone with the transaction.
create temp table stage_records (
    seq bigint, source_table text, source_key text, numbered boolean, whole_order boolean,
    order_ref text, customer_ref text, order_placed boolean, occurred_at timestamptz, local_date date,
    currency text, stated bigint, title text, payload text, "row" bigint
) on commit drop;
create temp table stage_entries (
    seq bigint, component text, category text, occurred_at timestamptz, local_date date,
    amount bigint, currency text, sku text, quantity bigint, stock_quantity bigint
) on commit drop;
