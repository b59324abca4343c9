"""The week: how much of it each weekday sells, and which weekdays the shop is closed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEKS = 26
"""Weeks that a weekday's share is read from: half a year, the pattern of today's shop."""
WILD = 3.0
"""How many times the median sale a day may count for, so that one big day makes no weekday."""
EVEN = 2.0
"""Weeks of even shares mixed in: few weeks, or weeks of few sales, say little about a weekday."""
BY_CHANCE = 0.001
"""A weekday is closed when so many days without a sale would come about by chance less often than this."""
FEWEST_CLOSED = 4
"""Days without a sale in a row, at the least, that make a weekday closed."""


def weekday_index(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the factors of the seven days that follow `values`, of mean 1; exactly 0 for a closed weekday.

    `values` holds at least one week. A weekday's factor is its mean share of the last weeks,
    each counted by how many of its days sold.
    """
    weeks = values[-(len(values) // 7) * 7 :].reshape(-1, 7)
    closed = _closed(weeks)
    recent = weeks[-WEEKS:]
    sold = recent[recent > 0]
    if not len(sold):
        return np.where(closed, 0.0, 7 / max(1, 7 - int(closed.sum())))
    calm = np.clip(recent, 0.0, WILD * float(np.median(sold)))
    totals = calm.sum(axis=1)
    shares = calm / np.where(totals > 0, totals, 1.0)[:, None] * (calm > 0).mean(axis=1)[:, None]
    trust = shares.sum(axis=0) + EVEN / 7
    index = np.where(closed, 0.0, trust)
    return np.asarray(7 * index / index.sum())


def _closed(weeks: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which weekdays have not sold for longer than chance would have it, while others did."""
    none = weeks == 0
    idle = np.where(none.all(axis=0), len(weeks), np.argmin(none[::-1], axis=0))
    closed = np.zeros(7, dtype=np.bool_)
    for day in range(7):
        others = np.delete(none[len(weeks) - idle[day] :], day, axis=1)
        if idle[day] < FEWEST_CLOSED or others.all():
            continue
        selling = 1 - others.mean()
        closed[day] = (1 - selling) ** int(idle[day]) < BY_CHANCE
    return closed
