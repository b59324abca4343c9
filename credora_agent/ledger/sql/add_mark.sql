-- Sets a finding aside that nobody else has set aside.
insert into finding_marks (tenant_id, key, reason, dismissed_by)
values (:tenant, :key, :reason, :user)
on conflict do nothing
returning key;
