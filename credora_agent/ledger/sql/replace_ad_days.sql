-- Makes the days given all there is of a window; a day that says the same is left as it is.
with given as (
    select * from json_to_recordset(cast(:rows as json)) as g (
        campaign_id text, day date, currency text, spend bigint, impressions bigint, clicks bigint,
        purchases numeric(20, 6), purchase_value bigint, attribution text
    )
), dropped as (
    delete from ad_metrics_daily kept
    where kept.tenant_id = :tenant and kept.connection_id = :connection and kept.day between :start and :end
      and not exists (select from given g where g.campaign_id = kept.campaign_id and g.day = kept.day)
    returning 1
), put as (
    insert into ad_metrics_daily as kept (
        tenant_id, connection_id, campaign_id, day, currency, spend_micros, impressions, clicks, purchases,
        purchase_value_micros, attribution, run_id, fetched_at
    )
    select :tenant, :connection, campaign_id, day, currency, spend, impressions, clicks, purchases,
           purchase_value, attribution, :run, :fetched_at
    from given
    where day between :start and :end
    on conflict (tenant_id, connection_id, campaign_id, day) do update set
        currency = excluded.currency, spend_micros = excluded.spend_micros,
        impressions = excluded.impressions, clicks = excluded.clicks, purchases = excluded.purchases,
        purchase_value_micros = excluded.purchase_value_micros, attribution = excluded.attribution,
        run_id = excluded.run_id, fetched_at = excluded.fetched_at
    where (kept.currency, kept.spend_micros, kept.impressions, kept.clicks, kept.purchases,
           kept.purchase_value_micros, kept.attribution)
          is distinct from
          (excluded.currency, excluded.spend_micros, excluded.impressions, excluded.clicks,
           excluded.purchases, excluded.purchase_value_micros, excluded.attribution)
    returning 1
)
select (select count(*) from dropped) + (select count(*) from put) as changed;
