-- Moves a schedule on from the slot it stood at; of several workers one succeeds.
update schedules
set next_at = :next, last_at = :now, last_problem = :problem
where tenant_id = :tenant and id = :id and next_at = :slot and removed_at is null
returning id;
