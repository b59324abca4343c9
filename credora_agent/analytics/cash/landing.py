"""When a day's sales move money, and how much of them: each category as (day sold, day of the cash, share)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from credora_agent.analytics.cash.calendar import filings, workdays_after

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from credora_agent.analytics.cash.inputs import CashInputs

SALES, REFUNDS, FEES, FULFILMENT = "sales", "refunds", "fees", "fulfilment"
STOCK, SALES_TAX, RESERVE, WAITING = "stock", "sales_tax", "reserve", "on_the_way"
AD_SPEND, OPERATING = "ad_spend", "operating"


class Landing(NamedTuple):
    """Equally long columns: a day sold (position in `recent` and `sales` in a row), a day from the first, a share."""

    sold: NDArray[np.int64]
    day: NDArray[np.int64]
    share: NDArray[np.float64]

    def flow(self, sales: NDArray[np.float64], horizon: int) -> NDArray[np.float64]:
        """Return what one row of `sales`, recent and to come, moves on each day, shape (horizon,)."""
        return np.bincount(self.day, weights=self.share * sales[self.sold], minlength=horizon).astype(np.float64)


class Grid(NamedTuple):
    """The days of `inputs` in a row: `offset` from the first day of each, `landed` that of its payout at the bank."""

    recent: int
    horizon: int
    offset: NDArray[np.int64]
    landed: NDArray[np.int64]

    @classmethod
    def of(cls, inputs: CashInputs) -> Grid:
        """Return the days of `inputs`."""
        recent = len(inputs.recent)
        offset = np.arange(recent + inputs.sales.shape[1]) - recent - inputs.behind
        landed = workdays_after(inputs.first_day, offset, inputs.payouts.settles + inputs.payouts.transit)
        return cls(recent, inputs.horizon, offset, landed)

    @property
    def new(self) -> NDArray[np.int64]:
        """Return the positions of the days that are simulated."""
        return np.arange(self.recent, len(self.offset))

    def landing(self, *parts: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64] | float]) -> Landing:
        """Return parts (day sold, day of the cash, share) as one, without what lies outside of the forecast."""
        sold = np.concatenate([part[0] for part in parts])
        day = np.concatenate([part[1] for part in parts])
        share = np.concatenate([np.broadcast_to(part[2], part[0].shape) for part in parts])
        inside = (day >= 0) & (day < self.horizon) & (share != 0)
        return Landing(sold[inside], day[inside], share[inside])


def landings(inputs: CashInputs, bought: NDArray[np.float64]) -> dict[str, Landing]:
    """Return every category that follows from sales; `bought` is the part of each day's goods that is bought again."""
    grid, rates = Grid.of(inputs), inputs.rates
    new, at = grid.new, grid.offset
    banked, outside = rates.card * (1 + rates.tax), (1 - rates.card) * (1 + rates.tax)
    fee_days = grid.landed if rates.card else at
    labels, packing = (rates.fulfilment or 0) * rates.labels, (rates.fulfilment or 0) * (1 - rates.labels)
    return {
        SALES: grid.landing((new, grid.landed[new], banked), (new, at[new], outside)),
        REFUNDS: _refunds(grid, inputs, banked, outside),
        FEES: grid.landing((new, fee_days[new], -(rates.fees or 0))),
        FULFILMENT: grid.landing((new, grid.landed[new], -labels), (new, at[new], -packing)),
        STOCK: _stock(grid, inputs, bought),
        SALES_TAX: _taxes(grid, inputs) if inputs.taxes else _set_aside(grid, inputs),
        RESERVE: grid.landing((new, grid.landed[new], -banked * inputs.payouts.reserve)),
    }


