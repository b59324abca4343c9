"""The platforms: connections with their tokens and streams, ad and shop details, pace, jobs; who may do what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from sqlalchemy.dialects import postgresql
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
WORKER = """(nullif(current_setting('app.user_id', true), '')::uuid = 'c4ed04a0-0000-4000-8000-000000000002'
    and nullif(current_setting('app.tenant_id', true), '') is null)"""

TENANT_TABLES = (
    "tokens", "oauth_states", "sync_streams", "webhook_events", "sync_alerts", "campaigns", "ad_metrics_daily",
    "ad_metrics_revisions", "payouts", "variants",
)
CONNECTION_COLUMNS = (
    "status", "sandbox", "name", "currency", "timezone", "scopes", "settings", "problem", "connected_at",
    "disconnected_at",
)

# Unbound to a shop, the background work sees which shops, connections and streams there are; bound, only the shop's.
WORK = tuple(
    f"create policy worker on {table} for select using {WORKER}"
    for table in ("tenants", "platform_connections", "sync_streams")
)

# How fast an account may be asked is no shop's data: whoever knows a bucket's key may take from it.
PACE = (
    "alter table rate_limits enable row level security",
    "alter table rate_limits force row level security",
    "create policy everybody on rate_limits using (true) with check (true)",
)

# What a day of ads said before is kept as it was. A connection is deleted, with all it gave, where a platform obliges
# us to forget a shop; otherwise it is disconnected and stays.
GRANTS = (
    "grant delete on platform_connections to credora_app",
    "grant select, insert, update on sync_alerts, campaigns, payouts, variants to credora_app",
    "grant select, insert, update, delete on tokens, oauth_states, sync_streams, webhook_events, ad_metrics_daily, "
    "rate_limits to credora_app",
    "grant select, insert on ad_metrics_revisions to credora_app",
    "grant select, insert, update, delete on pgqueuer, pgqueuer_log, pgqueuer_schedules, pgqueuer_statistics "
    "to credora_app",
    "grant usage on all sequences in schema public to credora_app",
)


def run_script(sql: str) -> None:
    """Run several statements at once, which a prepared statement cannot hold, in the migration's transaction."""
    op.get_bind().connection.dbapi_connection.run_async(lambda driver: driver.execute(sql))


