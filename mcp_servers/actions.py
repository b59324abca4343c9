"""The two tools that change something: a plan in words, and the plan made so, once, after the person's yes."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it when the class is made
from decimal import Decimal  # noqa: TC003 - as above
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from credora_agent.actions.wanted import (
    AddAlert,
    AddSchedule,
    AnyWanted,
    Direction,
    DismissFinding,
    Every,
    Export,
    Remove,
    RestoreFinding,
    SetBudget,
)
from credora_agent.core.errors import BadInput, BadPeriod, Unavailable
from credora_agent.core.spans import Span  # noqa: TC001 - as above
from mcp_servers.answers.actions import applied, proposed
from mcp_servers.arguments import Arguments
from mcp_servers.tool import Context, Tool

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.actions.schemas import Applied, Proposed
    from credora_agent.actions.service import Actions

Kind = Literal["budget", "alert_above", "alert_below", "schedule", "remove", "export", "dismiss", "restore"]
Report = Literal[
    "pnl",
    "entries",
    "orders",
    "payouts",
    "products",
    "campaigns",
    "budget",
    "inventory",
    "findings",
    "forecast",
    "cohorts",
]


class Use(NamedTuple):
    """What a change needs and may have, and what it is to the books."""

    needs: tuple[str, ...]
    makes: Callable[[dict[str, Any]], AnyWanted]
    takes: tuple[str, ...] = ()


USES: dict[str, Use] = {
    "budget": Use(("metric", "start"), lambda it: _budget(**it), ("amount", "end")),
    "alert_above": Use(("metric", "amount", "period"), lambda it: _alert("above", **it)),
    "alert_below": Use(("metric", "amount", "period"), lambda it: _alert("below", **it)),
    "schedule": Use(("report", "every"), lambda it: AddSchedule(**it), ("metric", "period", "on", "hour")),
    "remove": Use(("id",), lambda it: Remove(**it)),
    "export": Use(("report",), lambda it: Export(**it), ("metric", "start", "end")),
    "dismiss": Use(("id",), lambda it: DismissFinding(key=it["id"])),
    "restore": Use(("id",), lambda it: RestoreFinding(key=it["id"])),
}


class Wish(Arguments):
    """One change, the fields of all kinds laid beside each other; each kind uses those that fit it."""

    action: Kind
    metric: str | None = None
    amount: Decimal | None = None
    period: Span | None = None
    start: date | None = None
    end: date | None = None
    report: Report | None = None
    every: Every | None = None
    on: int | None = None
    hour: int | None = None
    id: str | None = None

    @property
    def wanted(self) -> AnyWanted:
        """Return the change. Raises BadInput naming what it needs and lacks, or has and does not use."""
        use, given = USES[self.action], {name: value for name, value in self if name != "action" and value is not None}
        if lacking := [name for name in use.needs if name not in given]:
            raise BadInput(f"{self.action} lacks {', '.join(lacking)}.", remedy="Give it, and propose again.")
        known = (*use.needs, *use.takes)
        if useless := [name for name in given if name not in known]:
            raise BadInput(
                f"{self.action} has no use for {', '.join(useless)}.", remedy=f"It takes {', '.join(known)}."
            )
        return use.makes(given)


def _budget(metric: str, start: date, end: date | None = None, amount: Decimal | None = None) -> SetBudget:
    if end is not None and (end.year, end.month) != (start.year, start.month):
        raise BadPeriod("A budget is of one month.", remedy="Propose each month by itself.")
    return SetBudget(line=metric, month=f"{start:%Y-%m}", amount=amount)


def _alert(direction: Direction, metric: str, amount: Decimal, period: Span) -> AddAlert:
    return AddAlert(metric=metric, direction=direction, threshold=amount, period=period)


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
    Tool("cfo_apply", Plan, cfo_apply, applied, scope="write", destructive=True),
)
