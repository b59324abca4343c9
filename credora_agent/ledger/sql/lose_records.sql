-- Finds what an order no longer has: all that its newer, complete version lacks, or everything when it is gone.
-- What the payments balance says about an order is money that moved: it stays.
with ended as (
    select order_ref from staged where whole_order
    union
    select order_ref from stage_orders_gone
), lost as (
    -- By the order alone, and subtracted: the planner of a new shop takes the table for one row.
    select kept.source_table, kept.source_id
    from ended
    cross join lateral (
        select connection_id, source_table, source_id from source_records
        where tenant_id = :tenant and order_ref = ended.order_ref
          and source_table <> 'balance_transactions' and not withdrawn
        offset 0
    ) kept
    where kept.connection_id = :connection
    except
    select source_table, source_id from staged
)
insert into gone select source_table, source_id from lost;
