-- How the books stand, and the answer kept for a question if it was read from just these.
select t.ledger_version, t.detail_version, r.answer::text as answer
from tenants t
left join pnl_reports r
    on r.tenant_id = t.id and r.question = :question and r.ledger_version = t.ledger_version
   and r.detail_version = t.detail_version and r.code_version = :code
where t.id = :tenant;
