-- What each payout came to, beside what its balance rows add up to without the transfer itself.
select p.payout_id, p.status, p.currency, p.local_date, p.net_micros, count(*) as rows,
       sum(round((r.payload ->> 'net')::numeric * 1000000))::bigint as rows_micros
from payouts p
join source_records r
    on r.tenant_id = p.tenant_id and r.connection_id = p.connection_id and not r.withdrawn
   and r.source_table = 'balance_transactions' and r.payload ->> 'payout' = p.payout_id
where p.tenant_id = :tenant and p.connection_id = :connection
  and r.payload ->> 'type' not like 'TRANSFER%'
group by p.payout_id, p.status, p.currency, p.local_date, p.net_micros
order by p.local_date, p.payout_id;
