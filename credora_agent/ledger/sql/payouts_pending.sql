-- What of the balance since a day no payout has taken yet, and what is held in reserve, at the newest rate known; null
-- where there is none. `ever` is whether a payout was recorded at all.
with waiting as materialized (
    select currency, sum(round((payload ->> 'net')::numeric * 1000000)) as net
    from source_records
    where tenant_id = :tenant and source_table = 'balance_transactions' and local_date >= :since
      and payload ->> 'payout' is null and not withdrawn
      and (payload ->> 'type' not like 'TRANSFER%' or (payload ->> 'net')::numeric > 0)
    group by currency
), held as materialized (
    select currency, -sum(round((payload ->> 'net')::numeric * 1000000)) as net
    from source_records
    where tenant_id = :tenant and source_table = 'balance_transactions' and payload ->> 'type' like 'RESERVED_FUNDS%'
      and not withdrawn
    group by currency
)
select exists (select from payouts where tenant_id = :tenant) as ever,
       (select sum(half_even(w.net * r.rate)) from waiting w left join lateral (
            select 1::numeric(20, 10) as rate where w.currency = (select currency from tenants where id = :tenant)
            union all
            (select x.rate from exchange_rates x
             where x.tenant_id = :tenant and x.base = w.currency
               and x.quote = (select currency from tenants where id = :tenant) and x.day <= :today
             order by x.day desc limit 1)
        ) r on true) as waiting,
       (select sum(half_even(h.net * r.rate)) from held h left join lateral (
            select 1::numeric(20, 10) as rate where h.currency = (select currency from tenants where id = :tenant)
            union all
            (select x.rate from exchange_rates x
             where x.tenant_id = :tenant and x.base = h.currency
               and x.quote = (select currency from tenants where id = :tenant) and x.day <= :today
             order by x.day desc limit 1)
        ) r on true) as held;
