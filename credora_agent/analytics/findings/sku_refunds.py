"""A product that comes back more often than it did: counts of units returned, conditional on what was sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.findings.base import Confidence, Evidence, Finding, monthly
from credora_agent.analytics.findings.odds import discoveries, more_often
from credora_agent.analytics.findings.words import money, share
from credora_agent.analytics.metrics import Unit

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen

RECENT = 6
"""Weeks that count as now: returns follow sales by a week or two."""
FEW = 8
TWICE = 2.0
ORDERLY = 1.3
"""Variance ÷ mean of returned units: a return may bring two at once."""


def find(seen: Seen) -> list[Finding]:
    """Return the products of which at least eight came back in six weeks, twice as often as before."""
    if not seen.sku_names or seen.skus["units"].shape[1] < 2 * RECENT:
        return []
    sold, back = seen.skus["units"], seen.skus["returned"]
    now, then = slice(-RECENT, None), slice(None, -RECENT)
    totals = [
        np.maximum(table[:, part].sum(axis=1), 0)
        for table, part in ((back, now), (sold, now), (back, then), (sold, then))
    ]
    candidates = [i for i in range(len(seen.sku_names)) if all(total[i] > 0 for total in (totals[1], totals[3]))]
    chances = [
        more_often(int(totals[0][i]), float(totals[1][i]), int(totals[2][i]), float(totals[3][i]), spread=ORDERLY)
        for i in candidates
    ]
    told = [i for i, tell in zip(candidates, discoveries(chances), strict=True) if tell]
    return [finding for i in told if (finding := _of(seen, i, [int(total[i]) for total in totals]))]


def _of(seen: Seen, i: int, totals: list[int]) -> Finding | None:
    back, sold, back_then, sold_then = totals
    rate, before = back / sold, back_then / sold_then
    if back < FEW or rate < TWICE * before:
        return None
    sku, period = seen.sku_names[i], seen.recent(RECENT)
    lost = -int(seen.skus["returns"][i, -RECENT:].sum()) * (1 - before / rate)
    return Finding(
        rule="refund_spike",
        subject=sku,
        edition=f"{period.end.year}-{period.end.month:02}",
        title=f"{seen.title(sku)} comes back far more often: {share(rate)} of units",
        says=f"{back} of {sold} units in six weeks, {share(before)} ({back_then} of {sold_then}) in the weeks before.",
        evidence=(
            Evidence("Returned", back, Unit.COUNT, period, "returns", sku),
            Evidence("Sold", sold, Unit.COUNT, period, "gross_sales", sku),
            Evidence("Return rate now", rate, Unit.RATIO, period),
            Evidence("Return rate before", before, Unit.RATIO),
        ),
        confidence=Confidence.HIGH if back >= 2 * FEW else Confidence.MEDIUM,
        sample=back,
        sampled="units returned",
        at_stake=monthly(lost, period.days),
        basis=f"returns beyond the rate before ({money(lost, seen.currency)} in six weeks)",
        since=period.start,
        next_step=f"credora entries returns --start {period.start} --end {period.end} --sku {sku}",
    )
