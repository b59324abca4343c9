-- Keeps each payout as it was last read.
insert into payouts as kept (
    tenant_id, connection_id, payout_id, issued_at, local_date, status, net_micros, currency, updated_at
)
select :tenant, :connection, payout_id, issued_at, local_date, status, net, currency, now()
from json_to_recordset(cast(:rows as json)) as given (
    payout_id text, issued_at timestamptz, local_date date, status text, net bigint, currency text
)
on conflict (tenant_id, connection_id, payout_id) do update set
    issued_at = excluded.issued_at, local_date = excluded.local_date, status = excluded.status,
    net_micros = excluded.net_micros, currency = excluded.currency, updated_at = excluded.updated_at
where (kept.issued_at, kept.local_date, kept.status, kept.net_micros, kept.currency) is distinct from
      (excluded.issued_at, excluded.local_date, excluded.status, excluded.net_micros, excluded.currency);
