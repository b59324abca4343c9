"""The futures of a shop as it goes on: sales simulated, cash calibrated, everything planned in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from credora_agent.analytics.cash.assumptions import Calibrated, Known, ad_spend, calibrate
from credora_agent.analytics.cash.calendar import payments, stock_payments
from credora_agent.analytics.cash.inputs import CashInputs
from credora_agent.analytics.cash.opening import opening
from credora_agent.analytics.forecast.history import LONGEST
from credora_agent.analytics.forecast.model import RevenueModel, fit
from credora_agent.analytics.forecast.paths import simulate
from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from credora_agent.ledger.plans import CalendarEvent
    from credora_agent.ledger.view import Books

MOST_BEHIND = 31
"""Days without books before today that are simulated too; with more of them the forecast begins where the books end."""
LEAST_PATHS, MOST_PATHS = 100, 100_000
KEPT_RECENT = 800
"""Days sold before the forecast that can still move cash in it: a year's tax, paid months after its end."""


class Start(NamedTuple):
    """When a forecast begins: sales are simulated from `sales_from`, the day after the books end, told from `first`."""

    first: date
    sales_from: date


@dataclass(frozen=True, slots=True)
class Baseline:
    """All that the futures were made from; `history`, one value a day from `history_from` on, is in currency units.

    `horizon` may be shorter than asked for: notes say why. `inputs` is None when the history carries no forecast.
    """

    model: RevenueModel
    found: Calibrated
    start: Start
    horizon: int
    history: NDArray[np.float64] = field(repr=False)
    history_from: date
    uplift: NDArray[np.float64] = field(repr=False)
    inputs: CashInputs | None
    notes: tuple[str, ...]


def start_of(books: Books, today: date) -> Start:
    """Return where a forecast made on `today` begins: today, or the day after the books if they ended long before."""
    if books.recorded is None:
        return Start(today, today)
    known = min(books.recorded.end, today - timedelta(days=1)) + timedelta(days=1)
    behind = (today - known).days
    return Start(today if behind <= MOST_BEHIND else known, known)


def check(horizon: int, paths: int, seed: int) -> None:
    """Raise BadInput for a horizon, a number of paths or a seed that cannot be used."""
    if not 1 <= horizon <= LONGEST:
        raise BadInput(f"A horizon of {horizon:,} days is not possible.", remedy=f"Ask for 1 to {LONGEST:,} days.")
    if not LEAST_PATHS <= paths <= MOST_PATHS:
        raise BadInput(
            f"{paths:,} futures are not possible.", remedy=f"Ask for {LEAST_PATHS} to {MOST_PATHS:,}; 10,000 is usual."
        )
    if not 0 <= seed < 2**63:
        raise BadInput(f"A seed of {seed} is not possible.", remedy="Use a whole number from 0 on.")


def baseline(known: Known, *, today: date, horizon: int, paths: int, seed: int) -> Baseline:
    """Return the futures of the shop as it goes on. Raises BadInput for arguments that cannot be used."""
    check(horizon, paths, seed)
    start = Start(known.first_day, known.sales_from)
    history, since = known.sold.sales, known.sold.first
    model = fit(history, since)
    found = calibrate(known)
    behind = (start.first - start.sales_from).days
    reach = min(behind + horizon, model.longest)
    said = _about_start(start, today)
    if reach <= behind:
        return Baseline(model, found, start, 0, history, since, np.ones(0), None, (*said, *model.notes(horizon)))
    uplift, told = uplifts(known.plan.events, start.sales_from, reach)
    sales = simulate(model, horizon=reach, paths=paths, seed=seed, uplift=uplift)
    inputs, noted = _inputs(known, found, sales, today)
    fewer = (f"{len(sales):,} futures are simulated over so many days.",) if len(sales) < paths else ()
    notes = (*said, *model.notes(horizon), *told, *noted, *found.notes, *fewer)
    return Baseline(model, found, start, reach - behind, history, since, uplift, inputs, notes)


def uplifts(events: Sequence[CalendarEvent], first: date, days: int) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Return the factor of each of `days` days from `first` on, and the sentences that name the events in it."""
    factors = np.ones(days)
    said = []
    for event in events:
        start, end = (event.first_day - first).days, (event.last_day - first).days + 1
        if end > 0 and start < days:
            factors[max(start, 0) : end] *= float(event.factor)
            said.append(f"You said: sales × {event.factor.normalize():f} from {event.first_day} to {event.last_day}.")
    return factors, tuple(said)


def _inputs(
    known: Known, found: Calibrated, sales: NDArray[np.float64], today: date
) -> tuple[CashInputs, tuple[str, ...]]:
    horizon = sales.shape[1] - (known.first_day - known.sales_from).days
    last = known.first_day + timedelta(days=horizon - 1)
    cash, doubts = opening(known, found, today)
    spend, budgeted = ad_spend(known, found, horizon)
    recent, recent_tax = known.sold.last(KEPT_RECENT)
    inputs = CashInputs(
        first_day=known.first_day,
        sales_from=known.sales_from,
        sales=sales,
        recent=recent,
        recent_tax=recent_tax,
        refund_lag=found.refund_lag,
        ad_spend=spend,
        running=found.fixed_day,
        rates=found.rates,
        payouts=found.payouts,
        supply=found.supply,
        payments=(
            *payments(known.plan.payments, known.first_day, last),
            *stock_payments(known.plan.stock_orders, known.first_day, last),
        ),
        taxes=known.plan.taxes,
        opening=cash,
    )
    return inputs, (*doubts, *((budgeted,) if budgeted else ()))


def _about_start(start: Start, today: date) -> tuple[str, ...]:
    if start.first < today:
        return (f"The books end on {start.sales_from - timedelta(days=1)}: the forecast begins there, not today.",)
    behind = (start.first - start.sales_from).days
    if behind:
        days = f"{behind} {'day' if behind == 1 else 'days'}"
        return (f"The books end {days} before yesterday: those days are simulated too.",)
    return ()
