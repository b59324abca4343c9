-- What the ledger holds, day by day, of each category in each currency.
select local_date, category, currency, sum(amount_micros) as booked
from transactions
where tenant_id = :tenant and is_current and not voided
group by 1, 2, 3;
