-- Notes how a forecast came out.
update forecasts set scores = cast(:scores as jsonb), scored_at = now()
where tenant_id = :tenant and id = :id;
