"""A shop with a row in every table: imported, and as the platforms would have filled it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shop_desk import Desk
from sqlalchemy import text

if TYPE_CHECKING:
    from credora_agent.core.db import Database

LINES = """order,sku,product,quantity,unit price,order date
1,A,{name},2,{price},2026-03-01 10:00
2,B,{name} too,1,{price},2026-03-02 11:00
"""
RATES = "date,base,quote,rate\n2026-03-01,USD,GBP,0.8\n"
MINE = "select :tenant, id"
OURS = "from platform_connections where tenant_id = :tenant limit 1"
PLATFORM_ROWS = (
    f"insert into tokens (tenant_id, connection_id, field, sealed, key_id) {MINE}, 'access', '', 'k' {OURS}",
    (
        "insert into oauth_states (tenant_id, state_hash, platform, session_hash, sandbox, expires_at)"
        " values (:tenant, 'h', 'shopify', 's', true, now())"
    ),
    f"insert into sync_streams (tenant_id, connection_id, stream) {MINE}, 'orders' {OURS}",
    (
        "insert into webhook_events (tenant_id, connection_id, platform, event_id, topic)"
        f" {MINE}, 'shopify', 'e', 'orders/updated' {OURS}"
    ),
    f"insert into sync_alerts (tenant_id, connection_id, kind, subject) {MINE}, 'k', 's' {OURS}",
    f"insert into campaigns (tenant_id, connection_id, campaign_id, name) {MINE}, '1', 'c' {OURS}",
    *(
        f"insert into {table} (tenant_id, connection_id, campaign_id, day, currency, spend_micros, impressions,"
        " clicks, purchases, purchase_value_micros, attribution, run_id, fetched_at)"
        f" {MINE}, '1', '2026-03-01', 'GBP', 1, 1, 1, 1, 1, '7d_click', id, now() {OURS}"
        for table in ("ad_metrics_daily", "ad_metrics_revisions")
    ),
    (
        "insert into payouts (tenant_id, connection_id, payout_id, issued_at, local_date, status, net_micros, currency,"
        f" updated_at) {MINE}, '1', now(), current_date, 'PAID', 1, 'GBP', now() {OURS}"
    ),
    (
        "insert into variants (tenant_id, connection_id, variant_id, title, currency, updated_at)"
        f" {MINE}, '1', 'v', 'GBP', now() {OURS}"
    ),
    (
        "insert into cash_balances (tenant_id, account, day, amount_micros, currency)"
        " values (:tenant, 'main', '2026-03-01', 1, 'GBP')"
    ),
    (
        "insert into planned_payments (tenant_id, id, name, kind, amount_micros, currency, every, first_day)"
        " values (:tenant, gen_random_uuid(), 'rent', 'rent', -1, 'GBP', 'month', '2026-03-01')"
    ),
    (
        "insert into stock_orders (tenant_id, id, name, units, unit_cost_micros, currency, ordered_on, arrives_on,"
        " deposit_rate, balance_days, status)"
        " values (:tenant, gen_random_uuid(), 'big', 1, 1, 'GBP', '2026-03-01', '2026-03-09', 0, 0, 'ordered')"
    ),
    "insert into supply_terms (tenant_id, sku, lead_days) values (:tenant, '', 1)",
    (
        "insert into tax_rules (tenant_id, name, every, first_day, due_days, share)"
        " values (:tenant, 'VAT', 'quarter', '2026-01-01', 37, 1)"
    ),
    (
        "insert into calendar_events (tenant_id, id, name, first_day, last_day, factor)"
        " values (:tenant, gen_random_uuid(), 'launch', '2026-03-01', '2026-03-02', 2)"
    ),
    "insert into budgets (tenant_id, line, month, amount_micros) values (:tenant, 'revenue', '2026-03-01', 1)",
    f"insert into campaign_products (tenant_id, connection_id, campaign_id, sku) {MINE}, '1', 'A' {OURS}",
    (
        "insert into scenarios (tenant_id, id, name, asked, saved_by)"
        " values (:tenant, gen_random_uuid(), 'dearer', 'price=8', gen_random_uuid())"
    ),
    (
        "insert into keyed_answers (tenant_id, user_id, key, asked, begun_at)"
        " select tenant_id, user_id, 'k', 'a', now() from memberships where tenant_id = :tenant limit 1"
    ),
    "insert into finding_marks (tenant_id, key, dismissed_by) values (:tenant, 'k', gen_random_uuid())",
    (
        "insert into pnl_reports (tenant_id, question, ledger_version, detail_version, code_version, answer, took_ms)"
        " values (:tenant, '{}', 0, 0, 'c', '{}', 1)"
    ),
    (
        "insert into forecasts (tenant_id, id, today, horizon_days, paths, seed, model_version, ledger_version,"
        " detail_version, inputs, result)"
        " values (:tenant, gen_random_uuid(), '2026-03-01', 1, 1, 1, 'm', 0, 0, '{}', '{}')"
    ),
    (
        "insert into api_tokens (tenant_id, id, user_id, name, secret_hash, scopes, kind)"
        " select :tenant, gen_random_uuid(), user_id, 'laptop', 'h', '{read}', 'api'"
        " from memberships where tenant_id = :tenant"
    ),
    (
        "insert into audit_log (tenant_id, seq, at, actor_id, via, action, detail, outcome, previous_hash, hash)"
        " values (:tenant, 1, now(), gen_random_uuid(), 'cli', 'a', '{}', 'ok', '', '')"
    ),
    (
        "insert into proposals (tenant_id, id, user_id, via, action, state, summary, created_at, expires_at)"
        " values (:tenant, gen_random_uuid(), gen_random_uuid(), 'cli', '{}', '{}', 's', now(), now())"
    ),
    (
        "insert into alerts (tenant_id, id, name, metric, direction, threshold, unit, period, created_by, created_at)"
        " values (:tenant, gen_random_uuid(), 'a', 'orders', 'below', 5, 'count', 'yesterday',"
        " gen_random_uuid(), now())"
    ),
    (
        "insert into schedules (tenant_id, id, name, report, args, every, hour, next_at, created_by, created_at)"
        " values (:tenant, gen_random_uuid(), 'n', 'pnl', '{}', 'day', 8, '2100-01-01', gen_random_uuid(), now())"
    ),
    (
        "insert into documents (tenant_id, id, name, kind, media_type, content, size, says, rows, created_at,"
        " expires_at, created_by)"
        " values (:tenant, gen_random_uuid(), 'd', 'pnl', 'text/csv', '', 0, 's', 0, now(), '2100-01-01',"
        " gen_random_uuid())"
    ),
    (
        "insert into oauth_grants (tenant_id, id, user_id, client_id, client_name, redirect_uri, scopes, request_hash,"
        " family_hash, code_hash, code_challenge, code_expires_at)"
        " select :tenant, gen_random_uuid(), user_id, 'https://app.example/client.json', 'app',"
        " 'https://app.example/back', '{read}', 'r', 'f', 'c', '', now() from memberships where tenant_id = :tenant"
    ),
    (
        "insert into conversations (tenant_id, id, user_id, title, turns, created_at, updated_at)"
        " select :tenant, gen_random_uuid(), user_id, 't', 1, now(), now() from memberships where tenant_id = :tenant"
    ),
    (
        "insert into messages (tenant_id, conversation_id, seq, id, user_id, role, content, created_at)"
        " select tenant_id, id, 1, gen_random_uuid(), user_id, 'user', 'q', now() from conversations"
        " where tenant_id = :tenant"
    ),
    (
        "insert into feedback (tenant_id, message_id, user_id, verdict, at)"
        " select tenant_id, id, user_id, 'up', now() from messages where tenant_id = :tenant"
    ),
    (
        "insert into chat_requests (tenant_id, user_id, key, asked, message_id, at)"
        " select tenant_id, user_id, 'k', '', id, now() from messages where tenant_id = :tenant"
    ),
    (
        "insert into tool_cache (tenant_id, key, tool, args, ledger_version, detail_version, source_version,"
        " code_version, result, took_ms, made_at) values (:tenant, 'k', 't', '{}', 0, 0, 's', 'c', '{}', 1, now())"
    ),
    (
        "insert into model_usage (tenant_id, day, tokens_in, tokens_out, cost_micros, turns)"
        " values (:tenant, '2026-03-01', 1, 1, 1, 1)"
    ),
    (
        "insert into invitations (tenant_id, id, secret_hash, email, role, invited_by, created_at, expires_at)"
        " values (:tenant, gen_random_uuid(), 'h', 'new@example.com', 'viewer', gen_random_uuid(), now(), now())"
    ),
)
ADVERTISED = """with account as (
    insert into platform_connections
        (tenant_id, id, platform, account, name, provides, currency, timezone, connected_at)
    values (:tenant, gen_random_uuid(), :platform, '123', :name, '{}', 'GBP', 'Europe/London', now())
    returning id
), campaign as (
    insert into campaigns (tenant_id, connection_id, campaign_id, name, status)
    select :tenant, id, '1', :name, 'ACTIVE' from account
)
insert into ad_metrics_daily (tenant_id, connection_id, campaign_id, day, currency, spend_micros, impressions, clicks,
    purchases, purchase_value_micros, attribution, run_id, fetched_at)
select :tenant, id, '1', '2026-03-01', 'GBP', :spend, 9, 3, 1, :spend, '7d_click', id, now() from account"""
"""An account of an advertising platform with a campaign's day: the same ids in every shop."""


async def stocked(database: Database, folder: Any, name: str, price: str) -> Desk:
    """Open a shop with a row in every table."""
    desk = await Desk.open(database, folder)
    await desk.orders(LINES.format(name=name, price=price))
    await desk.costs(f"sku,unit cost\nA,{price}\n")
    await desk.rates(RATES)
    for statement in PLATFORM_ROWS:
        await desk.database.write(
            desk.caller, lambda s, sql=statement: s.execute(text(sql), {"tenant": desk.shop.tenant})
        )
    for platform in ("meta_ads", "google_ads"):
        told = {
            "tenant": desk.shop.tenant,
            "platform": platform,
            "name": name,
            "spend": int(Decimal(price) * 1_000_000),
        }
        await desk.database.write(desk.caller, lambda s, told=told: s.execute(text(ADVERTISED), told))
    return desk
