-- How often the books, and what lies beside them, have changed.
select ledger_version, detail_version from tenants where id = :tenant;
