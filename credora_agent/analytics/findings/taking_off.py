"""Good news: a product that sells far better than it did, beyond what the whole shop does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.analytics.findings.base import RECENT, Confidence, Evidence, Finding, monthly
from credora_agent.analytics.findings.odds import discoveries, more_often, overdispersion
from credora_agent.analytics.metrics import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from credora_agent.analytics.findings.base import Seen

BEFORE = 12
FEW = 30
FACTOR = 1.8
LEAST_DISPERSION = 1.5
"""Baskets hold several of one thing: units vary by more than Poisson's even where few weeks show it."""
YEAR = 52


def find(seen: Seen) -> list[Finding]:
    """Return the products whose share of the shop's units surely rose by four fifths; not those of a season."""
    units = seen.skus.get("units")
    if units is None or units.shape[1] < RECENT + BEFORE or not seen.sku_names:
        return []
    window = units[:, -RECENT - BEFORE :]
    spread = max(LEAST_DISPERSION, overdispersion(window[:, :-RECENT]))
    now, then = window[:, -RECENT:].sum(axis=1), window[:, :-RECENT].sum(axis=1)
    whole_now, whole_then = int(now.sum()), int(then.sum())
    if not whole_then or not whole_now:
        return []
    some = [i for i in range(len(now)) if now[i] >= FEW and then[i] >= FEW // 2]
    chances = [
        more_often(int(now[i]), float(whole_now - now[i]), int(then[i]), float(whole_then - then[i]), spread=spread)
        for i in some
    ]
    found = []
    for i, tell in zip(some, discoveries(chances), strict=True):
        factor = (now[i] / whole_now) / (then[i] / whole_then)
        if tell and factor >= FACTOR and not _seasonal(units[i], float(now[i])):
            found.append(_of(seen, i, int(now[i]), float(factor)))
    return found


def _seasonal(weeks: NDArray[np.int64], now: float) -> bool:
    """Tell whether the same weeks of the year before sold as well, where they are known."""
    if weeks.size < YEAR + RECENT:
        return False
    return bool(weeks[-YEAR - RECENT : -YEAR].sum() > now / FACTOR)


def _of(seen: Seen, i: int, sold: int, factor: float) -> Finding:
    sku, period = seen.sku_names[i], seen.recent()
    line = next((line for line in seen.lines if line.id == sku), None)
    gained = None
    if line is not None and line.units and "cogs" not in line.missing:
        gained = monthly(line.amounts["cm2"] / line.units * sold * (1 - 1 / factor), period.days)
    return Finding(
        rule="taking_off",
        subject=sku,
        edition=f"{period.end.year}-{period.end.month:02}",
        title=f"{seen.title(sku)} is taking off: {factor:.1f} times its share of sales",
        says=f"{sold} sold in four weeks; with the shop as a whole it would have been {sold / factor:.0f}.",
        evidence=(
            Evidence("Units sold", sold, Unit.COUNT, period, "gross_sales", sku),
            Evidence("Factor", factor, Unit.MULTIPLE),
        ),
        confidence=Confidence.HIGH if sold >= 2 * FEW else Confidence.MEDIUM,
        sample=sold,
        sampled="units sold",
        at_stake=gained,
        basis="CM2 of what it sells beyond its share before" if gained is not None else "",
        since=period.start,
        next_step="credora inventory",
        good=True,
    )
