"""Cash in every simulated future: a matrix says on which days a day's sales move money, plans move it on theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from credora_agent.analytics.cash.inputs import CashInputs


@dataclass(frozen=True, slots=True)
class CashPaths:
    """Cash in every future, in currency units.

    `change`, float32 of shape (paths, horizon), is how far cash has moved by the end of each day since before
    `first_day`; `mean_flows` are the mean movements of each day by category, shape (horizon,) each, which add up to
    its mean. `opening` is the cash it started from, None while nobody said.
    """

    first_day: date
    change: NDArray[np.float32] = field(repr=False)
    mean_flows: dict[str, NDArray[np.float64]] = field(repr=False)
    opening: float | None = None

    @property
    def balance(self) -> NDArray[np.float32] | None:
        """Cash at the end of each day, shape (paths, horizon); None while the opening cash is not known."""
        return None if self.opening is None else self.change + np.float32(self.opening)


def cash_paths(inputs: CashInputs) -> CashPaths:
    """Return the cash that `inputs` lead to; the same sales paths give the same futures under any other change."""
    raise NotImplementedError
