-- Schedules whose time has come, of every shop the session may see, the longest due first.
select tenant_id, id from schedules
where removed_at is null and next_at <= :now
order by next_at, tenant_id, id
limit :most;
