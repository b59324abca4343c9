-- Notes which orders were placed or given anew, and what their platform calls them: their sums stand on their day.
insert into moved_orders
select :connection, p.order_ref, true, nullif(coalesce(told ->> 'name', told ->> 'Name'), p.order_ref),
       0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
from placed p
left join staged s on s.source_table = 'orders' and s.source_id = p.order_ref
cross join lateral (select s.payload::json as told) record;
