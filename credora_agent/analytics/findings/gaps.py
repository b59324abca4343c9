"""What the books do not know: costs, days, streams, rates. Each says what it keeps from being said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.findings.base import Confidence, Evidence, Finding
from credora_agent.analytics.findings.odds import at_most
from credora_agent.analytics.findings.words import money, share
from credora_agent.analytics.metrics import Unit
from credora_agent.analytics.products.lines import REST
from credora_agent.core.period import Period
from credora_agent.ledger import adverts

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen

UNCOSTED = 0.03
IMPOSSIBLE = 1e-4
"""How unlikely a day without an order must be before it is a gap."""
SILENT = 3
"""Whole days without a word from an advertising account that spent every day before."""
WEEKS_BEFORE = 28
"""Days it must have spent on before, each of them."""
SHOWN = 4


def find(seen: Seen) -> list[Finding]:
    """Return the gaps."""
    return [*_costs(seen), *_days(seen), *_streams(seen), *_accounts(seen), *_unconverted(seen)]


def _costs(seen: Seen) -> list[Finding]:
    if seen.sums is None or "cogs" in seen.missing:
        return []
    net = sum(seen.sums.amounts.get(name, 0) for name in ("gross_sales", "discounts", "returns"))
    lack = net - seen.sums.costed
    if net <= 0 or lack < UNCOSTED * net:
        return []
    open_ = {line.id: line.amounts["net_sales"] - line.costed for line in seen.lines}
    ranked = sorted(
        (sku for sku, amount in open_.items() if amount > 0 and sku != REST), key=lambda sku: (-open_[sku], sku)
    )
    names = ", ".join(f"{seen.title(sku)} ({money(open_[sku], seen.currency)})" for sku in ranked[:SHOWN])
    return [
        Finding(
            rule="costs_missing",
            subject="shop",
            edition="+".join(ranked[:SHOWN]) or "no_sku",
            title=f"{share(lack / net)} of net sales have no unit cost",
            says=f"Profit is overstated by what they cost. {names or 'They have no SKU to give a cost to'}.",
            evidence=(
                Evidence("Net sales without a cost", lack, Unit.MONEY, seen.quarter, "net_sales"),
                Evidence("Share of net sales without a cost", lack / net, Unit.RATIO, seen.quarter),
                Evidence("COGS coverage", 1 - lack / net, Unit.RATIO, seen.quarter, "cogs_coverage"),
            ),
            confidence=Confidence.HIGH,
            sample=seen.sums.units,
            sampled="units sold",
            next_step="credora costs import FILE",
        )
    ]


def _days(seen: Seen) -> list[Finding]:
    """Return the days without an order that their weekday makes all but impossible."""
    days = seen.days
    lately = min(28, days.size // 2)
    if not lately:
        return []
    gaps = []
    for back in range(1, lately + 1):
        at = days.size - back
        same = days[at % 7 :: 7]
        others = np.delete(same, at // 7)[-12:]
        usual = float(np.median(others)) if others.size >= 4 else 0.0  # noqa: PLR2004 - of the same weekday
        # Counts of days vary by more than Poisson's: half the usual is what is tested.
        if days[at] == 0 and at_most(0, usual / 2) < IMPOSSIBLE:
            gaps.append((seen.last - timedelta(days=back - 1), usual))
    if not gaps:
        return []
    first = min(day for day, _ in gaps)
    return [
        Finding(
            rule="days_without_orders",
            subject="shop",
            edition=str(max(gaps)[0]),
            title=f"No order on {len(gaps)} {'day' if len(gaps) == 1 else 'days'} that usually have many",
            says=f"{', '.join(str(day) for day, _ in sorted(gaps)[:5])}: about {gaps[0][1]:.0f} orders are usual.",
            evidence=tuple(
                Evidence("Orders", 0, Unit.COUNT, Period(day, day), "orders") for day, _ in sorted(gaps)[:5]
            ),
            confidence=Confidence.HIGH,
            sample=len(gaps),
            sampled="days",
            since=first,
            next_step="credora sync",
        )
    ]


def _streams(seen: Seen) -> list[Finding]:
    return [
        Finding(
            rule="stream_behind",
            subject=f"{each.source}/{each.stream}",
            edition=each.state,
            title=f"{each.source}: {each.stream.replace('_', ' ')} cannot be read",
            says=each.says,
            evidence=(),
            confidence=Confidence.HIGH,
            sample=1,
            sampled="streams",
            next_step="credora connections",
        )
        for each in seen.streams
    ]


def _accounts(seen: Seen) -> list[Finding]:
    """Return the advertising accounts that spent on each of four weeks' days and then fell silent."""
    if seen.ads is None or not seen.ads.days.size:
        return []
    spent = seen.ads.measures[adverts.MEASURES.index("spend")] > 0
    found = []
    for account in sorted({(campaign.platform, campaign.account) for campaign in seen.ads.campaigns}):
        of = np.array([(c.platform, c.account) == account for c in seen.ads.campaigns])[seen.ads.positions]
        days = np.unique(seen.ads.days[of & spent])
        if not days.size:
            continue
        last = int(days[-1])
        silent = seen.last.toordinal() - last
        steady = (days > last - WEEKS_BEFORE).sum() == WEEKS_BEFORE
        if SILENT <= silent <= WEEKS_BEFORE and steady:
            found.append(_silent(seen, *account, last, silent))
    return found


def _silent(seen: Seen, platform: str, account: str, last: int, silent: int) -> Finding:
    day = seen.today.fromordinal(last)
    return Finding(
        rule="ads_silent",
        subject=f"{platform}:{account}",
        edition=str(day),
        title=f"{platform.replace('_', ' ').title()} has told nothing since {day}",
        says=f"It spent on every day before, and nothing for {silent} days: marketing may be understated.",
        evidence=(),
        confidence=Confidence.MEDIUM,
        sample=silent,
        sampled="days",
        since=day + timedelta(days=1),
        next_step="credora connections",
    )


def _unconverted(seen: Seen) -> list[Finding]:
    if not seen.unconverted:
        return []
    return [
        Finding(
            rule="no_rate",
            subject="shop",
            edition=f"{len(str(seen.unconverted))}",
            title=f"{seen.unconverted:,} entries have no exchange rate",
            says=f"They are in no total of the last 13 weeks: what they are worth in {seen.currency} is not known.",
            evidence=(Evidence("Entries", seen.unconverted, Unit.COUNT, seen.quarter),),
            confidence=Confidence.HIGH,
            sample=seen.unconverted,
            sampled="entries",
            next_step="credora rates import FILE",
        )
    ]
