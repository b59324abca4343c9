-- What was ever held back from payouts, or given free again, by day, in the shop's currency at the day's rate.
with held as materialized (
    select local_date as day, currency, payload ->> 'type' as kind, count(*) as rows,
           sum((payload ->> 'amount')::numeric) * 1000000 as amount, sum((payload ->> 'net')::numeric) * 1000000 as net
    from source_records
    where tenant_id = :tenant and source_table = 'balance_transactions' and payload ->> 'type' like 'RESERVED_FUNDS%'
      and not withdrawn and local_date <= :end
    group by local_date, currency, payload ->> 'type'
)
select h.day, h.kind, null::date as issued, h.rows,
       half_even(h.amount * r.rate) as amount, half_even(h.net * r.rate) as net
from held h
left join lateral (
    select 1::numeric(20, 10) as rate where h.currency = (select currency from tenants where id = :tenant)
    union all
    (select x.rate from exchange_rates x
     where x.tenant_id = :tenant and x.base = h.currency
       and x.quote = (select currency from tenants where id = :tenant)
       and x.day between h.day - 7 and h.day
     order by x.day desc limit 1)
) r on true
order by h.day, h.kind;