def upgrade() -> None:
    op.create_table('rate_limits',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('capacity', sa.Double(), nullable=False),
    sa.Column('restore', sa.Double(), nullable=False),
    sa.Column('available', sa.Double(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('blocked_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_rate_limits'))
    )
    op.create_table('oauth_states',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('state_hash', sa.LargeBinary(), nullable=False),
    sa.Column('platform', sa.String(), nullable=False),
    sa.Column('account', sa.String(), nullable=True),
    sa.Column('session_hash', sa.LargeBinary(), nullable=False),
    sa.Column('verifier', sa.LargeBinary(), nullable=True),
    sa.Column('return_to', sa.String(), nullable=True),
    sa.Column('sandbox', sa.Boolean(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_oauth_states_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'state_hash', name=op.f('pk_oauth_states'))
    )
    op.create_table('ad_metrics_daily',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('campaign_id', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('spend_micros', sa.BigInteger(), nullable=False),
    sa.Column('impressions', sa.BigInteger(), nullable=False),
    sa.Column('clicks', sa.BigInteger(), nullable=False),
    sa.Column('purchases', sa.Numeric(precision=20, scale=6), nullable=False),
    sa.Column('purchase_value_micros', sa.BigInteger(), nullable=False),
    sa.Column('attribution', sa.String(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_ad_metrics_daily_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'campaign_id', 'day', name=op.f('pk_ad_metrics_daily'))
    )
    op.create_table('ad_metrics_revisions',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('campaign_id', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('spend_micros', sa.BigInteger(), nullable=False),
    sa.Column('impressions', sa.BigInteger(), nullable=False),
    sa.Column('clicks', sa.BigInteger(), nullable=False),
    sa.Column('purchases', sa.Numeric(precision=20, scale=6), nullable=False),
    sa.Column('purchase_value_micros', sa.BigInteger(), nullable=False),
    sa.Column('attribution', sa.String(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_ad_metrics_revisions_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'campaign_id', 'day', 'replaced_at', name=op.f('pk_ad_metrics_revisions'))
    )
    op.create_table('campaigns',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('campaign_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=True),
    sa.Column('channel', sa.String(), nullable=True),
    sa.Column('first_day', sa.Date(), nullable=True),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_campaigns_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'campaign_id', name=op.f('pk_campaigns'))
    )
    op.create_table('payouts',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('payout_id', sa.String(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('net_micros', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_payouts_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'payout_id', name=op.f('pk_payouts'))
    )
    op.create_index(op.f('ix_payouts_tenant_id_local_date'), 'payouts', ['tenant_id', 'local_date'], unique=False)
    op.create_table('sync_alerts',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('detail', postgresql.JSONB(), server_default='{}', nullable=False),
    sa.Column('first_seen', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('last_seen', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_sync_alerts_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'kind', 'subject', name=op.f('pk_sync_alerts'))
    )
    op.create_table('sync_streams',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('stream', sa.String(), nullable=False),
    sa.Column('epoch', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cursor', postgresql.JSONB(), nullable=True),
    sa.Column('state', sa.String(), server_default='idle', nullable=False),
    sa.Column('step', sa.String(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('worker', sa.String(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_good_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('covered_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('covered_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rows_total', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('rows_last', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('progress_done', sa.BigInteger(), nullable=True),
    sa.Column('progress_total', sa.BigInteger(), nullable=True),
    sa.Column('error', postgresql.JSONB(), nullable=True),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.CheckConstraint("state in ('idle', 'running', 'waiting', 'failed', 'degraded', 'off')", name=op.f('ck_sync_streams_state')),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_sync_streams_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'stream', name=op.f('pk_sync_streams'))
    )
    op.create_table('tokens',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('field', sa.String(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('key_id', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_tokens_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'field', name=op.f('pk_tokens'))
    )
    op.create_index(op.f('ix_tokens_tenant_id_key_id'), 'tokens', ['tenant_id', 'key_id'], unique=False)
    op.create_table('variants',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('variant_id', sa.String(), nullable=False),
    sa.Column('sku', sa.String(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('product_id', sa.String(), nullable=True),
    sa.Column('price_micros', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('on_hand', sa.BigInteger(), nullable=True),
    sa.Column('unit_cost_micros', sa.BigInteger(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_variants_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'variant_id', name=op.f('pk_variants'))
    )
    op.create_index(op.f('ix_variants_tenant_id_sku'), 'variants', ['tenant_id', 'sku'], unique=False)
    op.create_table('webhook_events',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('platform', sa.String(), nullable=False),
    sa.Column('event_id', sa.String(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['platform_connections.tenant_id', 'platform_connections.id'], name=op.f('fk_webhook_events_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'platform', 'event_id', name=op.f('pk_webhook_events'))
    )
    op.add_column('platform_connections', sa.Column('status', sa.String(), server_default='connected', nullable=False))
    op.add_column('platform_connections', sa.Column('sandbox', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('platform_connections', sa.Column('name', sa.String(), nullable=True))
    op.add_column('platform_connections', sa.Column('currency', sa.String(), nullable=True))
    op.add_column('platform_connections', sa.Column('timezone', sa.String(), nullable=True))
    op.add_column('platform_connections', sa.Column('scopes', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False))
    op.add_column('platform_connections', sa.Column('settings', postgresql.JSONB(), server_default='{}', nullable=False))
    op.add_column('platform_connections', sa.Column('problem', postgresql.JSONB(), nullable=True))
    op.add_column('platform_connections', sa.Column('connected_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('platform_connections', sa.Column('disconnected_at', sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f('ck_platform_connections_status'), 'platform_connections',
        "status in ('connected', 'needs_attention', 'disconnected')",
    )
    run_script(QueryBuilderEnvironment().build_install_query(create_schema=False))
    for table in TENANT_TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using (tenant_id = {TENANT}) with check (tenant_id = {TENANT})")
    for statement in (*WORK, *PACE, *GRANTS):
        op.execute(statement)


def downgrade() -> None:
    run_script(QueryBuilderEnvironment().build_uninstall_query())
    for table in ("tenants", "platform_connections"):
        op.execute(f"drop policy worker on {table}")
    op.execute("revoke delete on platform_connections from credora_app")
    for table in (*TENANT_TABLES, "rate_limits"):
        op.drop_table(table)
    for column in CONNECTION_COLUMNS:
        op.drop_column("platform_connections", column)
