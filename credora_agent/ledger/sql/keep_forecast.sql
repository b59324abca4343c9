-- Keeps a forecast as it was given; given again it is the same.
insert into forecasts (
    tenant_id, id, today, horizon_days, paths, seed, model_version, ledger_version, detail_version, inputs, result
)
values (
    :tenant, :id, :today, :horizon, :paths, :seed, :model, :ledger, :detail, cast(:inputs as jsonb),
    cast(:result as jsonb)
)
on conflict (tenant_id, id) do nothing;
