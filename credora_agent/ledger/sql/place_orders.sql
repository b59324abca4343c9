-- What the staged records say about each placed order: the earliest of what any of them gives.
insert into placed
select order_ref, min(occurred_at), min(local_date), min(currency), min(customer_ref), bool_or(whole_order)
from staged
where order_placed and order_ref is not null
group by order_ref;
