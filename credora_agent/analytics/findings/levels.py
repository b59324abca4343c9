"""Rates of the whole shop that left their level: fees, fulfilment, discounts, returns, CM2. One rule each, one test.

A season moves rates too: where the same weeks of the year before are known, the level must have left theirs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.findings.base import MONTH, RECENT, Confidence, Evidence, Finding
from credora_agent.analytics.findings.odds import SURE, level
from credora_agent.analytics.findings.words import money, share
from credora_agent.analytics.metrics import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from credora_agent.analytics.findings.base import Seen
    from credora_agent.analytics.findings.odds import Moved

FEW_ORDERS = 60
"""Orders in the recent weeks below which no level is spoken of."""
YEAR = 52


class Watched(NamedTuple):
    """A rate: what it is called, the sum above the line (its sign as spoken) and below, how far is far, and where."""

    rule: str
    label: str
    above: str
    sign: int
    below: str
    least: float
    metric: str
    worse: int
    relative: bool = False


WATCHED = (
    Watched("fee_drift", "Payment and selling fees", "fees", -1, "revenue", 0.004, "fee_rate", 1),
    Watched(
        "fulfilment_drift", "Fulfilment an order", "fulfilment", -1, "orders", 0.08, "fulfilment", 1, relative=True
    ),
    Watched("discount_creep", "Discounts", "discounts", -1, "gross_sales", 0.015, "discount_rate", 1),
    Watched("refund_rise", "Returns", "returns", -1, "gross_sales", 0.02, "return_rate", 1),
    Watched("margin_drop", "The gross margin (CM1)", "cm1", 1, "revenue", 0.02, "cm1_rate", -1),
)


def find(seen: Seen) -> list[Finding]:
    """Return the rates that surely moved for the worse, by as much as is worth saying."""
    if seen.weeks < RECENT or seen.shop["orders"][-RECENT:].sum() < FEW_ORDERS:
        return []
    found = [_of(seen, watched) for watched in WATCHED if not _rests_on(watched) & seen.missing]
    return [finding for finding in found if finding is not None]


def _rests_on(watched: Watched) -> set[str]:
    return {"cogs", "gross_sales"} if watched.above == "cm1" else {watched.above, "gross_sales"}


def _of(seen: Seen, watched: Watched) -> Finding | None:
    top, bottom = watched.sign * seen.shop[watched.above], seen.shop[watched.below]
    moved = level(top, bottom, recent=RECENT)
    if moved is None or watched.worse * moved.z < SURE or not moved.before:
        return None
    by = moved.now - moved.before
    size = abs(by / moved.before) if watched.relative else abs(by)
    if size < watched.least or not _beyond_last_year(top, bottom, moved, watched):
        return None
    period = seen.recent()
    base = float(bottom[-RECENT:].sum())
    stake = round(abs(by) * base * MONTH / period.days)
    said = _said(seen, watched, moved)
    return Finding(
        rule=watched.rule,
        subject="shop",
        edition=f"{period.end.year}-{period.end.month:02}",
        title=f"{watched.label} {'rose' if by > 0 else 'fell'} {said}",
        says=(
            f"Over the last four weeks, against {min(seen.weeks - RECENT, 26)} weeks before; weeks usually differ by"
            f" {abs(moved.z):.0f} times less."
        ),
        evidence=(
            Evidence("Now", moved.now, Unit.MONEY if watched.relative else Unit.RATIO, period, watched.metric),
            Evidence("Before", moved.before, Unit.MONEY if watched.relative else Unit.RATIO),
        ),
        confidence=Confidence.HIGH if abs(moved.z) >= SURE + 2 else Confidence.MEDIUM,
        sample=int(seen.shop["orders"][-RECENT:].sum()),
        sampled="orders",
        at_stake=stake,
        basis=f"the difference of the rate × {watched.below.replace('_', ' ')} of four weeks, a month",
        since=period.start,
        next_step=f"credora explain {watched.metric} --start {period.start} --end {period.end}",
    )


def _beyond_last_year(top: NDArray[np.int64], bottom: NDArray[np.int64], moved: Moved, watched: Watched) -> bool:
    if bottom.size < YEAR + RECENT:
        return True
    then = slice(-YEAR - RECENT, -YEAR)
    if bottom[then].sum() <= 0:
        return True
    season = float(top[then].sum()) / float(bottom[then].sum())
    return watched.worse * (moved.now - season) >= abs(moved.now - moved.before) / 2


def _said(seen: Seen, watched: Watched, moved: Moved) -> str:
    shown = (lambda value: money(value, seen.currency)) if watched.relative else share
    return f"from {shown(moved.before)} to {shown(moved.now)}"
