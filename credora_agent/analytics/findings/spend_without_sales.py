"""More is spent on ads and orders do not follow; or purchases vanish from the reports while orders go on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.findings.base import RECENT, Confidence, Evidence, Finding, monthly
from credora_agent.analytics.findings.odds import SURE, at_most, level
from credora_agent.analytics.findings.words import money, share
from credora_agent.analytics.metrics import Unit
from credora_agent.core.period import Period
from credora_agent.ledger import adverts

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen

MORE = 0.25
FEW_ORDERS = 60
WINDOW, LATE = 5, 2
"""Days whose purchases are looked for, and the last ones left out: platforms are late."""
BEFORE = 28
VANISHED = 1e-9
FEW_PURCHASES = 30
AT = {name: i for i, name in enumerate(adverts.MEASURES)}


def find(seen: Seen) -> list[Finding]:
    """Return spend that sales do not follow, and accounts whose purchases vanished."""
    return [*_spend(seen), *_tracking(seen)]


def _spend(seen: Seen) -> list[Finding]:
    spend, orders = -seen.shop["marketing"], seen.shop["orders"]
    if "marketing" in seen.missing or spend.size < RECENT or orders[-RECENT:].sum() < FEW_ORDERS:
        return []
    weeks = np.ones_like(spend)
    moved, sold = level(spend, weeks, recent=RECENT), level(orders, weeks, recent=RECENT)
    if moved is None or sold is None or moved.before <= 0 or sold.before <= 0:
        return []
    more, sales = moved.now / moved.before - 1, sold.now / sold.before - 1
    # Orders may be down by chance: only what they cannot have gained by it, two errors up, counts as not following.
    error = abs((sold.now - sold.before) / sold.z) / sold.before if sold.z else 0.0
    if moved.z < SURE or more < MORE or sales + 2 * error > more / 2:
        return []
    period = seen.recent()
    extra = (moved.now - moved.before) * RECENT
    return [
        Finding(
            rule="spend_without_sales",
            subject="shop",
            edition=f"{period.end.year}-{period.end.month:02}",
            title=f"Marketing is up {share(more)}, orders {'are up' if sales > 0 else 'are down'} {share(abs(sales))}",
            says=(
                f"{money(moved.now, seen.currency)} a week for four weeks against {money(moved.before, seen.currency)}"
                f" before; orders {sold.now:.0f} a week against {sold.before:.0f}."
            ),
            evidence=(
                Evidence("Marketing a week now", round(moved.now), Unit.MONEY, period, "marketing"),
                Evidence("Rise of marketing", more, Unit.RATIO, period),
                Evidence("Change of orders", sales, Unit.RATIO, period),
                Evidence("Orders a week now", round(sold.now), Unit.COUNT, period, "orders"),
            ),
            confidence=Confidence.MEDIUM,
            sample=int(orders[-RECENT:].sum()),
            sampled="orders",
            at_stake=monthly(extra, period.days),
            basis="the spend beyond the level before",
            since=period.start,
            next_step=f"credora explain mer --start {period.start} --end {period.end}",
        )
    ]


def _tracking(seen: Seen) -> list[Finding]:
    if seen.ads is None or not seen.ads.days.size:
        return []
    end = seen.last - timedelta(days=LATE)
    now = Period(end - timedelta(days=WINDOW - 1), end)
    before = Period(now.start - timedelta(days=BEFORE), now.start - timedelta(days=1))
    sums = seen.ads.sums([before, now])
    found = []
    for account in sorted({(campaign.platform, campaign.account) for campaign in seen.ads.campaigns}):
        mine = [i for i, each in enumerate(seen.ads.campaigns) if (each.platform, each.account) == account]
        (spent_then, bought_then), (spent, bought) = (
            (int(side[mine, AT["spend"]].sum()), float(side[mine, AT["purchases"]].sum()) / 1e6) for side in sums
        )
        expected = bought_then * spent / spent_then if spent_then else 0.0
        # The yield of spend moves too: half of what was to be expected is what is tested.
        if (
            bought_then >= FEW_PURCHASES
            and at_most(int(bought), expected / 2) < VANISHED
            and seen.days[-WINDOW - LATE : -LATE].sum() > 0
        ):
            found.append(_vanished(seen, account, now, bought, expected, spent))
    return found


def _vanished(  # noqa: PLR0913, PLR0917 - a finding's own parts
    seen: Seen, account: tuple[str, str], now: Period, bought: float, expected: float, spent: int
) -> Finding:
    platform = account[0].replace("_", " ").title()
    return Finding(
        rule="tracking_break",
        subject=":".join(account),
        edition=str(now.start.isocalendar()[:2]),
        title=f"{platform} reports {bought:.0f} purchases where {expected:.0f} were to be expected",
        says=(
            f"From {now.start} to {now.end} it spent {money(spent, seen.currency)} and orders went on: its tracking may"
            " be broken."
        ),
        evidence=(
            Evidence("Purchases reported", round(bought), Unit.COUNT, now),
            Evidence("Expected", round(expected), Unit.COUNT, now),
        ),
        confidence=Confidence.HIGH,
        sample=round(expected),
        sampled="purchases expected",
        since=now.start,
        next_step=f"credora campaigns --start {now.start} --end {now.end}",
    )
