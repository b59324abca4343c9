-- Tells each version that no longer stands which one took its place.
update transactions t
set is_current = false, superseded_by = c.id
from changes c
where t.tenant_id = :tenant and t.id = c.old_id;
