-- Where a posting is prepared, outside the books; gone with the transaction.
-- As the file gave it:
create temp table stage_records (
    seq bigint, source_table text, source_key text, numbered boolean, whole_order boolean,
    order_ref text, customer_ref text, order_placed boolean, occurred_at timestamptz, local_date date,
    currency text, stated bigint, title text, payload text, "row" bigint, as_of timestamptz
) on commit drop;
create temp table stage_entries (
    seq bigint, component text, category text, occurred_at timestamptz, local_date date,
    amount bigint, currency text, sku text, quantity bigint, stock_quantity bigint
) on commit drop;
create temp table stage_costs (seq bigint, sku text, valid_from date, unit_cost bigint, currency text) on commit drop;
create temp table stage_orders_gone (order_ref text) on commit drop;
create temp table stage_rates (seq bigint, base text, quote text, day date, rate numeric(20, 10)) on commit drop;
-- Each record once, under its identity:
create temp table staged (
    seq bigint, source_table text, source_id text, whole_order boolean, order_ref text, customer_ref text,
    order_placed boolean, occurred_at timestamptz, local_date date, currency text, stated bigint, title text,
    payload text, "row" bigint
) on commit drop;
-- What stood and stands no more:
create temp table gone (source_table text, source_id text) on commit drop;
-- Each placed order once:
create temp table placed (
    order_ref text, placed_at timestamptz, local_date date, currency text, customer_ref text, whole boolean
) on commit drop;
-- What the books shall say:
create temp table wanted (
    source_table text, source_id text, order_ref text, component text, category text, occurred_at timestamptz,
    local_date date, amount bigint, currency text, sku text, quantity bigint, stock_quantity bigint, voided boolean
) on commit drop;
-- Where that differs from what they say, with the id and number of the new version:
create temp table changes (
    like wanted, id bigint, rate numeric(20, 10), reporting bigint, old_id bigint, old_date date, version integer
) on commit drop;
-- Days whose sums move:
create temp table touched (day date primary key) on commit drop;
-- What that does to the sums of orders, and which of them were placed or given anew:
create temp table moved_orders (
    connection_id uuid, order_ref text, placed boolean, name text,
    gross_sales_micros bigint, discounts_micros bigint, returns_micros bigint,
    shipping_income_micros bigint, other_income_micros bigint, cogs_micros bigint,
    fulfilment_micros bigint, fees_micros bigint, sales_tax_micros bigint,
    original_micros bigint, units_sold bigint, units_returned bigint,
    units_costed bigint, entries bigint, unconverted bigint
) on commit drop;
