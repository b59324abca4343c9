"""The lowest point of a function of a few numbers, by the simplex of Nelder & Mead (Computer Journal 7, 1965)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

MOST = 2_000
STEP = 0.5
RESTARTS = 3


class Found(NamedTuple):
    """Where the search ended, the value there, and whether it came to rest."""

    at: NDArray[np.float64]
    value: float
    rested: bool


def lowest(of: Callable[[NDArray[np.float64]], float], start: NDArray[np.float64], *, within: float = 1e-9) -> Found:
    """Return the lowest point found from `start`, searched again from where it ended until that changes nothing.

    `of` must be finite everywhere. The search rests when the corners differ by less than `within`, relative to the
    value.
    """
    found = _searched(of, start, within)
    for _ in range(RESTARTS):
        again = _searched(of, found.at, within)
        better = found.value - again.value
        found = again if better >= 0 else found
        if better <= within * max(1.0, abs(found.value)):
            break
    return found


def _searched(of: Callable[[NDArray[np.float64]], float], start: NDArray[np.float64], within: float) -> Found:
    corners = np.vstack([start, start + STEP * np.eye(len(start))])
    values = np.array([of(corner) for corner in corners])
    for _ in range(MOST):
        order = np.argsort(values, kind="stable")
        corners, values = corners[order], values[order]
        if values[-1] - values[0] <= within * max(1.0, abs(values[0])):
            return Found(corners[0], float(values[0]), rested=True)
        _moved(of, corners, values)
    best = int(np.argmin(values))
    return Found(corners[best], float(values[best]), rested=False)


def _moved(
    of: Callable[[NDArray[np.float64]], float], corners: NDArray[np.float64], values: NDArray[np.float64]
) -> None:
    """Replace the worst corner by a better one, or draw all towards the best; corners come sorted, best first."""
    centre = corners[:-1].mean(axis=0)
    away = centre - corners[-1]
    reflected = centre + away
    value = of(reflected)
    if value < values[0]:
        expanded = centre + 2 * away
        further = of(expanded)
        corners[-1], values[-1] = (expanded, further) if further < value else (reflected, value)
    elif value < values[-2]:
        corners[-1], values[-1] = reflected, value
    else:
        inner = centre + (0.5 if value < values[-1] else -0.5) * away
        nearer = of(inner)
        if nearer < min(value, values[-1]):
            corners[-1], values[-1] = inner, nearer
        else:
            corners[1:] = corners[0] + 0.5 * (corners[1:] - corners[0])
            values[1:] = [of(corner) for corner in corners[1:]]
