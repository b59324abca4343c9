"""Turning simulated futures into what a forecast returns, and into what is stored of it. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from credora_agent.analytics.cash.calendar import payments, stock_payments
from credora_agent.analytics.cash.outcome import outcome
from credora_agent.analytics.cash.paths import cash_paths
from credora_agent.analytics.figure import Bound
from credora_agent.analytics.forecast.bands import PERCENTS, percentiles
from credora_agent.analytics.metrics import METRICS, REGISTRY
from credora_agent.core.money import to_decimal
from credora_agent.reports import outlook, schemas
from credora_agent.reports.forecast_record import stored_inputs, stored_result, sums_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from credora_agent.analytics.cash.assumptions import Known
    from credora_agent.analytics.cash.baseline import Baseline
    from credora_agent.analytics.cash.outcome import Outcome
    from credora_agent.analytics.cash.paths import CashPaths
    from credora_agent.reports.futures import Standing

TOLD = (28, 90)
FAN_PATHS = 4_000
"""Futures that the percentiles of single days' sales are read from: they are drawn, and no sum follows from them."""
COVERED = 0.8
"""The part of net sales whose unit cost must be known for a profit to be told."""
COST_KINDS = frozenset({"operating", "payroll", "rent", "marketing"})
CENT, PERCENT = Decimal("0.01"), Decimal("0.01")
LABELS = {
    "sales": "Sales paid by customers, with tax",
    "refunds": "Refunds",
    "fees": "Payment fees",
    "fulfilment": "Fulfilment",
    "stock": "Stock",
    "sales_tax": "Sales tax paid on or set aside",
    "reserve": "Reserve held back or freed",
    "ad_spend": "Ad spend",
    "on_the_way": "Payouts of sales already made",
    "operating": "Operating costs",
    "financing": "Loans and interest",
    "owner": "Owner",
    "tax": "Other taxes",
    "marketing": "Other marketing",
}


class Asked(NamedTuple):
    """One question for a forecast."""

    today: date
    horizon: int
    paths: int
    seed: int


class Made(NamedTuple):
    """A forecast's answer, and what is stored of it: inputs and result."""

    answer: outlook.Outlook
    inputs: dict[str, Any]
    result: dict[str, Any]


def made(known: Known, base: Baseline, asked: Asked, standing: Standing) -> Made:
    """Return the forecast that `base` leads to; with too short a history what the merchant planned instead."""
    answer = _frame(known, base, asked, standing)
    if base.inputs is None:
        return Made(answer, {}, {})
    cash = cash_paths(base.inputs)
    found = outcome(base.inputs, cash)
    sums = sums_of(base.inputs)
    told = _Told(known, base, cash, found, sums)
    answer = answer.model_copy(
        update={
            "paths": len(base.inputs.sales),
            "figures": told.figures(),
            "bands": told.bands(),
            "fans": told.fans(),
            "odds": told.odds(),
            "lowest_day": found.low.day if found.low else None,
            "early_runway_days": found.ruin.early if found.ruin else None,
            "opening": told.opening(),
            "flows": told.flows(),
            "tax_owed": _cents(float(cash.tax_owed[-1])),
            "outflows": _outflows(found.outflows),
            "assumptions": told.assumptions(),
        }
    )
    return Made(answer, stored_inputs(base), stored_result(sums, found))


def _frame(known: Known, base: Baseline, asked: Asked, standing: Standing) -> outlook.Outlook:
    return outlook.Outlook(
        shop=known.books.shop,
        currency=known.books.currency,
        today=asked.today,
        first_day=known.first_day,
        books_until=known.sales_from - timedelta(days=1),
        horizon_days=base.horizon or asked.horizon,
        reach=base.model.reach,
        history_days=base.model.history.days,
        paths=0,
        seed=asked.seed,
        model_version=base.model.version,
        ledger_version=standing.ledger,
        detail_version=standing.detail,
        as_of=known.books.as_of,
        id=None,
        figures=(),
        notes=tuple(dict.fromkeys(base.notes)),
    )


