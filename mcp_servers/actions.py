"""The two tools that change something: a plan in words, and the plan made so, once, after the person's yes."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it when the class is made
from decimal import Decimal  # noqa: TC003 - as above
from typing import TYPE_CHECKING, Any, Literal

from credora_agent.actions.wanted import WANTED, AnyWanted, Direction, Every
from credora_agent.core.errors import BadInput, Unavailable
from credora_agent.core.spans import Span  # noqa: TC001 - as above
from mcp_servers.answers.actions import applied, proposed
from mcp_servers.arguments import Arguments
from mcp_servers.tool import Context, Tool

if TYPE_CHECKING:
    from credora_agent.actions.schemas import Applied, Proposed
    from credora_agent.actions.service import Actions

Kind = Literal[
    "budget", "alert", "remove_alert", "schedule", "remove_schedule", "export", "dismiss_finding", "restore_finding"
]
Report = Literal[
    "pnl", "entries", "products", "campaigns", "budget", "inventory", "findings", "forecast", "cohorts", "orders"
]
NEEDED: dict[str, tuple[str, ...]] = {
    "budget": ("metric", "month"),
    "alert": ("metric", "direction", "amount", "period"),
    "remove_alert": ("id",),
    "schedule": ("report", "every"),
    "remove_schedule": ("id",),
    "export": ("report",),
    "dismiss_finding": ("id",),
    "restore_finding": ("id",),
}
WELCOME: dict[str, tuple[str, ...]] = {
    "budget": ("amount",),
    "schedule": ("metric", "period", "on", "hour"),
    "export": ("metric", "start", "end"),
    "dismiss_finding": ("reason",),
}
CALLED = {
    "budget": {"metric": "line"},
    "alert": {"amount": "threshold"},
    "dismiss_finding": {"id": "key"},
    "restore_finding": {"id": "key"},
}
"""What an argument is called in the change, where it is called otherwise."""


class Wish(Arguments):
    """One change, its fields laid beside each other; each kind of change uses those that fit it."""

    action: Kind
    metric: str | None = None
    month: str | None = None
    amount: Decimal | None = None
    direction: Direction | None = None
    period: Span | None = None
    report: Report | None = None
    every: Every | None = None
    on: int | None = None
    hour: int | None = None
    start: date | None = None
    end: date | None = None
    id: str | None = None
    reason: str | None = None

    @property
    def wanted(self) -> AnyWanted:
        """Return the change. Raises BadInput naming what it needs and lacks, or has and does not use."""
        given = {name: value for name, value in self if name != "action" and value is not None}
        needed, welcome = NEEDED[self.action], WELCOME.get(self.action, ())
        lacking = [name for name in needed if name not in given]
        if lacking:
            raise BadInput(f"{self.action} lacks {', '.join(lacking)}.", remedy="Give it, and propose again.")
        useless = [name for name in given if name not in (*needed, *welcome)]
        if useless:
            uses = ", ".join((*needed, *welcome))
            raise BadInput(f"{self.action} has no use for {', '.join(useless)}.", remedy=f"It takes {uses}.")
        return WANTED.validate_python({"kind": self.action, **self._fields(given)})

    def _fields(self, given: dict[str, Any]) -> dict[str, Any]:
        called = CALLED.get(self.action, {})
        fields = {called.get(name, name): value for name, value in given.items()}
        return {"amount": None, **fields} if self.action == "budget" else fields


class Plan(Arguments):
    """A plan of cfo_propose."""

    plan_id: str


async def cfo_propose(at: Context, asked: Wish) -> Proposed:
    """Return a plan of a change; nothing is changed by it."""
    return await _actions(at).propose(at.caller, _via(at), asked.wanted, today=at.today, now=at.moment)


async def cfo_apply(at: Context, asked: Plan) -> Applied:
    """Make a plan so, once."""
    return await _actions(at).apply(at.caller, _via(at), asked.plan_id, today=at.today, now=at.moment)


def _actions(at: Context) -> Actions:
    if at.actions is None:
        raise Unavailable("Nothing can be changed here.", remedy="Use the command line.")
    return at.actions


def _via(at: Context) -> str:
    return f"mcp/{at.via}"


TOOLS = (
    Tool("cfo_propose", Wish, cfo_propose, proposed, scope="write"),
    Tool("cfo_apply", Plan, cfo_apply, applied, scope="write"),
)
