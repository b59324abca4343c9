-- Each advertising account with days in a period, in its own currency: what its campaigns add up to, what the ledger
-- holds of it, its days, and what was restated last.
with days as materialized (
    select connection_id, currency, day, sum(spend_micros)::bigint as spend
    from ad_metrics_daily
    where tenant_id = :tenant and day between :start and :end
    group by 1, 2, 3
), spent as (
    select connection_id, currency, sum(spend) as spend, count(*) as days from days group by 1, 2
), booked as (
    select connection_id, currency, -sum(amount_micros) as booked, -coalesce(sum(reporting_micros), 0) as converted,
           count(*) as entries, count(*) filter (where reporting_micros is null) as unconverted
    from transactions
    where tenant_id = :tenant and is_current and not voided and category = 'marketing' and source_table = 'ad_days'
      and local_date between :start and :end
    group by 1, 2
), kept as (
    select connection_id, currency, s.spend, s.days, b.booked, b.converted, b.entries, b.unconverted
    from spent s
    full join booked b using (connection_id, currency)
)
select k.connection_id, c.platform, c.account, c.name, k.currency, coalesce(k.spend, 0) as spend,
       coalesce(k.booked, 0) as booked, coalesce(k.converted, 0) as converted, coalesce(k.entries, 0) as entries,
       coalesce(k.unconverted, 0) as unconverted, coalesce(k.days, 0) as days, span.first_day, span.last_day,
       restated.at as restated_at, coalesce(restated.days, 0) as restated_days
from kept k
join platform_connections c on c.tenant_id = :tenant and c.id = k.connection_id
left join lateral (
    select greatest(min(day), cast(:start as date)) as first_day, least(max(day), cast(:end as date)) as last_day
    from ad_metrics_daily a where a.tenant_id = :tenant and a.connection_id = c.id
) span on true
left join lateral (
    select max(replaced_at) as at, count(distinct day) as days
    from ad_metrics_revisions a
    where a.tenant_id = :tenant and a.connection_id = c.id and day between :start and :end
) restated on true
order by c.platform, c.account, k.currency;