class _Told:
    """One forecast's parts as they are returned."""

    def __init__(
        self, known: Known, base: Baseline, cash: CashPaths, found: Outcome, sums: Mapping[int, NDArray[np.float64]]
    ) -> None:
        assert base.inputs is not None  # noqa: S101 - made() sees to it
        self._known, self._base, self._inputs = known, base, base.inputs
        self._cash, self._found, self._sums = cash, found, sums
        self._percentiles = {mark: percentiles(values) for mark, values in sums.items()}
        self._first = known.first_day

    def figures(self) -> tuple[schemas.Figure, ...]:
        horizon, found = self._base.horizon, self._found
        marks = [mark for mark in TOLD if mark in self._sums] or [horizon]
        shown = [self._figure("sales_ahead", mark, self._median(self._percentiles[mark])) for mark in marks]
        shown += [self._profit(mark) for mark in marks]
        if found.ruin is None or found.low is None:
            shown.append(self._figure("cash_change", horizon, float(found.band(50)[-1]), (NO_CASH,)))
        else:
            share, bound = odds(found.ruin.within[horizon])
            shown.append(self._figure("cash_risk", horizon, share, bound=bound))
            shown.append(self._figure("lowest_cash", horizon, found.low.median))
            beyond = () if found.ruin.runway else (f"Not within the {horizon} days looked at.",)
            shown.append(self._figure("runway", horizon, found.ruin.runway, beyond))
        short = () if found.burn is not None else ("Less than four weeks are looked at.",)
        shown.append(self._figure("burn", min(horizon, 91), found.burn, short))
        return tuple(shown)

    def bands(self) -> tuple[outlook.Band, ...]:
        name, label = ("cash", "Cash") if self._cash.opening is not None else ("cash_change", "Change in cash")
        said = []
        for mark, values in self._percentiles.items():
            end = self._first + timedelta(days=mark - 1)
            said.append(_band("sales", "Sales", mark, end, values))
            said.append(_band(name, label, mark, end, self._found.bands[:, mark - 1]))
        return tuple(said)

    def fans(self) -> tuple[outlook.Fan, ...]:
        days = tuple(self._first + timedelta(days=n) for n in range(self._base.horizon))
        sales = percentiles(self._inputs.sales[:FAN_PATHS, self._inputs.behind :])
        name, label = ("cash", "Cash") if self._cash.opening is not None else ("cash_change", "Change in cash")
        return (
            outlook.Fan(id="sales", label="Sales a day", days=days, percents=PERCENTS, values=_rows(sales)),
            outlook.Fan(id=name, label=label, days=days, percents=PERCENTS, values=_rows(self._found.bands)),
        )

    def odds(self) -> tuple[outlook.Odds, ...]:
        if self._found.ruin is None:
            return ()
        said = ((days, *odds(share)) for days, share in self._found.ruin.within.items())
        return tuple(outlook.Odds(days=days, share=share, bound=bound) for days, share, bound in said)

    def opening(self) -> outlook.Opening | None:
        cash = self._inputs.opening
        if cash is None:
            return None
        return outlook.Opening(
            amount=_cents(cash.amount),
            stated=_cents(cash.stated),
            stated_on=cash.stated_on,
            accounts=cash.accounts,
            steps=tuple(outlook.Step(label=step.label, amount=_cents(step.amount)) for step in cash.steps),
        )

    def flows(self) -> tuple[outlook.Flow, ...]:
        sums = {name: float(flow.sum()) for name, flow in self._cash.mean_flows.items()}
        return tuple(
            outlook.Flow(id=name, label=LABELS.get(name, name.capitalize()), amount=_cents(amount))
            for name, amount in sorted(sums.items(), key=lambda flow: -flow[1])
            if round(amount, 2)
        )

    def assumptions(self) -> tuple[outlook.Assumption, ...]:
        return tuple(
            outlook.Assumption(
                id=each.id,
                label=each.label,
                value=None if each.value is None else Decimal(repr(round(each.value, 4))),
                unit=each.unit,
                source=each.source,
                sample=each.sample,
                sampled=each.sampled,
                change=each.change,
            )
            for each in self._base.found.assumptions
        )

    def _profit(self, mark: int) -> schemas.Figure:
        """Return the median net profit: it rises with sales alone, so it is that of the median sum."""
        rates, coverage = self._inputs.rates, self._base.found.coverage
        if rates.cogs is None or coverage is None or coverage < COVERED:
            note = "Unit costs are known for too little of what is sold."
            return self._figure("profit_ahead", mark, None, (note,), missing=("cogs",))
        kept = 1 - rates.refunds
        margin = kept * (1 - rates.cogs) - (rates.fees or 0) - (rates.fulfilment or 0)
        end = self._first + timedelta(days=mark - 1)
        fixed = float(self._inputs.ad_spend[:mark].sum()) + self._inputs.running * mark
        fixed -= sum(p.amount for p in self._inputs.payments if p.kind in COST_KINDS and p.day <= end)
        lacks = [name for name, value in (("fees", rates.fees), ("fulfilment", rates.fulfilment)) if value is None]
        bound = Bound.AT_MOST if lacks else Bound.EXACT
        value = self._median(self._percentiles[mark]) * margin - fixed
        return self._figure("profit_ahead", mark, value, missing=tuple(lacks), bound=bound)

    def _figure(  # noqa: PLR0913 - a figure is all of these
        self,
        metric: str,
        days: int,
        value: float | Decimal | None,
        notes: tuple[str, ...] = (),
        *,
        missing: tuple[str, ...] = (),
        bound: Bound = Bound.EXACT,
    ) -> schemas.Figure:
        known, entry = self._known, REGISTRY[metric]
        return schemas.Figure(
            id=f"{metric}_{days}d",
            metric=metric,
            label=f"{entry.label}, {days} days",
            value=value if isinstance(value, Decimal) or value is None else _whole(value),
            unit=entry.unit,
            currency=known.books.currency if entry.unit == "money" else None,
            start=self._first,
            end=self._first + timedelta(days=days - 1),
            formula=entry.formula,
            entries=0,
            as_of=known.books.as_of,
            coverage=Decimal(1),
            bound=bound,
            missing=missing,
            cost_coverage=None,
            notes=notes,
        )

    @staticmethod
    def _median(values: NDArray[np.float64]) -> float:
        return float(values[PERCENTS.index(50)])


