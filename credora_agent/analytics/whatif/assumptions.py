"""Assumptions: what no book of a shop says, each with its range, where that is from, and draws for every future."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from math import log
from statistics import NormalDist
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

GRID = 2_001
"""Points at which a distribution's quantiles are worked out; between them they are read on a line."""
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
ELASTICITY_MEAN, ELASTICITY_SPREAD, ELASTICITY_MOST = -2.0, 0.8, -0.3
AD_LEAST, AD_MOST = 0.1, 0.4
HALF_LIFE_LEAST, HALF_LIFE_MOST = 3.5, 14.0
PULL_LEAST, PULL_MOST = 0.0, 0.6
ALIKE = 0.5
"""The share of futures in which two advertising platforms respond alike."""


class Origin(StrEnum):
    """Where an assumption comes from."""

    OWN = "own data"
    PRIOR = "prior"
    SAID = "you said"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number that is assumed, as a distribution; `option` is how a person says another one.

    `table`, shape (GRID,), holds its values at equally spaced probabilities from 0 to 1, in ascending order.
    """

    id: str
    label: str
    origin: Origin
    basis: str
    table: NDArray[np.float64] = field(repr=False)
    option: str = ""

    def at(self, probability: float) -> float:
        """Return the value that is not exceeded with this probability."""
        return float(np.interp(probability, np.linspace(0, 1, GRID), self.table))

    def drawn(self, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a value for each uniform draw, of its shape."""
        return np.interp(uniform, np.linspace(0, 1, GRID), self.table)

    @property
    def fixed(self) -> bool:
        """Tell whether it is one number and no range."""
        return bool(self.table[0] == self.table[-1])


def uniform(least: float, most: float) -> NDArray[np.float64]:
    """Return the table of an even distribution."""
    return np.linspace(least, most, GRID)


def even_in_logs(least: float, most: float) -> NDArray[np.float64]:
    """Return the table of a distribution whose logarithm is even."""
    return np.exp(np.linspace(log(least), log(most), GRID))


def normal_below(mean: float, spread: float, *, most: float) -> NDArray[np.float64]:
    """Return the table of a normal distribution cut off above `most`, from its 0.01 % to its 99.99 % quantile."""
    whole = NormalDist(mean, spread)
    reached = whole.cdf(most)
    probabilities = np.clip(np.linspace(0, 1, GRID), 1e-4, 1 - 1e-4) * reached
    return np.array([whole.inv_cdf(p) for p in probabilities])


def price_elasticity(
    sku: str | None, *, said: tuple[float, float] | None = None, own: tuple[float, float, str] | None = None
) -> Assumption:
    """Return the price elasticity of a SKU or of all goods: said (low, high), own (mean, spread, how), or prior."""
    name = f"price_elasticity:{sku}" if sku else "price_elasticity"
    label = f"Price elasticity of {sku}" if sku else "Price elasticity"
    if said is not None:
        return Assumption(name, label, Origin.SAID, "As you said.", uniform(*said), "--elasticity")
    if own is not None:
        mean, spread, how = own
        table = normal_below(mean, spread, most=ELASTICITY_MOST)
        return Assumption(name, label, Origin.OWN, how, table, "--elasticity")
    basis = (
        "Normal with mean −2.0 and spread 0.8, below −0.3; 1,851 estimates of 81 studies have a mean of −2.62 (Bijmolt,"
        " van Heerde and Pieters 2005). Not measured in this shop."
    )
    table = normal_below(ELASTICITY_MEAN, ELASTICITY_SPREAD, most=ELASTICITY_MOST)
    return Assumption(name, label, Origin.PRIOR, basis, table, "--elasticity")


def ad_elasticity(
    target: str, label: str, *, said: tuple[float, float] | None = None, beyond: bool = False
) -> Assumption:
    """Return by how many per cent revenue moves for 1 % of ad spend; wider `beyond` what the shop ever spent."""
    name, title = f"ad_elasticity:{target}", f"Response to {label}"
    if said is not None:
        return Assumption(name, title, Origin.SAID, "As you said.", uniform(*said), "--ad-elasticity")
    least = 0.0 if beyond else AD_LEAST
    basis = (
        f"Even from {least:g} to {AD_MOST:g}, the short-term range of published studies (mean 0.12 for brand"
        " advertising: Sethuraman, Tellis and Briesch 2011), and never more than the platforms credit to themselves."
        " Not measured in this shop."
    )
    return Assumption(name, title, Origin.PRIOR, basis, uniform(least, AD_MOST), "--ad-elasticity")


def carry_over() -> Assumption:
    """Return the days after which half of an advertisement's effect is left: geometric adstock."""
    basis = (
        "Half of an advertisement's effect is left after 3.5 to 14 days (geometric carry-over): a convention of"
        " marketing-mix models, not measured in this shop."
    )
    return Assumption(
        "carry_over", "Days until half an ad's effect is gone", Origin.PRIOR, basis,
        even_in_logs(HALF_LIFE_LEAST, HALF_LIFE_MOST),
    )  # fmt: skip


def pulled_forward(said: tuple[float, float] | None = None) -> Assumption:
    """Return the share of a promotion's extra units that customers would have bought in the weeks after it."""
    label = "Share of a promotion's extra units pulled forward"
    if said is not None:
        return Assumption("pull_forward", label, Origin.SAID, "As you said.", uniform(*said), "--pull-forward")
    basis = (
        "Even from 0 to 0.6: about a third of a promotion's extra sales were bought earlier than they would have been"
        " (van Heerde, Leeflang and Wittink 2004). Not measured in this shop."
    )
    return Assumption("pull_forward", label, Origin.PRIOR, basis, uniform(PULL_LEAST, PULL_MOST), "--pull-forward")


def draws(name: str, *, seed: int, paths: int) -> NDArray[np.float64]:
    """Return the uniform draws of an assumption, one a path: the same for one name and seed whatever else is asked."""
    return np.random.default_rng((seed, crc32(name.encode()))).random(paths)


@dataclass(frozen=True, slots=True)
class Assumed:
    """All assumptions of a scenario, and the values given to each: `given` returns shape (paths, 1)."""

    by_id: Mapping[str, Assumption]
    given: Callable[[Assumption], NDArray[np.float64]] = field(repr=False)

    def __call__(self, name: str) -> NDArray[np.float64]:
        """Return the values of one assumption, shape (paths, 1)."""
        return self.given(self.by_id[name])

    def is_said(self, name: str) -> bool:
        """Tell whether the person asking set it."""
        return self.by_id[name].origin is Origin.SAID


def drawn(by_id: Mapping[str, Assumption], *, seed: int, paths: int) -> Assumed:
    """Return every assumption drawn anew for each path; advertising platforms often alike."""
    shared = draws("ad_elasticity:", seed=seed, paths=paths)

    def draw(assumption: Assumption) -> NDArray[np.float64]:
        own = draws(assumption.id, seed=seed, paths=paths)
        if assumption.id.startswith("ad_elasticity:"):
            own = np.where(draws(f"alike {assumption.id}", seed=seed, paths=paths) < ALIKE, shared, own)
        return assumption.drawn(own)[:, None]

    return Assumed(by_id, draw)


def fixed_at(by_id: Mapping[str, Assumption], probabilities: Mapping[str, float]) -> Assumed:
    """Return the named assumptions at those probabilities and all others at their middle, for one path."""
    return Assumed(by_id, lambda each: np.array([[each.at(probabilities.get(each.id, MIDDLE))]]))


def decay_of(half_life: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of an effect left from one day to the next."""
    return np.asarray(0.5 ** (1 / half_life))
