-- What is known about a shop's books as a whole.
select t.slug, t.name, t.currency, t.timezone, t.ledger_version, t.ledger_changed_at,
       (select min(local_date) from pnl_daily where tenant_id = t.id) as first_day,
       (select max(local_date) from pnl_daily where tenant_id = t.id) as last_day,
       array(select distinct unnest(provides) from platform_connections where tenant_id = t.id) as provides
from tenants t
where t.id = :tenant;
