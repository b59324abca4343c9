"""What a what-if returns: break-evens first, then both sides over the same futures, and what they hang on."""

from __future__ import annotations

from datetime import date, datetime

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import Unit
from credora_agent.reports.schemas import Plain, Schema


class Spread(Schema):
    """What one future in ten is below, half are, and nine in ten are."""

    low: Plain
    middle: Plain
    high: Plain


class BreakEven(Schema):
    """What a change asks for so that profit does not fall; exact arithmetic on the shop's own books.

    `values` hold amounts in currency units, shares as fractions and days, each by its name; see
    analytics.whatif.thresholds. `bound` says how they stand to the truth while `missing` is not recorded.
    """

    kind: str
    subject: str
    values: dict[str, Plain | None]
    formula: str
    bound: Bound
    missing: tuple[str, ...]


class ScenarioRow(Schema):
    """One line of the P&L over the horizon; the difference is taken path by path, so it is sharper than its sides."""

    metric: str
    label: str
    unit: Unit
    baseline: Spread
    scenario: Spread
    difference: Spread
    bound: Bound
    difference_bound: Bound
    missing: tuple[str, ...]


class CashSide(Schema):
    """The lowest point of cash, the day it falls on in the middle of futures, and the share that goes below nought."""

    lowest: Spread
    day: date
    below_zero: Plain | None


class CashCourse(Schema):
    """Cash at the end of each day: what a tenth of futures is below, half are, and nine tenths are."""

    low: tuple[Plain, ...]
    middle: tuple[Plain, ...]
    high: tuple[Plain, ...]


class CashEffect(Schema):
    """Cash in both, with the `courses` of both from the first day on.

    Without a known balance `known` is false, and cash is told against today's.
    """

    known: bool
    baseline: CashSide
    scenario: CashSide
    difference: Spread
    end: Spread
    courses: tuple[CashCourse, CashCourse]


class Assumption(Schema):
    """What is assumed, as its 10 %, 50 % and 90 % quantiles; `source` is "own data", "prior" or "you said"."""

    id: str
    label: str
    low: Plain
    middle: Plain
    high: Plain
    source: str
    basis: str
    option: str


class Swing(Schema):
    """What net profit differs by when one assumption is low or high and all others are in the middle."""

    id: str
    label: str
    low: Plain
    high: Plain


class Shelf(Schema):
    """Mean days without enough stock of a SKU, and units lost to that, before and after."""

    sku: str
    short_days_before: Plain
    short_days_after: Plain
    lost_units_before: Plain
    lost_units_after: Plain


class Scenario(Schema):
    """A what-if. `rows`, `cash` and the rest are empty when the history carries no forecast; notes say why.

    `verdict` is up, down, same, cannot_tell or none; `better` the share of futures with a higher net profit.
    `confidence` is arithmetic, own data, you said, or assumption.
    """

    shop: str
    currency: str
    today: date
    first_day: date
    horizon_days: int
    window_days: int
    paths: int
    seed: int
    model_version: str
    ledger_version: int
    as_of: datetime | None
    break_evens: tuple[BreakEven, ...]
    rows: tuple[ScenarioRow, ...] = ()
    cash: CashEffect | None = None
    verdict: str = "none"
    better: Plain | None = None
    confidence: str = "arithmetic"
    assumptions: tuple[Assumption, ...] = ()
    tornado: tuple[Swing, ...] = ()
    shelves: tuple[Shelf, ...] = ()
    notes: tuple[str, ...] = ()
