-- Sets a budget that still is what it was when that was proposed.
update budgets
set amount_micros = :amount, recorded_at = now()
where tenant_id = :tenant and line = :line and month = :month and amount_micros = :was
returning line;
