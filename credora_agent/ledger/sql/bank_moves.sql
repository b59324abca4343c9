-- What moved on the payout account in a period, by day, kind and payout, in the shop's currency at the day's rate.
with moved as materialized (
    select connection_id, local_date, currency, payload ->> 'type' as kind, payload ->> 'payout' as payout_id,
           (payload ->> 'amount')::numeric as amount, (payload ->> 'net')::numeric as net
    from source_records
    where tenant_id = :tenant and source_table = 'balance_transactions' and not withdrawn
      and local_date between :start and :end
), days as materialized (
    select m.local_date as day, m.currency, m.kind, p.local_date as issued, count(*) as rows,
           sum(m.amount) * 1000000 as amount, sum(m.net) * 1000000 as net
    from moved m
    left join payouts p
        on p.tenant_id = :tenant and p.connection_id = m.connection_id and p.payout_id = m.payout_id
    where m.kind not like 'TRANSFER%'
    group by m.local_date, m.currency, m.kind, p.local_date
)
select d.day, d.kind, d.issued, d.rows, half_even(d.amount * r.rate) as amount, half_even(d.net * r.rate) as net
from days d
left join lateral (
    select 1::numeric(20, 10) as rate where d.currency = (select currency from tenants where id = :tenant)
    union all
    (select x.rate from exchange_rates x
     where x.tenant_id = :tenant and x.base = d.currency
       and x.quote = (select currency from tenants where id = :tenant)
       and x.day between d.day - 7 and d.day
     order by x.day desc limit 1)
) r on true
order by d.day, d.kind, d.issued;
