-- What stands on the shelf now by the SKU the books know it by, in the shop's currency: a page after a place in their
-- order, lowest rank first, and beside it what all that match come to. Prices and costs are at the newest rate known,
-- sales those of a few days; `price` is null where variants of one SKU differ, what is unknown ranks last.
with shelf as materialized (
    select coalesce(sku, 'variant-' || variant_id) as sku, max(title) as title, count(*) as variants,
           case when (min(price_micros), min(currency)) = (max(price_micros), max(currency)) then max(price_micros) end
               as price,
           max(currency) as currency, min(price_micros) is not null as priced, sum(on_hand)::bigint as on_hand,
           max(updated_at) as updated_at
    from variants
    where tenant_id = :tenant
    group by 1
), costs as materialized (
    select distinct on (sku) sku, unit_cost_micros as cost, currency
    from product_costs
    where tenant_id = :tenant and valid_from <= :today
    order by sku, valid_from desc
), sold as materialized (
    select sku, sum(units_sold)::bigint as units, sum(gross_sales_micros + discounts_micros)::bigint as sales,
           sum(entries)::bigint as entries
    from sku_daily
    where tenant_id = :tenant and local_date between :start and :end
    group by sku
), rates as materialized (
    select base, rate
    from (select distinct currency as base from shelf union select distinct currency from costs) needed
    cross join lateral (
        select 1::numeric(20, 10) as rate where base = (select currency from tenants where id = :tenant)
        union all
        (select x.rate from exchange_rates x
         where x.tenant_id = :tenant and x.base = needed.base
           and x.quote = (select currency from tenants where id = :tenant) and x.day <= :today
         order by x.day desc limit 1)
        limit 1
    ) r
), known as materialized (
    select s.sku, s.title, s.variants, s.priced, s.on_hand, s.updated_at, c.sku is not null as costed,
           half_even(s.price * p.rate)::bigint as price, half_even(c.cost * r.rate)::bigint as unit_cost,
           coalesce(d.units, 0) as units, coalesce(d.entries, 0) as entries,
           case when d.units > 0 then half_even(d.sales::numeric / d.units)::bigint end as sold_price
    from shelf s
    left join rates p on p.base = s.currency
    left join costs c on c.sku = s.sku
    left join rates r on r.base = c.currency
    left join sold d on d.sku = s.sku
), lines as materialized (
    select k.*, there, there * unit_cost as stock_value,
           case :by
               when 'most_sold' then -units
               when 'most_stock' then -there * unit_cost
               when 'lowest_margin' then
                   case when sold_price > 0 then round((sold_price - unit_cost)::numeric / sold_price * 1000000000) end
               else 0
           end as found_rank,
           case when :by = 'title' then left(lower(title), 16) else '' end as start, left(sku, 24) as head,
           hashtext(sku) as tie
    from known k
    cross join lateral (select case when on_hand < 0 then 0 else on_hand end as there) shown
    where (cast(:sku as text) is null or sku = :sku)
      and (select coalesce(bool_and(position(word in lower(title || ' ' || sku)) > 0), true)
           from unnest(cast(:words as text[])) as word)
      and case :stock
              when 'out' then on_hand <= 0
              when 'low' then on_hand > 0 and on_hand * :days < units * :enough
              when 'no_cost' then unit_cost is null
              else true
          end
), ranked as materialized (
    select *, coalesce(found_rank, 9000000000000000000)::bigint as rank from lines
), total as (
    select count(*) as skus, sum(there) as on_hand, sum(stock_value) as stock_value,
           coalesce(sum(units), 0) as units, coalesce(sum(entries), 0) as entries,
           count(*) filter (where unit_cost is null) as uncosted,
           count(*) filter (where unit_cost is null and on_hand > 0) as unvalued,
           count(*) filter (where on_hand <= 0) as out, count(*) filter (where on_hand <= 0 and units > 0) as missed,
           count(*) filter (where on_hand > 0 and on_hand * :days < units * :enough) as low,
           count(*) filter (where sold_price < unit_cost) as losing
    from ranked
), page as (
    select * from ranked
    where cast(:after_rank as bigint) is null
       or (rank, start, head, tie)
          > (:after_rank, cast(:after_start as text), cast(:after_head as text), cast(:after_tie as integer))
    order by rank, start, head, tie
    limit :limit
)
select total.skus, total.on_hand as all_on_hand, total.stock_value as all_stock_value, total.units as all_units,
       total.entries as all_entries, total.uncosted, total.unvalued, total.out, total.missed, total.low, total.losing,
       page.*
from total
left join page on true
order by page.rank, page.start, page.head, page.tie;
