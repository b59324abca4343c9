-- Every order of a reference, else those a platform shows by that name, with or without its "#"; placed or not.
with said as materialized (
    select cast(:order as text) as word
    union
    select case when starts_with(:order, '#') then substr(:order, 2) else '#' || :order end
), meant as (
    select case when s.order_ref = :order then 1 else 3 end as place, s.connection_id, s.order_ref, s.local_date
    from platform_connections c
    cross join said
    cross join lateral (
        select * from order_sums
        where tenant_id = :tenant and connection_id = c.id and order_ref = said.word
        offset 0
    ) s
    where c.tenant_id = :tenant
    union all
    select case when s.name = :order then 2 else 3 end, s.connection_id, s.order_ref, s.local_date
    from said
    cross join lateral (
        select * from order_sums where tenant_id = :tenant and name = said.word offset 0
    ) s
)
select connection_id, order_ref, local_date
from meant
where place = (select min(place) from meant)
order by order_ref, connection_id;
