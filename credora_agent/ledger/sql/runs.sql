-- What files were taken into the books, newest first; what platforms gave is told stream by stream.
select r.kind, r.file_name, r.rows_read, r.rows_rejected, r.entries_added, r.entries_superseded, r.finished_at
from import_runs r
where r.tenant_id = :tenant and r.kind not like 'sync.%'
order by r.finished_at desc
limit :limit;
