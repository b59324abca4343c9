-- Finds what a window of days was read without: the account no longer has it.
insert into gone
select source_table, source_id from source_records
where tenant_id = :tenant and connection_id = :connection and not withdrawn
  and source_table = :source_table and local_date between :start and :end
  and (:scope = '' or starts_with(source_id, :scope || ':'))
except
select source_table, source_id from staged;
