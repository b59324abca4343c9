"""What a forecast returns: figures, bands, odds, what was assumed, what leaves when, and how past ones did."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import Unit
from credora_agent.reports.schemas import Figure, Plain, Schema


class Band(Schema):
    """Percentiles of one sum or balance `days` days from the first, that is up to the end of `end`."""

    id: str
    label: str
    days: int
    end: date
    percentiles: dict[str, Plain]


class Fan(Schema):
    """Percentiles of each day: `values` has one row for each of `percents`, one value for each of `days`."""

    id: str
    label: str
    days: tuple[date, ...]
    percents: tuple[int, ...]
    values: tuple[tuple[Plain, ...], ...]


class Odds(Schema):
    """The part of futures in which cash falls below nought within so many days.

    Never 0 or 1: from finitely many futures that cannot be known, so `bound` says "at most 1 %" instead.
    """

    days: int
    share: Plain
    bound: Bound


class Step(Schema):
    """What moved the stated cash since it was stated."""

    label: str
    amount: Plain


class Opening(Schema):
    """Cash when the forecast begins: what was stated, and how it was moved on."""

    amount: Plain
    stated: Plain
    stated_on: date
    accounts: tuple[str, ...]
    steps: tuple[Step, ...]


class Assumption(Schema):
    """One assumption, its source and sample, and how to put another in its place; see analytics.cash.assumption."""

    id: str
    label: str
    value: Plain | None
    unit: Unit
    source: str
    sample: int
    sampled: str
    change: str


class Outflow(Schema):
    """A payment of a stated day; negative, as it leaves."""

    day: date
    name: str
    kind: str
    amount: Plain


class Flow(Schema):
    """What a category moves over the whole horizon, on average."""

    id: str
    label: str
    amount: Plain


class Scored(Schema):
    """One past forecast of a sum and what happened: its 80 % band, its median, what came."""

    made_for: date
    days: int
    low: Plain
    median: Plain
    high: Plain
    actual: Plain


class Track(Schema):
    """How past forecasts of sums of `days` days did. `kind` is "given" or "backtest" of the model on older days.

    `inside80` and `inside95` count those whose band held what happened; windows may overlap.
    """

    kind: str
    days: int
    forecasts: int
    inside80: int
    inside95: int
    median_error: Plain | None
    latest: Scored | None = None


class Budget(Schema):
    """What the merchant budgeted for a line in a month."""

    line: str
    label: str
    month: date
    amount: Plain


class Outlook(Schema):
    """A forecast of sales and cash.

    `reach` is none, short, seasonless or full: what the history carries. With none there are neither bands nor fans,
    only what the merchant planned. `books_until` is the last day learnt from, `tax_owed` the mean sales tax collected
    and not paid on at the end. Without an `opening` cash is told as its change from now on. `as_of` is when the
    books last changed; the numbers under `id` are stored, with all they were made from.
    """

    shop: str
    currency: str
    today: date
    first_day: date
    books_until: date
    horizon_days: int
    reach: str
    history_days: int
    paths: int
    seed: int
    model_version: str
    ledger_version: int
    detail_version: int
    as_of: datetime | None
    id: UUID | None
    figures: tuple[Figure, ...]
    bands: tuple[Band, ...] = ()
    fans: tuple[Fan, ...] = ()
    odds: tuple[Odds, ...] = ()
    lowest_day: date | None = None
    early_runway_days: int | None = None
    opening: Opening | None = None
    flows: tuple[Flow, ...] = ()
    tax_owed: Plain | None = None
    outflows: tuple[Outflow, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    budgets: tuple[Budget, ...] = ()
    tracks: tuple[Track, ...] = ()
    notes: tuple[str, ...] = ()


class Scoring(Schema):
    """What `score_forecasts` did: forecasts that got a score now, and the record since."""

    scored: int
    tracks: tuple[Track, ...]
