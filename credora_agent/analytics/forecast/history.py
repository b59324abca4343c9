"""What a shop's history allows to be said about its future."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

FEWEST = 28
"""Days of history below which nothing is forecast, four of each weekday; and how far a short one reaches."""
SHORT_UNTIL = 90
"""Days of history up to which only `FEWEST` days ahead are forecast."""
YEAR = 365
LONGEST = 3650
"""Days ahead that can be simulated at all."""
KEPT = 3 * YEAR + 1
"""Days of history that are read: an older one tells of another shop."""
LARGEST = 1e18
"""No amount of money is larger."""
OPENED = 0.25
"""The part of its usual days of sale on which a shop sells in its first weeks; orders before are trials or imports."""
SMALLEST = 1e-12
"""An amount below is nothing: a difference of floats."""


class Reach(StrEnum):
    """How much of a forecast a history carries."""

    NONE = "none"
    SHORT = "short"
    SEASONLESS = "seasonless"
    FULL = "full"


AHEAD = {Reach.NONE: 0, Reach.SHORT: FEWEST, Reach.SEASONLESS: LONGEST, Reach.FULL: LONGEST}
"""The longest horizon of each reach, in days."""


@dataclass(frozen=True, slots=True)
class History:
    """Daily values from the first day that has one on, at most `KEPT` of them; `days` counts all since then."""

    values: NDArray[np.float64]
    first_day: date
    days: int

    @property
    def reach(self) -> Reach:
        """What may be said from this history."""
        return reach(self.days)

    @property
    def next_day(self) -> date:
        """The first day of a forecast."""
        return self.first_day + timedelta(days=len(self.values))

    @property
    def silent(self) -> int:
        """Days without any sale at the end."""
        sold = np.flatnonzero(self.values)
        return len(self.values) - 1 - int(sold[-1]) if len(sold) else len(self.values)


def reach(days: int) -> Reach:
    """Return what `days` of history, counted from the first sale, allow to be said."""
    if days < FEWEST:
        return Reach.NONE
    if days <= SHORT_UNTIL:
        return Reach.SHORT
    return Reach.SEASONLESS if days < YEAR else Reach.FULL


def read(values: ArrayLike, first_day: date) -> History:
    """Return the history in daily `values`, one a day from `first_day` on; days before the shop opened are none.

    It opened with the first sale that is followed, within four weeks, by a fourth as many days of sale as are usual in
    its last quarter: a lone order of months before does not make the months between a time without demand. Raises
    BadInput when a value is no finite number.
    """
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1:
        raise BadInput("A history is one row of daily values.", remedy="Give one value for each day.")
    if not np.all(np.abs(series) < LARGEST):
        raise BadInput("A daily value is not a finite amount.", remedy="Give 0 for a day without sales.")
    series = np.where(np.abs(series) < SMALLEST, 0.0, series)
    days = len(series) - _opened(series != 0)
    kept = len(series) - min(days, KEPT)
    return History(series[kept:], first_day + timedelta(days=kept), days)


def _opened(sold: NDArray[np.bool_]) -> int:
    """Return the position of the first day of an open shop, their number where nothing was ever sold."""
    at = np.flatnonzero(sold)
    if not len(at):
        return len(sold)
    until = np.minimum(at + FEWEST, len(sold))
    total = np.concatenate(([0], np.cumsum(sold)))
    share = (total[until] - total[at]) / (until - at)
    opened = at[share >= OPENED * sold[-SHORT_UNTIL:].mean()]
    return int(opened[0])


def notes(history: History, horizon: int) -> tuple[str, ...]:
    """Return the sentences a reader must see beside a forecast of `horizon` days."""
    able = history.reach
    if able is Reach.NONE:
        return (_too_short(history.days),)
    said = []
    if able is Reach.SHORT:
        said.append(f"With {history.days} days of sales only the next {FEWEST} days can be forecast.")
    if able is not Reach.FULL:
        said.append(f"With less than a year of sales ({history.days} days) the time of year is not in this forecast.")
        said += _peak_ahead(horizon, history.next_day)
    if history.silent >= FEWEST:
        said.append(f"Nothing was sold in the last {history.silent} days.")
    if horizon > YEAR:
        said.append(f"What lies beyond {YEAR} days is an extrapolation: today's shop and season, carried on.")
    return tuple(said)


def check_horizon(history: History, horizon: int) -> None:
    """Raise BadInput when `history` does not carry a forecast of `horizon` days, saying how far it reaches."""
    able = history.reach
    if able is Reach.NONE:
        raise BadInput(_too_short(history.days), remedy="Until then take a range from your own plan.")
    if horizon < 1:
        raise BadInput(f"A horizon of {horizon} days is none.", remedy="Ask for at least one day.")
    if horizon > AHEAD[able]:
        held = f" with {history.days} days of sales" if able is Reach.SHORT else ""
        raise BadInput(
            f"A forecast of {horizon:,} days reaches too far{held}.", remedy=f"Ask for at most {AHEAD[able]:,} days."
        )


def _too_short(days: int) -> str:
    held = {0: "No sale is known", 1: "There is one day of sales"}.get(days, f"There are {days} days of sales")
    return f"{held}; a forecast needs {FEWEST} days."


def _peak_ahead(horizon: int, first: date) -> list[str]:
    last = first + timedelta(days=max(horizon, 1) - 1)
    peaks = ((date(year, 11, 20), date(year, 12, 26)) for year in range(first.year, last.year + 1))
    if any(first <= end and last >= start for start, end in peaks):
        return ["Black Friday or Christmas lies ahead and no past one is known: enter what you expect of them."]
    return []
