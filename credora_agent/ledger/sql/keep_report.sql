-- Keeps an answer; one read from newer books stands.
insert into pnl_reports as kept (
    tenant_id, question, ledger_version, detail_version, code_version, answer, took_ms, computed_at
)
values (:tenant, :question, :ledger, :detail, :code, cast(:answer as jsonb), :took, now())
on conflict (tenant_id, question) do update set
    ledger_version = excluded.ledger_version, detail_version = excluded.detail_version,
    code_version = excluded.code_version, answer = excluded.answer, took_ms = excluded.took_ms,
    computed_at = excluded.computed_at
where (kept.ledger_version, kept.detail_version) <= (excluded.ledger_version, excluded.detail_version);
