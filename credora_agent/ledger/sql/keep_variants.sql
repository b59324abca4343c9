-- Keeps each variant as it was last changed.
insert into variants as kept (
    tenant_id, connection_id, variant_id, sku, title, product_id, price_micros, currency, on_hand,
    unit_cost_micros, updated_at
)
select :tenant, :connection, variant_id, sku, title, product_id, price, currency, on_hand, unit_cost, updated_at
from json_to_recordset(cast(:rows as json)) as given (
    variant_id text, sku text, title text, product_id text, price bigint, currency text, on_hand bigint,
    unit_cost bigint, updated_at timestamptz
)
on conflict (tenant_id, connection_id, variant_id) do update set
    sku = excluded.sku, title = excluded.title, product_id = excluded.product_id,
    price_micros = excluded.price_micros, currency = excluded.currency, on_hand = excluded.on_hand,
    unit_cost_micros = excluded.unit_cost_micros, updated_at = excluded.updated_at
where excluded.updated_at >= kept.updated_at
  and (kept.sku, kept.title, kept.product_id, kept.price_micros, kept.currency, kept.on_hand,
       kept.unit_cost_micros, kept.updated_at)
      is distinct from
      (excluded.sku, excluded.title, excluded.product_id, excluded.price_micros, excluded.currency,
       excluded.on_hand, excluded.unit_cost_micros, excluded.updated_at);
