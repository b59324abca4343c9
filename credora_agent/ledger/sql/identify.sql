-- Gives every staged record its identity: the n-th of equal ones where the source numbers none,
-- else the last of those that carry the same key.
insert into staged
select seq, source_table, case when numbered then source_key || '#' || n else source_key end, whole_order,
       order_ref, customer_ref, order_placed, occurred_at, local_date, currency, stated, title, payload, "row"
from (
    select *,
           row_number() over by_key as n,
           lead(seq) over by_key is null as is_last
    from stage_records
    window by_key as (partition by source_table, source_key order by seq)
) as ranked
where numbered or is_last;
