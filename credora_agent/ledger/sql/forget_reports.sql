-- Deletes the answers nobody renewed for some weeks.
delete from pnl_reports
where tenant_id = :tenant and computed_at < now() - make_interval(days => :days);
