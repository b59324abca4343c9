-- Removes a budget that still is what it was when that was proposed.
delete from budgets
where tenant_id = :tenant and line = :line and month = :month and amount_micros = :was
returning line;
