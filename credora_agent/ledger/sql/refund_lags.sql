-- How many days after their order goods were given back in a period. Day by day, so that each is a look into the index
-- of days and categories instead of a walk over everything booked in between.
select t.local_date - o.local_date as days, count(*) as rows, -sum(t.reporting_micros) as amount
from generate_series(cast(:start as date), cast(:end as date), interval '1 day') d
join transactions t
    on t.tenant_id = :tenant and t.local_date = d::date and t.category = 'returns' and t.is_current
   and not t.voided
join orders o on o.tenant_id = :tenant and o.connection_id = t.connection_id and o.order_ref = t.order_ref
where t.local_date >= o.local_date and t.reporting_micros < 0
group by 1
order by 1;