def purchased(inputs: CashInputs, means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the part of each simulated day's goods that is bought again: none while stock orders entered last.

    How long they last is read from mean sales, so that it is the same in every future.
    """
    cost = np.maximum(means, 0) * (inputs.rates.cogs or 0) * (1 - inputs.rates.refunds)
    beyond = np.maximum(np.cumsum(cost) - inputs.supply.covered, 0)
    again = np.diff(beyond, prepend=0.0)
    return np.divide(again, cost, out=np.ones_like(cost), where=cost > 0)


def tax_accrued(inputs: CashInputs) -> Landing:
    """Return the sales tax that sales of each day bring to owe, on the day of the sale or of the refund, as shares."""
    grid = Grid.of(inputs)
    sold, back, lagged = _pairs(grid, inputs)
    shares = sum(float(rule.share) for rule in inputs.taxes) if inputs.taxes else 1.0
    tax = shares * inputs.rates.tax
    new = grid.new
    return grid.landing((new, grid.offset[new], tax), (sold, grid.offset[back], -tax * inputs.rates.refunds * lagged))


def tax_periods(inputs: CashInputs) -> Iterable[tuple[float, int, int, int]]:
    """Yield the share, first, last and due day of every filing period still to pay, as days from the first."""
    first = inputs.first_day
    last = first + timedelta(days=inputs.horizon - 1)
    for rule in inputs.taxes:
        for filing in filings(rule, first, last):
            start, end, due = ((day - first).days for day in filing)
            yield float(rule.share), start, end, due


def _pairs(grid: Grid, inputs: CashInputs) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (day sold, day refunded, share of refunds) of every refund still to come."""
    lags = np.arange(len(inputs.refund_lag))
    sold = np.repeat(np.arange(len(grid.offset)), len(lags))
    back = sold + np.tile(lags, len(grid.offset))
    share = np.tile(inputs.refund_lag, len(grid.offset))
    inside = (back >= grid.recent) & (back < len(grid.offset)) & (share > 0)
    return sold[inside], back[inside], share[inside]


def _refunds(grid: Grid, inputs: CashInputs, banked: float, outside: float) -> Landing:
    sold, back, share = _pairs(grid, inputs)
    part = -inputs.rates.refunds * share
    return grid.landing((sold, grid.landed[back], part * banked), (sold, grid.offset[back], part * outside))


def _stock(grid: Grid, inputs: CashInputs, bought: NDArray[np.float64]) -> Landing:
    """Return purchases: what is sold is bought again on the same day, paid by the supplier's terms.

    What was bought for recent sales and is not paid yet counts too, unless stock orders entered say it better.
    """
    supply, rates = inputs.supply, inputs.rates
    cost = -(rates.cogs or 0) * (1 - rates.refunds)
    wait = supply.lead_days + supply.balance_days
    again = np.concatenate((np.full(grid.recent, 0.0 if supply.covered else 1.0), bought))
    every, new = np.arange(len(grid.offset)), grid.new
    return grid.landing(
        (new, grid.offset[new], cost * supply.deposit * bought),
        (every, grid.offset + wait, cost * (1 - supply.deposit) * again),
    )


def _set_aside(grid: Grid, inputs: CashInputs) -> Landing:
    tax, card, new = inputs.rates.tax, inputs.rates.card, grid.new
    sold, back, share = _pairs(grid, inputs)
    returned = tax * inputs.rates.refunds * share
    return grid.landing(
        (new, grid.landed[new], -tax * card),
        (new, grid.offset[new], -tax * (1 - card)),
        (sold, grid.landed[back], returned * card),
        (sold, grid.offset[back], returned * (1 - card)),
    )


def _taxes(grid: Grid, inputs: CashInputs) -> Landing:
    sold, back, lagged = _pairs(grid, inputs)
    parts = []
    for share, start, end, due in tax_periods(inputs):
        tax = share * inputs.rates.tax
        new = grid.new[(grid.offset[grid.new] >= start) & (grid.offset[grid.new] <= end)]
        within = (grid.offset[back] >= start) & (grid.offset[back] <= end)
        refunded = tax * inputs.rates.refunds * lagged[within]
        parts.append((new, np.full(len(new), due), np.full(len(new), -tax)))
        parts.append((sold[within], np.full(int(within.sum()), due), refunded))
    return grid.landing(*parts) if parts else grid.landing((grid.new[:0], grid.new[:0], 0.0))
