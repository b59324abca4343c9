-- Who bought how often, as buyer models count it: days bought on after the first (`repeats`), days from the first to the
-- last of them (`recency`), days from the first to `until` (`age`), and the days bought on after it up to `upto`
-- (`later`), of customers whose first order is not after `until`. With `money`, those who came again are told apart by
-- their net sales up to then (`spent`); all others are counted together.
with gone as materialized (
    select connection_id, source_id as order_ref from source_records
    where tenant_id = :tenant and source_table = 'orders' and withdrawn
), standing as materialized (
    select o.connection_id, o.order_ref, o.customer_ref, o.local_date
    from orders o
    where o.tenant_id = :tenant and o.customer_ref is not null and o.local_date <= :upto
      and not exists (select from gone g where g.connection_id = o.connection_id and g.order_ref = o.order_ref)
), buyers as (
    select customer_ref, min(local_date) as first_day,
           count(distinct local_date) filter (where local_date <= :until) - 1 as repeats,
           max(local_date) filter (where local_date <= :until) - min(local_date) as recency,
           count(distinct local_date) filter (where local_date > :until) as later
    from standing
    group by customer_ref
), spent as (
    select s.customer_ref, coalesce(sum(t.reporting_micros), 0) as amount
    from transactions t
    join standing s on s.connection_id = t.connection_id and s.order_ref = t.order_ref
    where :money and t.tenant_id = :tenant and t.is_current and not t.voided and t.local_date <= :until
      and t.category in ('gross_sales', 'discounts', 'returns')
    group by 1
)
select date_trunc('month', b.first_day::timestamp)::date as cohort, b.repeats, b.recency,
       cast(:until as date) - b.first_day as age, case when b.repeats > 0 then s.amount end as spent,
       count(*) as customers, sum(b.later) as later
from buyers b
left join spent s on s.customer_ref = b.customer_ref
where b.first_day <= :until
group by 1, 2, 3, 4, 5
order by 1, 2, 3, 4, 5;
