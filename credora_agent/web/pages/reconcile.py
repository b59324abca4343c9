"""`/reconcile`: the bridge from what the sources state to net profit, payments to the bank, ad accounts."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.core.errors import BadInput
from credora_agent.telling.books import tell_reconciliation
from credora_agent.telling.phrasing import money
from credora_agent.web.charts import Chart, Series
from credora_agent.web.look import page as shown
from credora_agent.web.periods import PRESETS, Dates
from credora_agent.web.replies import csv_of

if TYPE_CHECKING:
    from credora_agent.reports.schemas import Reconciliation, Step
    from credora_agent.web.parts import Parts
    from credora_agent.web.periods import Chosen
    from credora_agent.web.visitor import Visitor


async def ask(parts: Parts, visitor: Visitor, chosen: Chosen) -> Reconciliation:
    """Return the bridge over those days; the page, its file and its JSON say the same."""
    return await parts.reports.reconcile(visitor.caller, chosen.period, today=visitor.today)


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the page and of its file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/reconcile")
    async def reconcile(request: Request, dates: Annotated[Dates, Depends()]) -> Response:
        """Show whether the books end where the sources say they should."""
        visitor = await parts.visitors.reader(request)
        try:
            chosen = dates.chosen(visitor.today, default="last_month")
            found = await ask(parts, visitor, chosen)
        except BadInput as problem:
            return shown(
                request, "trouble.html", visitor, status=400, title="Reconcile", problem=problem, back="/reconcile"
            )
        return shown(
            request, "reconcile.html", visitor, found=found, chosen=chosen, presets=PRESETS,
            words=tell_reconciliation(found).words, chart=bridge_chart(found),
        )  # fmt: skip

    @router.get("/reconcile.csv")
    async def file(request: Request, dates: Annotated[Dates, Depends()]) -> Response:
        """Return the bridge as a file."""
        from credora_agent.reports.export.bridge import write_bridge  # noqa: PLC0415 - seldom asked for

        visitor = await parts.visitors.reader(request)
        chosen = dates.chosen(visitor.today, default="last_month")
        found = await ask(parts, visitor, chosen)
        name = f"{visitor.open_shop.slug} reconcile {chosen.start} {chosen.end}"
        return csv_of(name, partial(write_bridge, found=found))

    return router


def bridge_chart(found: Reconciliation) -> Chart | None:
    """Return the bridge in the shop's currency as steps; None where it has none to be drawn."""
    own = [step for step in found.steps if step.running is not None and step.amount]
    if len(own) < 2:  # noqa: PLR2004 - a bridge has two ends
        return None
    first, end = own[0], own[-1].running or Decimal(0)
    values = [*(step.amount for step in own), end]
    said = [*(money(step.amount, found.currency) for step in own), money(end, found.currency)]
    ends = f"{money(first.amount, found.currency)} stated; {len(own) - 1} steps later {money(end, found.currency)}"
    return Chart(
        kind="waterfall", title="From the sources to net profit",
        sentence=f"{ends} of net profit as recorded; largest step {_largest(own[1:], found.currency)}.",
        labels=[*(step.label for step in own), "Net profit"], series=[Series("Amount", values, said)],
        currency=found.currency,
    )  # fmt: skip


def _largest(steps: list[Step], currency: str) -> str:
    most = max(steps, key=lambda step: abs(step.amount))
    return f"{most.label} ({money(most.amount, currency)})"
