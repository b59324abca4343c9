-- The newest stored forecast that knew the cash on hand, made for a day up to today.
select today, inputs -> 'opening' as opening, result -> 'cash' as cash, result -> 'cash_percents' as percents,
       result -> 'ruin' as ruin
from forecasts
where tenant_id = :tenant and today <= :today and jsonb_typeof(inputs -> 'opening') = 'object'
order by made_at desc
limit 1;
