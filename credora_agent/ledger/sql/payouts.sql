-- What went or is about to go to the bank in a period, in the shop's currency at its day's rate.
select p.payout_id, p.local_date, p.status, p.currency, p.net_micros, half_even(p.net_micros * r.rate) as net
from payouts p
left join lateral (
    select 1::numeric(20, 10) as rate where p.currency = (select currency from tenants where id = :tenant)
    union all
    (select x.rate from exchange_rates x
     where x.tenant_id = :tenant and x.base = p.currency
       and x.quote = (select currency from tenants where id = :tenant)
       and x.day between p.local_date - 7 and p.local_date
     order by x.day desc limit 1)
) r on true
where p.tenant_id = :tenant and p.local_date between :start and :end
order by p.local_date, p.payout_id;
