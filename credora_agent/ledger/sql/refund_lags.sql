-- How many days after their order goods were given back in a period, by its newest thousand returns. From the newest
-- day back, each day a look into the index of days and categories, so that a large shop's are not all read.
with given_back as (
    select t.connection_id, t.order_ref, t.local_date, t.reporting_micros
    from generate_series(cast(:end as date), cast(:start as date), interval '-1 day') d
    cross join lateral (
        select connection_id, order_ref, local_date, reporting_micros from transactions
        where tenant_id = :tenant and local_date = d::date and category = 'returns' and is_current and not voided
          and reporting_micros < 0 and order_ref is not null
        offset 0
    ) t
    limit 1000
)
select g.local_date - o.local_date as days, count(*) as rows, -sum(g.reporting_micros) as amount
from given_back g
cross join lateral (
    select local_date from orders
    where tenant_id = :tenant and connection_id = g.connection_id and order_ref = g.order_ref
    offset 0
) o
where g.local_date >= o.local_date
group by 1
order by 1;
