-- Of the forecasts of a day that is over, keeps the last of each length: later readings of its books made the others
-- old, and a record of a hundred a day would say no more.
delete from forecasts f
where f.tenant_id = :tenant and f.made_at < now() - interval '2 days'
  and exists (
      select from forecasts l
      where l.tenant_id = :tenant and l.today = f.today and l.horizon_days = f.horizon_days
        and (l.made_at, l.id) > (f.made_at, f.id)
  );
