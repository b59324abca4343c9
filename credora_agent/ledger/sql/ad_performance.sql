-- What campaigns came to in a period, by campaign or by time and currency: in the account's own currency, and in the
-- shop's with each day at the rate its spend was booked with. A rate is looked up once for a day and currency, by the
-- first row of it: a join of two lists would be a loop within a loop where the planner has no statistics.
with shop as materialized (
    select currency from tenants where id = :tenant
), days as materialized (
    select connection_id, campaign_id, day, currency, spend_micros, purchase_value_micros, purchases, impressions,
           clicks, row_number() over (partition by currency, day) as place
    from ad_metrics_daily
    where tenant_id = :tenant and day between :start and :end and connection_id = any(cast(:connections as uuid[]))
      and (cast(:campaigns as text[]) is null
           or connection_id || ':' || campaign_id = any(cast(:campaigns as text[])))
), rated as (
    select d.*, max(r.rate) over (partition by d.currency, d.day) as rate
    from days d
    left join lateral (
        select 1::numeric(20, 10) as rate where d.place = 1 and d.currency = (select currency from shop)
        union all
        (select x.rate from exchange_rates x
         where d.place = 1 and x.tenant_id = :tenant and x.base = d.currency
           and x.quote = (select currency from shop) and x.day between d.day - 7 and d.day
         order by x.day desc limit 1)
    ) r on true
)
select case :by when 'day' then day
                when 'week' then date_trunc('week', day)::date
                when 'month' then date_trunc('month', day)::date end as bucket,
       case when :by = 'campaign' then connection_id end as connection,
       case when :by = 'campaign' then campaign_id end as campaign_id,
       currency,
       sum(spend_micros) as spend,
       sum(purchase_value_micros) as value,
       sum(purchases * 1000000) as purchases,
       sum(impressions) as impressions,
       sum(clicks) as clicks,
       coalesce(sum(half_even(spend_micros * rate)), 0) as converted,
       coalesce(sum(half_even(purchase_value_micros * rate)), 0) as converted_value,
       count(*) filter (where spend_micros <> 0) as entries,
       count(*) filter (where spend_micros <> 0 and rate is null) as unconverted
from rated
group by 1, 2, 3, 4;
