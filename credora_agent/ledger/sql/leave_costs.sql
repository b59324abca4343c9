-- Leaves out the costs that are no news: a cost is, when it differs from the one in force on its day and no file
-- states another for that very day.
delete from stage_costs s
using (
    select g.seq, known.unit_cost_micros, known.currency, known.valid_from, r.kind
    from stage_costs g
    join lateral (
        select unit_cost_micros, currency, valid_from, run_id from product_costs
        where tenant_id = :tenant and sku = g.sku and valid_from <= g.valid_from
        order by valid_from desc limit 1
    ) known on true
    left join import_runs r on r.tenant_id = :tenant and r.id = known.run_id
) k
where s.seq = k.seq
  and ((s.unit_cost, s.currency) = (k.unit_cost_micros, k.currency)
       or (k.valid_from = s.valid_from and k.kind = 'costs'));
