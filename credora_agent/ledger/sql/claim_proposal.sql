-- Takes a person's open plan in hand, once: whoever comes second finds it applied.
update proposals
set applied_at = :now
where tenant_id = :tenant and id = :id and user_id = :user and applied_at is null and expires_at > :now
returning action, state, summary;
