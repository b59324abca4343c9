-- A page of the payouts of a period, newest first, after a place among them, and beside it what all that match come to.
-- Each with what its balance rows within `reach` days of the period add up to by kind, its own transfer not among them;
-- in the shop's currency at its day's rate, null where there is none. Fees are as they lower what is paid.
with matched as materialized (
    select connection_id, payout_id, local_date, status, currency, net_micros from payouts
    where tenant_id = :tenant and local_date between :start and :end
      and (cast(:status as text) is null or status = :status)
), moved as materialized (
    select connection_id, payout as payout_id, type, round(amount * 1000000) as amount, round(fee * 1000000) as fee,
           round(net * 1000000) as net
    from source_records
    cross join lateral json_to_record(payload) as told (
        type text, payout text, amount numeric, fee numeric, net numeric
    )
    where tenant_id = :tenant and source_table = 'balance_transactions' and not withdrawn
      and local_date between cast(:start as date) - cast(:reach as integer)
                         and cast(:end as date) + cast(:reach as integer)
      and payout <> '' and type not like 'TRANSFER%'
), summed as materialized (
    -- Put together and grouped, not joined: without statistics each payout would look through all rows.
    select connection_id, payout_id, max(local_date) as local_date, max(status) as status, max(currency) as currency,
           max(net_micros) as net_micros, count(type) as rows, coalesce(sum(net), 0) as rows_net,
           coalesce(sum(amount) filter (where type = 'CHARGE'), 0) as charges,
           coalesce(sum(amount) filter (where type like 'REFUND%'), 0) as refunds,
           coalesce(sum(amount) filter (where type like 'RESERVED_FUNDS%'), 0) as reserve,
           coalesce(sum(amount) filter (
               where type <> 'CHARGE' and type not like 'REFUND%' and type not like 'RESERVED_FUNDS%'
           ), 0) as adjustments,
           -coalesce(sum(fee), 0) as fees
    from (
        select *, null as type, null::numeric as amount, null::numeric as fee, null::numeric as net from matched
        union all
        select connection_id, payout_id, null, null, null, null, type, amount, fee, net from moved
    ) as parts
    group by connection_id, payout_id
    having count(status) > 0
), converted as materialized (
    select s.connection_id, s.payout_id, s.local_date, s.status, s.currency, s.net_micros as booked, s.rows,
           half_even(s.net_micros * r.rate) as net, half_even(s.charges * r.rate) as charges,
           half_even(s.refunds * r.rate) as refunds, half_even(s.reserve * r.rate) as reserve,
           half_even(s.adjustments * r.rate) as adjustments, half_even(s.fees * r.rate) as fees,
           half_even(s.rows_net * r.rate) as rows_net, half_even((s.net_micros - s.rows_net) * r.rate) as difference,
           s.net_micros <> s.rows_net as differs
    from summed s
    left join lateral (
        select 1::numeric(20, 10) as rate where s.currency = (select currency from tenants where id = :tenant)
        union all
        (select x.rate from exchange_rates x
         where x.tenant_id = :tenant and x.base = s.currency
           and x.quote = (select currency from tenants where id = :tenant)
           and x.day between s.local_date - 7 and s.local_date
         order by x.day desc limit 1)
    ) r on true
), total as (
    select count(*) as payouts, coalesce(sum(rows), 0) as all_rows, count(*) filter (where differs) as differing,
           count(*) filter (where net is null) as unconverted, sum(net) as all_net, sum(charges) as all_charges,
           sum(refunds) as all_refunds, sum(reserve) as all_reserve, sum(adjustments) as all_adjustments,
           sum(fees) as all_fees, sum(rows_net) as all_rows_net, sum(difference) as all_difference,
           coalesce(sum(net) filter (where status = 'PAID'), 0) as paid,
           coalesce(sum(net) filter (where status in ('SCHEDULED', 'IN_TRANSIT')), 0) as on_the_way,
           coalesce(sum(net) filter (where status in ('FAILED', 'CANCELED', 'CANCELLED')), 0) as returned
    from converted
), page as (
    select * from converted
    where cast(:after_day as date) is null
       or (local_date, payout_id, connection_id)
          < (:after_day, cast(:after_payout as text), cast(:after_connection as uuid))
    order by local_date desc, payout_id desc, connection_id desc
    limit :limit
)
select total.*, page.*
from total
left join page on true
order by page.local_date desc, page.payout_id desc, page.connection_id desc;
