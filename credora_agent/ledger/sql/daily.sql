-- The daily sums of a period.
select local_date, category, amount_micros, costed_micros, quantity, entries, unconverted, orders
from pnl_daily
where tenant_id = :tenant and local_date between :start and :end;
