"""Cash in every simulated future: a matrix says on which days a day's sales move money, plans move it on theirs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.cash.landing import (
    AD_SPEND,
    OPERATING,
    RESERVE,
    SALES_TAX,
    WAITING,
    Landing,
    landings,
    purchased,
    tax_accrued,
    tax_periods,
)
from credora_agent.core.threads import one_thread

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from credora_agent.analytics.cash.inputs import CashInputs


@dataclass(frozen=True, slots=True)
class CashPaths:
    """Cash in every future, in currency units.

    `change`, float32 of shape (paths, horizon), is how far cash has moved by the end of each day since before
    `first_day`; `mean_flows` are the mean movements of each day by category, shape (horizon,) each, which add up to
    its mean. `tax_owed`, shape (horizon,), is the mean sales tax collected and not paid on by the end of each day.
    `opening` is the cash it started from, None while nobody said.
    """

    first_day: date
    change: NDArray[np.float32] = field(repr=False)
    mean_flows: dict[str, NDArray[np.float64]] = field(repr=False)
    tax_owed: NDArray[np.float64] = field(repr=False)
    opening: float | None = None

    @property
    def balance(self) -> NDArray[np.float32] | None:
        """Cash at the end of each day, shape (paths, horizon); None while the opening cash is not known."""
        return None if self.opening is None else (self.change.T + np.float32(self.opening)).T


def cash_paths(inputs: CashInputs) -> CashPaths:
    """Return the cash that `inputs` lead to; the same sales paths give the same futures under any other change.

    Every movement is a fixed amount on its day, or a share of a day's sales on a later day: cash = sales × matrix +
    what is fixed. Taxes without a rule are set aside on the day they are collected: nobody may spend them.
    """
    with one_thread():
        return _paths(inputs)


def _paths(inputs: CashInputs) -> CashPaths:
    means = inputs.sales.mean(axis=0)
    parts = landings(inputs, purchased(inputs, means))
    known = np.concatenate((inputs.recent, means))
    flows = defaultdict(lambda: np.zeros(inputs.horizon), _fixed(inputs))
    for name, part in parts.items():
        flows[name] = flows[name] + part.flow(known, inputs.horizon)
    past = np.concatenate((inputs.recent, np.zeros(len(means))))
    sure = sum((part.flow(past, inputs.horizon) for part in parts.values()), sum(_fixed(inputs).values()))
    change = _change(inputs, list(parts.values()), np.cumsum(sure))
    opening = None if inputs.opening is None else inputs.opening.amount
    return CashPaths(inputs.first_day, change, dict(flows), _owed(inputs, known, flows[SALES_TAX]), opening)


def _change(inputs: CashInputs, parts: list[Landing], sure: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return sales × the running sum of the matrix + what is sure, day by day in memory."""
    days, recent = inputs.sales.shape[1], len(inputs.recent)
    matrix = np.zeros(days * inputs.horizon)
    for part in parts:
        new = part.sold >= recent
        cells = part.day[new] * days + part.sold[new] - recent
        matrix += np.bincount(cells, weights=part.share[new], minlength=len(matrix))
    moved = matrix.reshape(inputs.horizon, days)
    np.cumsum(moved, axis=0, out=moved)
    change = np.matmul(moved.astype(np.float32), inputs.sales.astype(np.float32).T)
    change += sure.astype(np.float32)[:, None]
    return np.asarray(change.T, dtype=np.float32)


def _fixed(inputs: CashInputs) -> dict[str, NDArray[np.float64]]:
    """Return what moves on its day whatever is sold, by category."""
    flows: defaultdict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(inputs.horizon))
    flows[AD_SPEND] = -inputs.ad_spend
    flows[OPERATING] = np.full(inputs.horizon, -inputs.running)
    dated = [(payment.day, payment.kind, payment.amount) for payment in inputs.payments]
    dated += [(day, WAITING, amount) for day, amount in inputs.payouts.waiting]
    if inputs.payouts.release is not None:
        dated.append((inputs.payouts.release, RESERVE, inputs.payouts.held))
    first = inputs.first_day
    dated += [(first.fromordinal(first.toordinal() + due), SALES_TAX, -tax) for due, tax in _past_tax(inputs)]
    for day, name, amount in dated:
        offset = (day - first).days
        if 0 <= offset < inputs.horizon:
            flows[name][offset] += amount
    return dict(flows)


def _past_tax(inputs: CashInputs) -> list[tuple[int, float]]:
    """Return (day due, amount) of the tax already collected in every filing period still to pay."""
    base = len(inputs.recent) + inputs.behind
    known = [
        (due, share * float(inputs.recent_tax[max(start + base, 0) : max(end + base + 1, 0)].sum()))
        for share, start, end, due in tax_periods(inputs)
    ]
    return [(due, tax) for due, tax in known if tax]


def _owed(inputs: CashInputs, known: NDArray[np.float64], paid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean tax owed by the end of each day: what was owed, what comes to be, less what is paid."""
    accrued = tax_accrued(inputs).flow(known, inputs.horizon)
    if not inputs.taxes:
        return np.cumsum(accrued)
    return np.asarray(sum(tax for _, tax in _past_tax(inputs)) + np.cumsum(accrued + paid))
