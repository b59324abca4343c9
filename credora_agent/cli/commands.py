"""The commands: each reads its options, asks one part of Credora, and prints the answer or its JSON."""

from __future__ import annotations

import typer

from credora_agent.cli.alerts import register as register_alerts
from credora_agent.cli.audit import register as register_audit
from credora_agent.cli.books import costs, rates
from credora_agent.cli.books import register as register_books
from credora_agent.cli.cash import cash
from credora_agent.cli.chat import register as register_chat
from credora_agent.cli.connections import register as register_connections
from credora_agent.cli.documents import register as register_documents
from credora_agent.cli.doing import register as register_doing
from credora_agent.cli.forecast import register as register_forecast
from credora_agent.cli.goods import register as register_goods
from credora_agent.cli.mcp import mcp
from credora_agent.cli.metrics import register as register_metrics
from credora_agent.cli.operate import register as register_operations
from credora_agent.cli.orders import register as register_orders
from credora_agent.cli.people import register as register_people
from credora_agent.cli.sandbox.commands import sandbox
from credora_agent.cli.schedules import register as register_schedules
from credora_agent.cli.shops import shops
from credora_agent.cli.sync import register as register_sync
from credora_agent.cli.tokens import register as register_tokens
from credora_agent.cli.whatif import register as register_whatif
from credora_agent.cli.why import register as register_why

app = typer.Typer(
    name="credora",
    help="The AI CFO for e-commerce: one set of books, answers in seconds, every figure traceable to its rows.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help costs half the start-up time
)
app.add_typer(cash, name="cash")
app.add_typer(costs, name="costs")
app.add_typer(mcp, name="mcp")
app.add_typer(rates, name="rates")
app.add_typer(sandbox, name="sandbox")
app.add_typer(shops, name="shops")
register_operations(app)
register_books(app)
register_metrics(app)
register_goods(app)
register_orders(app)
register_forecast(app)
register_people(app)
register_sync(app)
register_connections(app)
register_tokens(app)
register_audit(app)
register_why(app)
register_whatif(app)
register_alerts(app)
register_schedules(app)
register_documents(app)
register_chat(app)
register_doing(app)
