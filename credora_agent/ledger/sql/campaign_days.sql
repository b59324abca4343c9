-- The days of campaigns in the shop's currency, each at the rate its spend was booked with.
with days as (
    select * from ad_metrics_daily where tenant_id = :tenant and day between :start and :end
), rates as materialized (
    select k.currency, k.day, r.rate
    from (select distinct currency, day from days) k
    left join lateral (
        select 1::numeric(20, 10) as rate where k.currency = (select currency from tenants where id = :tenant)
        union all
        (select x.rate from exchange_rates x
         where x.tenant_id = :tenant and x.base = k.currency
           and x.quote = (select currency from tenants where id = :tenant)
           and x.day between k.day - 7 and k.day
         order by x.day desc limit 1)
    ) r on true
)
select d.connection_id, d.campaign_id, d.day,
       coalesce(half_even(d.spend_micros * r.rate), 0) as spend,
       coalesce(half_even(d.purchase_value_micros * r.rate), 0) as value,
       (d.purchases * 1000000)::bigint as purchases, d.impressions, d.clicks,
       (d.spend_micros <> 0)::int as entries, (r.rate is null)::int as unconverted
from days d
join rates r using (currency, day);
