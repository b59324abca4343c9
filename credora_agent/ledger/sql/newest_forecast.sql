-- The newest stored forecast that knew the cash on hand, made for a day up to today.
select today, inputs -> 'opening' as opening, result -> 'ruin' as ruin, result -> 'low' as low
from forecasts
where tenant_id = :tenant and today <= :today and jsonb_typeof(inputs -> 'opening') = 'object'
order by made_at desc
limit 1;
