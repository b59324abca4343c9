-- What moved a payments balance: by account, currency and type, before a period and in it, in micros. `waiting` is the
-- part of rows up to its end that no payout had taken by then; a transfer waits again when it came back.
with moves as materialized (
    select connection_id, currency, local_date, type, payout as payout_id, round(amount * 1000000)::bigint as amount,
           round(fee * 1000000)::bigint as fee, round(net * 1000000)::bigint as net
    from source_records
    cross join lateral json_to_record(payload) as told (
        type text, payout text, amount numeric, fee numeric, net numeric
    )
    where tenant_id = :tenant and source_table = 'balance_transactions' and not withdrawn and local_date <= :end
)
select m.connection_id, c.platform || coalesce(' ' || nullif(c.account, ''), '') as account, m.currency, m.type,
       coalesce(sum(m.net) filter (where m.local_date < :start), 0) as net_before,
       coalesce(sum(m.amount) filter (where m.local_date >= :start), 0) as amount,
       coalesce(sum(m.fee) filter (where m.local_date >= :start), 0) as fee,
       coalesce(sum(m.net) filter (where m.local_date >= :start), 0) as net,
       count(*) filter (where m.local_date >= :start) as rows,
       coalesce(sum(m.net) filter (
           where (m.type not like 'TRANSFER%' or m.net > 0) and (p.payout_id is null or p.local_date > :end)
       ), 0) as waiting
from moves m
join platform_connections c on c.tenant_id = :tenant and c.id = m.connection_id
left join payouts p on p.tenant_id = :tenant and p.connection_id = m.connection_id and p.payout_id = m.payout_id
group by 1, 2, 3, 4
order by 2, 3, 4;
