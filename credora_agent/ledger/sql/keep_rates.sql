-- Keeps the rates given; the same pair and day given again replaces the earlier rate.
insert into exchange_rates as kept (tenant_id, base, quote, day, rate, run_id)
select distinct on (base, quote, day) :tenant, base, quote, day, rate, :run
from stage_rates
order by base, quote, day, seq desc
on conflict (tenant_id, base, quote, day) do update set rate = excluded.rate, run_id = excluded.run_id
where kept.rate is distinct from excluded.rate;
