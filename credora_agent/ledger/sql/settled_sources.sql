-- Whether a shop has payouts, and whether it has ad accounts: file shops have neither, and are spared the looking.
select exists (select from payouts where tenant_id = :tenant) as payouts,
       exists (select from ad_metrics_daily where tenant_id = :tenant) as ads;
