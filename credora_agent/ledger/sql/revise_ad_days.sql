-- Keeps what the days of a window said, before they say something else or nothing.
insert into ad_metrics_revisions (
    tenant_id, connection_id, campaign_id, day, replaced_at, currency, spend_micros, impressions, clicks,
    purchases, purchase_value_micros, attribution, run_id, fetched_at
)
select kept.tenant_id, kept.connection_id, kept.campaign_id, kept.day, clock_timestamp(), kept.currency,
       kept.spend_micros, kept.impressions, kept.clicks, kept.purchases, kept.purchase_value_micros,
       kept.attribution, kept.run_id, kept.fetched_at
from ad_metrics_daily kept
left join json_to_recordset(cast(:rows as json)) as given (
    campaign_id text, day date, currency text, spend bigint, impressions bigint, clicks bigint,
    purchases numeric(20, 6), purchase_value bigint, attribution text
) using (campaign_id, day)
where kept.tenant_id = :tenant and kept.connection_id = :connection and kept.day between :start and :end
  and (kept.currency, kept.spend_micros, kept.impressions, kept.clicks, kept.purchases,
       kept.purchase_value_micros, kept.attribution)
      is distinct from
      (given.currency, given.spend, given.impressions, given.clicks, given.purchases, given.purchase_value,
       given.attribution);