NO_CASH = "From now on: what cash there is was not stated."


def odds(share: float) -> tuple[Decimal, Bound]:
    """Return a part of futures to the nearest percent, never 0 or 1 but at most 1 % or at least 99 %."""
    percent = Decimal(share).quantize(PERCENT, ROUND_HALF_EVEN)
    if percent < PERCENT:
        return PERCENT, Bound.AT_MOST
    if percent > 1 - PERCENT:
        return 1 - PERCENT, Bound.AT_LEAST
    return percent, Bound.EXACT


def planned_outflows(known: Known, asked: Asked) -> tuple[outlook.Outflow, ...]:
    """Return what the merchant's plan pays within the horizon."""
    end = known.first_day + timedelta(days=asked.horizon - 1)
    planned = payments(known.plan.payments, known.first_day, end)
    return _outflows(sorted((*planned, *stock_payments(known.plan.stock_orders, known.first_day, end))))


def budgets(known: Known) -> tuple[outlook.Budget, ...]:
    """Return what was budgeted for this month and later ones."""
    month = known.first_day.replace(day=1)
    return tuple(
        outlook.Budget(
            line=line.line,
            label=METRICS[line.line].label if line.line in METRICS else line.line,
            month=line.month,
            amount=to_decimal(line.amount),
        )
        for line in known.plan.budgets
        if line.month >= month
    )


def _outflows(found: Sequence[Any]) -> tuple[outlook.Outflow, ...]:
    return tuple(
        outlook.Outflow(day=each.day, name=each.name, kind=each.kind, amount=_cents(each.amount)) for each in found
    )


def _band(name: str, label: str, days: int, end: date, values: NDArray[np.float64]) -> outlook.Band:
    found = {f"p{percent}": _whole(float(value)) for percent, value in zip(PERCENTS, values, strict=True)}
    return outlook.Band(id=name, label=label, days=days, end=end, percentiles=found)


def _rows(values: NDArray[np.float64]) -> tuple[tuple[Decimal, ...], ...]:
    cents = np.rint(np.asarray(values, dtype=np.float64) * 100).astype(np.int64).tolist()
    return tuple(tuple(Decimal(value).scaleb(-2) for value in row) for row in cents)


def _cents(value: float) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_EVEN)


def _whole(value: float) -> Decimal:
    """Return an amount, or days, to the unit: finer it is not known."""
    return Decimal(value).quantize(Decimal(1), ROUND_HALF_EVEN)
