"""How much of a change in a product each of its factors made: shares that add up, whatever order one looks in.

Each factor's part is its Shapley value (L. Shapley, "A value for n-person games", 1953): the mean, over all orders in
which the factors could have moved, of what its move changed. It is chosen over the textbook price–volume–mix sequence,
whose answer depends on which factor moves first, and over the logarithmic mean index (B. Ang, "The LMDI approach to
decomposition analysis", Energy Policy 33, 2005), which needs positive values: returns, losses and new products are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from credora_agent.core.money import allocate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

MIX = "mix"
"""The one factor whose items are shares of a whole: its parts are centred, see `parts`."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)
_AT = (_NODES + 1) / 2
_OF = _WEIGHTS / 2


class Factor(NamedTuple):
    """What a driver was before and after: a scalar, or one value an item (a SKU, a campaign)."""

    driver: str
    before: Any
    after: Any


def parts(factors: Sequence[Factor]) -> dict[str, NDArray[np.float64]]:
    """Return each driver's part of the change of Σ over items of the product of `factors`, one value an item.

    The Shapley value of a product is the integral of its slope along the straight line from before to after
    (G. Owen, "Multilinear extensions of games", 1972), a polynomial that four Gauss–Legendre nodes integrate exactly
    for up to eight factors. Shares ("mix") add up to one, so what all items have in common is taken off their parts:
    more of a dear item and less of a cheap one is what remains.
    """
    before = [np.atleast_1d(np.asarray(f.before, dtype=np.float64)) for f in factors]
    moves = [np.atleast_1d(np.asarray(f.after, dtype=np.float64)) - old for f, old in zip(factors, before, strict=True)]
    paths = [old[None, :] + _AT[:, None] * move[None, :] for old, move in zip(before, moves, strict=True)]
    found: dict[str, NDArray[np.float64]] = {}
    for i, factor in enumerate(factors):
        rest = np.ones((len(_AT), 1))
        for j, path in enumerate(paths):
            if j != i:
                rest = rest * path
        if factor.driver == MIX:
            rest = rest - (paths[i] * rest).sum(axis=1, keepdims=True)
        effect = (_OF[:, None] * rest).sum(axis=0) * moves[i]
        one = effect if moves[i].size > 1 else effect.sum(keepdims=True)
        found[factor.driver] = found[factor.driver] + one if factor.driver in found else one
    return found


def value(factors: Sequence[Factor], *, after: bool) -> NDArray[np.float64]:
    """Return the product of the factors before or after, one value an item."""
    out = np.ones(1)
    for factor in factors:
        out = out * np.asarray(factor.after if after else factor.before, dtype=np.float64)
    return out


def settle(total: int, effects: Mapping[str, NDArray[np.float64]]) -> dict[str, list[int]]:
    """Return whole parts that add up to `total` exactly, each the nearest to what it was, by largest remainder.

    What floating point lost over all parts (some 10⁻¹² of the sizes added) is given where it weighs least: to the
    largest parts.
    """
    flat = np.concatenate([np.asarray(values, dtype=np.float64) for values in effects.values()] or [np.zeros(0)])
    if not flat.size:
        return {}
    whole = [int(part) for part in np.rint(flat)]
    left = total - sum(whole)
    moved = np.flatnonzero(np.abs(flat) >= 0.5)  # noqa: PLR2004 - what is nought stays nought
    if abs(left) <= len(moved):
        missed = (flat - np.rint(flat))[moved] * (1 if left > 0 else -1)
        for i in moved[np.argsort(-missed, kind="stable")][: abs(left)]:
            whole[int(i)] += 1 if left > 0 else -1
    else:
        whole = [part + more for part, more in zip(whole, allocate(left, [abs(part) for part in whole]), strict=True)]
    settled, at = {}, 0
    for driver, values in effects.items():
        settled[driver] = whole[at : at + len(values)]
        at += len(values)
    return settled
