"""A forecast as it is stored: all it was made from, so that it can be made again to the bit, and what it said. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.analytics.cash.baseline import KEPT_RECENT
from credora_agent.analytics.cash.inputs import CashInputs, Opening, Payment, Payouts, Rates, Supply
from credora_agent.analytics.cash.outcome import Outcome, outcome
from credora_agent.analytics.cash.paths import cash_paths
from credora_agent.analytics.forecast.bands import PERCENTS
from credora_agent.analytics.forecast.model import fit
from credora_agent.analytics.forecast.paths import simulate
from credora_agent.ledger.plans import TaxRule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from credora_agent.analytics.cash.baseline import Baseline

MARKS = (7, 28, 30, 60, 90)
"""Days ahead for which sums are told and stored, besides the whole horizon."""
SCORED = (2.5, *(float(percent) for percent in range(5, 100, 5)), 97.5)
"""Percentiles of sums that are stored, to be scored later."""


def sums_of(inputs: CashInputs) -> dict[int, NDArray[np.float64]]:
    """Return the sum of sales of every future up to each mark, shape (paths,) each."""
    marks = sorted({*(mark for mark in MARKS if mark <= inputs.horizon), inputs.horizon})
    sums, total, since = {}, np.zeros(len(inputs.sales)), 0
    for mark in marks:
        total = total + inputs.sales[:, inputs.behind + since : inputs.behind + mark].sum(axis=1)
        sums[mark], since = total, mark
    return sums


def stored_inputs(base: Baseline) -> dict[str, Any]:
    """Return everything the futures were made from but the seed, as JSON. There must be inputs."""
    inputs = base.inputs
    assert inputs is not None  # noqa: S101 - there is nothing to store otherwise
    cash = inputs.opening
    return {
        "history": base.history.tolist(),
        "history_from": base.history_from.isoformat(),
        "first_day": inputs.first_day.isoformat(),
        "sales_from": inputs.sales_from.isoformat(),
        "days": inputs.sales.shape[1],
        "uplift": base.uplift.tolist(),
        "recent_tax": np.trim_zeros(inputs.recent_tax, "f").tolist() if inputs.taxes else [],
        "refund_lag": inputs.refund_lag.tolist(),
        "ad_spend": inputs.ad_spend.tolist(),
        "running": inputs.running,
        "rates": {name: getattr(inputs.rates, name) for name in inputs.rates.__slots__},
        "payouts": {
            "settles": inputs.payouts.settles,
            "transit": inputs.payouts.transit,
            "waiting": [[day.isoformat(), amount] for day, amount in inputs.payouts.waiting],
            "held": inputs.payouts.held,
            "release": inputs.payouts.release.isoformat() if inputs.payouts.release else None,
            "reserve": inputs.payouts.reserve,
        },
        "supply": {name: getattr(inputs.supply, name) for name in inputs.supply.__slots__},
        "payments": [[each.day.isoformat(), each.name, each.kind, each.amount] for each in inputs.payments],
        "taxes": [[each.name, each.every, each.first_day.isoformat(), each.due_days, str(each.share)]
                  for each in inputs.taxes],
        "opening": None if cash is None else {"amount": cash.amount, "stated_on": cash.stated_on.isoformat()},
    }  # fmt: skip


def stored_result(sums: Mapping[int, NDArray[np.float64]], found: Outcome) -> dict[str, Any]:
    """Return what is kept of what the futures say: percentiles of sums of sales and of cash, the odds."""
    marks = {mark: np.percentile(values, SCORED) for mark, values in sums.items()}
    low = found.low
    return {
        "percents": list(SCORED),
        "sales": {str(mark): [round(float(value), 2) for value in values] for mark, values in marks.items()},
        "cash_percents": list(PERCENTS),
        "cash": {str(mark): [round(float(value), 2) for value in found.bands[:, mark - 1]] for mark in sums},
        "ruin": {str(days): share for days, share in found.ruin.within.items()} if found.ruin else None,
        "low": [low.day.isoformat(), round(low.median, 2), round(low.early, 2)] if low else None,
    }


def again(inputs: Mapping[str, Any], *, seed: int, paths: int) -> dict[str, Any]:
    """Return the result of a stored forecast, made anew from its stored inputs, seed and number of futures."""
    model = fit(inputs["history"], date.fromisoformat(inputs["history_from"]))
    uplift = np.asarray(inputs["uplift"])
    sales = simulate(model, horizon=inputs["days"], paths=paths, seed=seed, uplift=uplift)
    made = read_inputs(inputs, sales)
    return stored_result(sums_of(made), outcome(made, cash_paths(made)))


def read_inputs(stored: Mapping[str, Any], sales: NDArray[np.float64]) -> CashInputs:
    """Return the cash layer's inputs as they were stored, over `sales`."""
    payouts, cash = stored["payouts"], stored["opening"]
    release = payouts["release"]
    waiting = tuple((date.fromisoformat(day), amount) for day, amount in payouts["waiting"])
    return CashInputs(
        first_day=date.fromisoformat(stored["first_day"]),
        sales_from=date.fromisoformat(stored["sales_from"]),
        sales=sales,
        recent=_recent(stored["history"]),
        recent_tax=_recent(stored["recent_tax"]),
        refund_lag=np.asarray(stored["refund_lag"]),
        ad_spend=np.asarray(stored["ad_spend"]),
        running=stored["running"],
        rates=Rates(**stored["rates"]),
        payouts=Payouts(**{**payouts, "waiting": waiting, "release": date.fromisoformat(release) if release else None}),
        supply=Supply(**stored["supply"]),
        payments=tuple(Payment(date.fromisoformat(day), *rest) for day, *rest in stored["payments"]),
        taxes=tuple(
            TaxRule(name, every, date.fromisoformat(first), due, Decimal(share))
            for name, every, first, due, share in stored["taxes"]
        ),
        opening=Opening(cash["amount"], date.fromisoformat(cash["stated_on"]), ()) if cash else None,
    )


def _recent(values: list[float]) -> NDArray[np.float64]:
    """Return the last days of `values`, as many as the cash layer looks back; 0 before the first."""
    kept = values[-KEPT_RECENT:]
    return np.concatenate((np.zeros(KEPT_RECENT - len(kept)), kept))
