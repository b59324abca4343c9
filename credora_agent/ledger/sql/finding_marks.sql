-- What a person dismissed.
select key, reason, dismissed_by, dismissed_at from finding_marks where tenant_id = :tenant order by dismissed_at, key;
