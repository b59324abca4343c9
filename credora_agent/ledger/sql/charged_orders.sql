-- From booked sales to charges: orders with either in a period, by how they were paid and whether the two agree in the
-- end. `way` is what Shopify calls the gateways beside its own payments ("" for those alone), null where it names none.
-- `agreement` is "agrees" when all that was ever booked was charged, "uncharged" when nothing was, else "differs".
with booked as materialized (
    select connection_id, order_ref, currency, sum(stated_micros) as ever,
           coalesce(sum(stated_micros) filter (where local_date between :start and :end), 0) as within,
           bool_or(local_date between :start and :end) as touched
    from source_records
    where tenant_id = :tenant and source_table = 'sales' and not withdrawn
      and connection_id in (select connection_id from payouts where tenant_id = :tenant)
    group by 1, 2, 3
), charged as materialized (
    select connection_id, order_ref, currency, sum(round(amount * 1000000))::bigint as ever,
           coalesce(sum(round(amount * 1000000)) filter (where local_date between :start and :end), 0)::bigint as within,
           bool_or(local_date between :start and :end) as touched
    from source_records
    cross join lateral json_to_record(payload) as told (type text, amount numeric)
    where tenant_id = :tenant and source_table = 'balance_transactions' and not withdrawn
      and type in ('CHARGE', 'REFUND', 'REFUND_FAILURE')
    group by 1, 2, 3
), paired as (
    select connection_id, coalesce(b.currency, c.currency) as currency, order_ref,
           b.order_ref is not null as known, coalesce(b.ever, 0) as booked_ever, coalesce(c.ever, 0) as charged_ever,
           coalesce(b.within, 0) as booked, coalesce(c.within, 0) as charged, c.order_ref is not null as met
    from booked b
    full join charged c using (connection_id, order_ref, currency)
    where b.touched or c.touched
), ways as (
    select p.*, r.payload::jsonb -> 'gateways' as gateways, coalesce(r.payload ->> 'name', p.order_ref) as name
    from paired p
    left join source_records r
        on r.tenant_id = :tenant and r.connection_id = p.connection_id and r.source_table = 'orders'
       and r.source_id = p.order_ref
)
select connection_id, currency, known,
       case when gateways is null then null else (
           select coalesce(string_agg(gateway, ', ' order by gateway), '')
           from jsonb_array_elements_text(gateways) as gateway where gateway <> 'shopify_payments'
       ) end as way,
       gateways ? 'shopify_payments' as by_card,
       case when booked_ever = charged_ever then 'agrees' when not met then 'uncharged' else 'differs' end as agreement,
       count(*) as orders, sum(booked) as booked, sum(charged) as charged,
       (array_agg(name order by abs(booked_ever - charged_ever) desc, name))[1:5] as examples
from ways
group by 1, 2, 3, 4, 5, 6
order by 1, 2, 3, 4, 5, 6;
