-- What each source states for a period.
select c.platform || coalesce(' ' || nullif(c.account, ''), '') as connection, s.currency,
       sum(s.stated_micros) as stated, count(s.stated_micros) as records
from source_records s
join platform_connections c on c.tenant_id = s.tenant_id and c.id = s.connection_id
where s.tenant_id = :tenant and s.local_date between :start and :end and not s.withdrawn
group by 1, 2
having count(s.stated_micros) > 0
order by 1, 2;
