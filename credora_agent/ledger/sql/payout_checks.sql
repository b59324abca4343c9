-- Each payout of a period beside what its balance rows add up to without the transfer itself, and the transfer.
with balance as materialized (
    select connection_id, payout as payout_id, count(*) filter (where type not like 'TRANSFER%') as rows,
           sum(round(net * 1000000)) filter (where type not like 'TRANSFER%')::bigint as rows_net,
           -sum(round(net * 1000000)) filter (where type like 'TRANSFER%')::bigint as transfer
    from source_records
    cross join lateral json_to_record(payload) as told (type text, payout text, net numeric)
    where tenant_id = :tenant and source_table = 'balance_transactions' and not withdrawn
      and payout in (
          select payout_id from payouts where tenant_id = :tenant and local_date between :start and :end
      )
    group by 1, 2
)
select p.connection_id, p.payout_id, p.local_date, p.status, p.currency, p.net_micros as net,
       coalesce(b.rows, 0) as rows, coalesce(b.rows_net, 0) as rows_net, b.transfer
from payouts p
left join balance b on b.connection_id = p.connection_id and b.payout_id = p.payout_id
where p.tenant_id = :tenant and p.local_date between :start and :end
order by p.local_date, p.payout_id;
