-- How the model did on older days, as the newest forecast of a period has it.
select result -> 'backtest' as backtest
from forecasts
where tenant_id = :tenant and today between :start and :end and model_version = :model and result ? 'backtest'
order by made_at desc
limit 1;
