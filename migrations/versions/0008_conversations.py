"""What was talked about: conversations with their messages, verdicts, kept tool results, and what models cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

TENANT = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
# A conversation is its person's alone; the background work, bound to the shop, may erase it.
PERSON = f"""{TENANT} and nullif(current_setting('app.user_id', true), '')::uuid
    in (user_id, 'c4ed04a0-0000-4000-8000-000000000002')"""

POLICIES = {
    "conversations": PERSON,
    "messages": PERSON,
    "feedback": PERSON,
    "chat_requests": PERSON,
    "tool_cache": TENANT,
    "model_usage": TENANT,
}

# What was said never changes.
GRANTS = (
    "grant select, insert, update, delete on conversations, feedback, chat_requests, tool_cache, model_usage"
    " to credora_app",
    "grant select, insert, delete on messages to credora_app",
)


def upgrade() -> None:
    op.create_table('conversations',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('turns', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id', 'user_id'], ['memberships.tenant_id', 'memberships.user_id'], name=op.f('fk_conversations_tenant_id_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_conversations')),
    sa.UniqueConstraint('tenant_id', 'id', 'user_id', name=op.f('uq_conversations_tenant_id_id_user_id'))
    )
    op.create_index(op.f('ix_conversations_tenant_id_user_id_updated_at'), 'conversations', ['tenant_id', 'user_id', 'updated_at'], unique=False)
    op.create_table('messages',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('turn', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('model', sa.String(), nullable=True),
    sa.Column('tokens_in', sa.BigInteger(), nullable=True),
    sa.Column('tokens_out', sa.BigInteger(), nullable=True),
    sa.Column('cost_micros', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("role in ('user', 'assistant')", name=op.f('ck_messages_role')),
    sa.CheckConstraint("(role = 'assistant') = (turn is not null)", name=op.f('ck_messages_turn')),
    sa.ForeignKeyConstraint(['tenant_id', 'conversation_id', 'user_id'], ['conversations.tenant_id', 'conversations.id', 'conversations.user_id'], name=op.f('fk_messages_tenant_id_conversation_id_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'conversation_id', 'seq', name=op.f('pk_messages')),
    sa.UniqueConstraint('tenant_id', 'id', name=op.f('uq_messages_tenant_id_id'))
    )
    op.create_index(op.f('ix_messages_tenant_id_user_id_created_at'), 'messages', ['tenant_id', 'user_id', 'created_at'], unique=False)
    op.create_table('feedback',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('verdict', sa.String(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("verdict in ('up', 'down')", name=op.f('ck_feedback_verdict')),
    sa.ForeignKeyConstraint(['tenant_id', 'message_id'], ['messages.tenant_id', 'messages.id'], name=op.f('fk_feedback_tenant_id_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'message_id', 'user_id', name=op.f('pk_feedback'))
    )
    op.create_table('chat_requests',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('asked', sa.LargeBinary(), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'message_id'], ['messages.tenant_id', 'messages.id'], name=op.f('fk_chat_requests_tenant_id_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'user_id', 'key', name=op.f('pk_chat_requests'))
    )
    op.create_index(op.f('ix_chat_requests_tenant_id_message_id'), 'chat_requests', ['tenant_id', 'message_id'], unique=False)
    op.create_table('tool_cache',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('tool', sa.String(), nullable=False),
    sa.Column('args', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('ledger_version', sa.BigInteger(), nullable=False),
    sa.Column('detail_version', sa.BigInteger(), nullable=False),
    sa.Column('source_version', sa.String(), nullable=False),
    sa.Column('code_version', sa.String(), nullable=False),
    sa.Column('result', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('took_ms', sa.Double(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_tool_cache_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'key', name=op.f('pk_tool_cache'))
    )
    op.create_table('model_usage',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('tokens_in', sa.BigInteger(), nullable=False),
    sa.Column('tokens_out', sa.BigInteger(), nullable=False),
    sa.Column('cost_micros', sa.BigInteger(), nullable=False),
    sa.Column('turns', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_model_usage_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'day', name=op.f('pk_model_usage'))
    )
    for table, bound in POLICIES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({bound}) with check ({bound})")
    for statement in GRANTS:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(POLICIES):
        op.drop_table(table)
