"""A figure beside another period's: by how much it moved, and the ranking of one metric's periods."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.analytics.figure import Figure


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved from its base.

    `delta` is value − base in their unit; `ratio` is delta ÷ |base|, None when the base is 0. Both are None
    when either side is missing. `bound` is exact only when both sides are: two upper bounds bound no change.
    """

    delta: Decimal | None
    ratio: Decimal | None
    bound: Bound = Bound.EXACT


def change(figure: Figure, base: Figure) -> Change:
    """Return how `figure` moved from `base`, the same metric over another period."""
    if figure.value is None or base.value is None:
        return Change(None, None)
    delta = figure.value - base.value
    ratio = (delta / abs(base.value)).quantize(Decimal("1e-10")) if base.value else None
    exact = figure.bound is Bound.EXACT and base.bound is Bound.EXACT
    return Change(delta, ratio, Bound.EXACT if exact else Bound.PARTIAL)


def ranked(figures: Sequence[Figure], *, highest_first: bool, limit: int | None = None) -> list[Figure]:
    """Return the figures that have a value, by size; equals keep their order in time.

    Lines that lower profit rank by how much they lower it: the highest returns are the largest ones.
    """
    known = [figure for figure in figures if figure.value is not None]
    direction = -1 if highest_first else 1
    known.sort(key=lambda figure: direction * spoken(figure))
    return known[:limit]


def spoken(figure: Figure) -> Decimal:
    """Return a figure's value as people say it: a cost of −40 is 40 of costs. 0 when it has none."""
    metric = METRICS[figure.metric]
    sign = metric.sign if metric.over is None else 1
    return sign * figure.value if figure.value is not None else Decimal(0)
