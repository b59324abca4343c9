-- Sets a budget where there is none yet.
insert into budgets (tenant_id, line, month, amount_micros)
values (:tenant, :line, :month, :amount)
on conflict do nothing
returning line;
