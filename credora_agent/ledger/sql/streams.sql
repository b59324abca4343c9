-- How far each stream of a shop has come.
select s.connection_id, s.stream, s.state, s.step as doing, s.last_good_at, s.covered_from, s.covered_until, s.due_at,
       s.rows_total, s.rows_last, s.progress_done, s.progress_total, s.error, s.failures
from sync_streams s
where s.tenant_id = :tenant
order by s.connection_id, s.stream;
