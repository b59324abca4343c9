"""What cohorts may bring in the 12 months ahead: a projection, labelled so, with how the same model did before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.customers.projection import Buyers, Projection, held_back, project, refusal
from credora_agent.core.money import to_decimal
from credora_agent.ledger.load_customers import load_buyers
from credora_agent.reports.schemas import Plain, Schema

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.analytics.customers.cohorts import Cohorts

RULE = (
    "Projection, not a record: BG/NBD (Fader, Hardie & Lee 2005) says how often customers come again, Gamma-Gamma"
    " (Fader & Hardie 2013) what they spend, both fitted to this shop's own orders; CM2 at the rate of net sales that"
    " known customers have brought so far. Seasons and plans are not in it."
)


class OutlookCheck(Schema):
    """What the model, fitted on the days before, expected of the last `days`, and what happened; `miss` is a share."""

    days: int
    expected_orders: Plain
    actual_orders: int
    miss: Plain | None
    holds: bool


class OutlookLine(Schema):
    """What the customers of one month are expected to do in the 12 months from today."""

    month: date
    customers: int
    orders: Plain
    cm2: Plain
    cm2_each: Plain


class Outlook(Schema):
    """The projection by cohort; `refused` says why there is none. `parameters` are those of the two models."""

    refused: str | None = None
    rule: str = RULE
    lines: tuple[OutlookLine, ...] = ()
    total_orders: Plain | None = None
    total_cm2: Plain | None = None
    check: OutlookCheck | None = None
    parameters: dict[str, float] = {}  # noqa: RUF012 - pydantic copies it
    notes: tuple[str, ...] = ()


async def outlook(session: AsyncSession, tenant: UUID, currency: str, found: Cohorts, until: date) -> Outlook:
    """Return what every cohort may bring in the 12 months after `until`, or why that cannot be said."""
    buyers = await _buyers(session, tenant, until, until, money=True)
    refused = refusal(buyers)
    if refused is not None:
        return Outlook(refused=refused)
    days = held_back(max(each.age for each in buyers))
    before = await _buyers(session, tenant, until - timedelta(days=days), until, money=False)
    refused = refusal(before)
    if refused is not None:
        return Outlook(refused=f"The model cannot be checked on the last {days} days. {refused}")
    sums = [each.booked for each in found.cohorts]
    net_sales, cm2 = sum(net for net, _ in sums), sum(cm for _, cm in sums)
    if net_sales <= 0:
        return Outlook(refused=f"Known customers have brought no net sales in {currency}, so nothing can be projected.")
    return _told(project(buyers, before, days=days), cm2 / net_sales)


async def _buyers(session: AsyncSession, tenant: UUID, until: date, upto: date, *, money: bool) -> list[Buyers]:
    rows = await load_buyers(session, tenant, until, upto, money=money)
    return [
        Buyers(
            r.cohort, r.repeats, r.recency, r.age, None if r.spent is None else int(r.spent), r.customers, int(r.later)
        )
        for r in rows
    ]


def _told(made: Projection, rate: float) -> Outlook:
    check, often, much = made.check, made.buying, made.spending
    notes = []
    if not check.holds:
        missed = "nobody came" if check.miss is None else f"it was off by {check.miss:+.0%}"
        notes.append(f"Checked on the last {check.days} days, {missed}: do not plan with this projection.")
    if not (often.rested and much.rested):
        notes.append("The search for the models' parameters did not come to rest: take the projection as rough.")
    return Outlook(
        lines=tuple(
            OutlookLine(
                month=each.cohort,
                customers=each.customers,
                orders=_rounded(each.orders, "0.1"),
                cm2=_money(each.net_sales * rate),
                cm2_each=_money(each.net_sales * rate / each.customers),
            )
            for each in made.cohorts
        ),
        total_orders=_rounded(sum(each.orders for each in made.cohorts), "0.1"),
        total_cm2=_money(sum(each.net_sales for each in made.cohorts) * rate),
        check=OutlookCheck(
            days=check.days,
            expected_orders=_rounded(check.expected, "0.1"),
            actual_orders=check.actual,
            miss=None if check.miss is None else _rounded(check.miss, "0.0001"),
            holds=check.holds,
        ),
        parameters={
            "r": often.r, "alpha_weeks": often.alpha, "a": often.a, "b": often.b,
            "p": much.p, "q": much.q, "gamma": much.gamma / 1e6,
        },
        notes=tuple(notes),
    )  # fmt: skip


def _rounded(value: float, to: str) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(to))


def _money(micros: float) -> Decimal:
    """Return an expectation in currency units; beyond two decimals it says nothing."""
    return to_decimal(round(micros)).quantize(Decimal("0.01"))
