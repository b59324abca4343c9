-- Compares what is wanted with what stands; keeps the differences, each with the id of its new version.
insert into changes
select w.*, nextval('transactions_id_seq'), d.rate,
       case when d.rate is not null then half_even(w.amount * d.rate) end,
       t.id, t.local_date, coalesce(t.version, 0) + 1
from wanted w
left join lateral (
    select 1::numeric(20, 10) as rate where w.currency = (select currency from tenants where id = :tenant)
    union all
    (select x.rate from exchange_rates x
     where x.tenant_id = :tenant and x.base = w.currency
       and x.quote = (select currency from tenants where id = :tenant)
       and x.day between w.local_date - 7 and w.local_date
     order by x.day desc limit 1)
) d on true
left join lateral (
    select * from transactions
    where tenant_id = :tenant and connection_id = :connection and source_id = w.source_id
      and source_table = w.source_table and component = w.component and is_current
    limit 1
) t on true
where t.id is null
   or (t.category, t.occurred_at, t.local_date, t.amount_micros, t.currency, t.sku, t.quantity,
       t.stock_quantity, t.voided, t.fx_rate)
      is distinct from
      (w.category, w.occurred_at, w.local_date, w.amount, w.currency, w.sku, w.quantity,
       w.stock_quantity, w.voided, d.rate);
