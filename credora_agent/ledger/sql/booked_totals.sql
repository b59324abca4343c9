-- What the ledger holds of each source for a period.
select c.platform || coalesce(' ' || nullif(c.account, ''), '') as connection, t.category, t.currency,
       sum(t.amount_micros) as booked, coalesce(sum(t.reporting_micros), 0) as converted,
       count(*) as entries, count(*) filter (where t.reporting_micros is null) as unconverted
from transactions t
join platform_connections c on c.tenant_id = t.tenant_id and c.id = t.connection_id
where t.tenant_id = :tenant and t.local_date between :start and :end
  and t.is_current and not t.voided
group by 1, 2, 3
order by 1, 2, 3;
