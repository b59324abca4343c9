"""Alerts as plans: a figure to be told of once it is above or below a threshold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from credora_agent.actions.desk import Desk, Done, Draft
from credora_agent.actions.errors import PlanStale
from credora_agent.actions.schemas import AlertSet
from credora_agent.analytics.metrics import METRICS, REGISTRY, Metric, Unit
from credora_agent.core.errors import BadInput
from credora_agent.core.money import to_decimal, to_micros
from credora_agent.core.spans import ROLLING, Span, days_of, named
from credora_agent.ledger.keep_actions import add_alert
from credora_agent.ledger.load_actions import load_alerts
from credora_agent.telling.phrasing import SIGNED_COSTS, money, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.actions.wanted import AddAlert
    from credora_agent.core.db import WriteSession
    from credora_agent.tables.actions import Alert

MOST = 50
"""Alerts of a shop: more are read by nobody."""
SPANS = (*ROLLING, Span.MONTH_TO_DATE)
LARGEST_SHARE = 2
"""From here on a share was surely meant in percent."""
DECIMALS = Decimal("1e-10")


async def draft(desk: Desk, asked: AddAlert) -> Draft:
    """Return the alert in words, with the figure as it is. Raises BadInput for a metric or threshold that is none."""
    metric, threshold = _metric(asked.metric), _threshold(asked)
    if asked.period not in SPANS:
        raise BadInput(f"An alert cannot watch the {named(asked.period)}.", remedy=f"Use one of: {', '.join(SPANS)}.")
    standing = await desk.database.read(desk.caller, lambda session: listed(session, desk.tenant))
    if any(_same(each, asked, threshold) for each in standing):
        raise BadInput("There is such an alert already.", remedy="Nothing needs to be done.")
    if len(standing) >= MOST:
        raise BadInput(f"There are {MOST} alerts already.", remedy="Remove one first.")
    books = await desk.reports.books(desk.caller)
    report = await desk.reports.metrics(desk.caller, days_of(asked.period, desk.today), [metric.id], today=desk.today)
    now, name = spoken(report.lines[0].total), name_of(metric, asked, threshold, books.currency)
    return Draft(f"Tell you of this: {name} (now {now}).", f"now {now}", name, {"currency": books.currency})


async def make(session: WriteSession, desk: Desk, asked: AddAlert, state: Mapping[str, Any]) -> Done:
    """Add the alert. Raises PlanStale when somebody else has since."""
    metric, threshold, alert = _metric(asked.metric), _threshold(asked), uuid4()
    name = name_of(metric, asked, threshold, state["currency"])
    added = await add_alert(
        session, desk.tenant, id=alert, name=name, metric=metric.id, direction=asked.direction, threshold=threshold,
        unit=metric.unit.value, period=asked.period.value, created_by=desk.caller.user_id, created_at=desk.now,
    )  # fmt: skip
    if not added:
        raise PlanStale("the same alert was added by somebody else.")
    return Done(f"You will be told among the findings: {name}.", str(alert))


async def listed(session: AsyncSession, tenant: UUID) -> tuple[AlertSet, ...]:
    """Return the alerts that stand, oldest first."""
    return tuple(_shown(row) for row in await load_alerts(session, tenant))


def name_of(metric: Metric, asked: AddAlert, threshold: Decimal, currency: str) -> str:
    """Return what an alert is called: "Net sales, last 7 days: above £10,000.00"."""
    return f"{metric.label}, {named(asked.period)}: {asked.direction} {written(metric.unit, threshold, currency)}"


def written(unit: Unit, value: Decimal, currency: str) -> str:
    """Return a threshold as it is said, exactly: £10,000.00, 12.5%, 3.25."""
    if unit is Unit.MONEY:
        shown = money(value, currency)
        return shown if value == round(value, 2) else f"{value.normalize():,f} {currency}"
    if unit is Unit.RATIO:
        return f"{(value * 100).normalize():,f}%"
    return f"{value.normalize():,f}{' days' if unit is Unit.DAYS else ''}"


def _shown(row: Alert) -> AlertSet:
    return AlertSet(
        id=str(row.id), name=row.name, metric=row.metric, direction=row.direction, threshold=row.threshold,
        unit=row.unit, period=Span(row.period), created_at=row.created_at,
    )  # fmt: skip


def _same(alert: AlertSet, asked: AddAlert, threshold: Decimal) -> bool:
    known = (alert.metric, alert.direction, alert.period, alert.threshold)
    return known == (asked.metric, asked.direction, asked.period, threshold)


def _metric(given: str) -> Metric:
    if given in METRICS:
        return METRICS[given]
    if given in REGISTRY:
        raise BadInput(
            f"{REGISTRY[given].label} is no sum over past days, so no alert can watch it.",
            remedy="cfo_findings tells of cash and stock by itself.",
        )
    raise BadInput(f"There is no metric {given[:60]!r}.", remedy=f"Use one of: {', '.join(METRICS)}.")


def _threshold(asked: AddAlert) -> Decimal:
    """Return the threshold in the metric's unit. Raises BadInput for one the metric can never meet."""
    metric, value = _metric(asked.metric), asked.threshold
    if metric.unit is Unit.MONEY:
        value = to_decimal(to_micros(value))
    if value != value.quantize(DECIMALS) or abs(value) >= Decimal(10) ** 15:
        raise BadInput(f"{value} is no threshold.", remedy="Give a number of a usual size.")
    if metric.unit is Unit.RATIO and abs(value) >= LARGEST_SHARE:
        raise BadInput(f"{metric.label} is a share: {value:f} is too much.", remedy="Write 10% as 0.1.")
    if value < 0 and (metric.id in SIGNED_COSTS or metric.unit is Unit.COUNT):
        raise BadInput(f"{metric.label} is never below nought.", remedy="Write costs as positive amounts.")
    return value
