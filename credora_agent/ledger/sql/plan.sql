-- All the merchant said of the days to come, each row as JSON under its table's name.
select 'cash_balances' as said, to_jsonb(r)::text as row from cash_balances r where r.tenant_id = :tenant
union all
select 'planned_payments', to_jsonb(r)::text from planned_payments r where r.tenant_id = :tenant
union all
select 'stock_orders', to_jsonb(r)::text from stock_orders r where r.tenant_id = :tenant
union all
select 'supply_terms', to_jsonb(r)::text from supply_terms r where r.tenant_id = :tenant
union all
select 'tax_rules', to_jsonb(r)::text from tax_rules r where r.tenant_id = :tenant
union all
select 'calendar_events', to_jsonb(r)::text from calendar_events r where r.tenant_id = :tenant
union all
select 'budgets', to_jsonb(r)::text from budgets r where r.tenant_id = :tenant;
