"""Advertising that costs more than what it sells earns: a product with ads of its own, any campaign by its own word.

A campaign is judged by what its platform credits it with, at the CM2 rate of what it advertises now: over the last
quarter, and where that holds too few purchases over half a year or a year. It must lose over both, and surely over one.
"""

from __future__ import annotations

from datetime import timedelta
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.campaigns.economics import VARIED, Told, economics, products_worth, shop_worth
from credora_agent.analytics.figure import Bound
from credora_agent.analytics.findings.base import LONG, Confidence, Evidence, Finding, monthly
from credora_agent.analytics.findings.words import money
from credora_agent.analytics.metrics import Unit
from credora_agent.analytics.products.lines import merged
from credora_agent.core.period import Period
from credora_agent.core.quoting import quoted
from credora_agent.ledger import adverts

if TYPE_CHECKING:
    from credora_agent.analytics.campaigns.economics import Worth
    from credora_agent.analytics.findings.base import Seen
    from credora_agent.analytics.products.lines import Line
    from credora_agent.ledger.adverts import Campaign

REACHES = (LONG, 2 * LONG, 4 * LONG)
FEW_PURCHASES = 20
SURE, VERY_SURE = 2.0, 3.0
"""Standard errors of the number of purchases by which a loss must be more than chance, for medium and high."""
HARMLESS = (Bound.EXACT, Bound.AT_MOST)
"""Profit that is at most what is recorded and is a loss all the same is one."""
AT = {name: i for i, name in enumerate(adverts.MEASURES)}


class Loss(NamedTuple):
    """A campaign that loses: over which days, what it cost, what its purchases left, and how sure that is."""

    campaign: Campaign
    period: Period
    spend: int
    earned: int
    purchases: int
    z: float
    of: str


def find(seen: Seen) -> list[Finding]:
    """Return the losing campaigns that still run; one that advertises certain products is told of the largest."""
    if seen.ads is None or seen.sums is None or not seen.lines:
        return []
    usual = shop_worth(seen.sums, merged(seen.lines, id_="", label=""))
    found = []
    for i, campaign in enumerate(seen.ads.campaigns):
        tie = seen.ties.get(campaign.key)
        own = [line for line in seen.lines if tie is not None and line.id in tie.skus]
        worth = products_worth(own, seen.sums, usual) if own else usual
        loss = _loss(seen, i, worth) if campaign.last_day >= seen.recent(1).start else None
        if loss is not None:
            found.append(_product(seen, loss, own) if own else _campaign(seen, loss))
    return found


def _loss(seen: Seen, i: int, worth: Worth) -> Loss | None:
    """Return the loss over the nearest reach that shows it for sure; None where the last quarter shows none."""
    if seen.ads is None or worth.rate is None or worth.bound not in HARMLESS:
        return None
    for reach in REACHES:
        period = Period(seen.last - timedelta(days=reach - 1), seen.last)
        sums = seen.ads.sums([period])[0][i]
        told = Told(*(int(sums[AT[name]]) for name in ("spend", "value", "purchases")))
        profit, purchases = economics(told, worth).profit, told.purchases / 1e6
        if profit is None or profit >= 0:
            return None
        earned = profit + told.spend
        z = -profit / (VARIED / sqrt(purchases) * earned) if purchases and earned > 0 else 0.0
        if purchases >= FEW_PURCHASES and z >= SURE:
            return Loss(seen.ads.campaigns[i], period, told.spend, earned, round(purchases), z, worth.of)
    return None


def _product(seen: Seen, loss: Loss, own: list[Line]) -> Finding:
    line = max(own, key=lambda each: (each.amounts["net_sales"], each.id))
    together = merged(own, id_="", label="")
    after, units = together.amounts["after_own_ads"], together.units
    name = seen.title(line.id)
    says = (
        f"{_words(seen, loss)} All {units:,} sold in 13 weeks, with those that would have come anyway, leave"
        f" {money(after, seen.currency)} after its own ads."
    )
    more = (
        Evidence("Units sold", units, Unit.COUNT, seen.quarter, "gross_sales", line.id),
        Evidence("CM2 after its own ads, all sales", after, Unit.MONEY, seen.quarter),
    )
    return _finding(
        seen, loss, "product_after_ads", line.id, f"What the ads of {name} sell loses money", says, more,
        f"credora products --start {seen.quarter.start} --end {seen.quarter.end}",
    )  # fmt: skip


def _campaign(seen: Seen, loss: Loss) -> Finding:
    title = f"Campaign {quoted(loss.campaign.name)} costs more than what it is credited with earns"
    step = f"credora campaigns --start {seen.quarter.start} --end {seen.quarter.end}"
    return _finding(seen, loss, "campaign_loses", loss.campaign.key, title, _words(seen, loss), (), step)


def _words(seen: Seen, loss: Loss) -> str:
    return (
        f"In {loss.period.days // 7} weeks {quoted(loss.campaign.name)} cost {money(loss.spend, seen.currency)}; the"
        f" {loss.purchases:,} purchases its platform credits it with leave {money(loss.earned, seen.currency)} of CM2."
    )


def _finding(  # noqa: PLR0913, PLR0917 - a finding's own parts
    seen: Seen, loss: Loss, rule: str, subject: str, title: str, says: str, more: tuple[Evidence, ...], step: str
) -> Finding:
    days = loss.period.days
    return Finding(
        rule=rule,
        subject=subject,
        edition=f"{seen.last.year}Q{(seen.last.month + 2) // 3}",
        title=title,
        says=says,
        evidence=(
            Evidence("Spend", loss.spend, Unit.MONEY, loss.period, "marketing", None, loss.campaign.key),
            Evidence("CM2 of what it is credited with", loss.earned, Unit.MONEY, loss.period),
            Evidence("Purchases credited", loss.purchases, Unit.COUNT, loss.period),
            *more,
        ),
        confidence=Confidence.HIGH if loss.z >= VERY_SURE else Confidence.MEDIUM,
        sample=loss.purchases,
        sampled="purchases credited",
        at_stake=monthly(loss.spend - loss.earned, days),
        basis=f"spend less the credited value at the CM2 rate of {loss.of}, of the last {days} days",
        since=loss.period.start,
        next_step=step,
    )
