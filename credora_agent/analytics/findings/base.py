"""A finding: what in the books is worth a person's attention, its evidence, and all that rules may look at. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.core.period import Period
from credora_agent.core.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    import numpy as np
    from numpy.typing import NDArray

    from credora_agent.analytics.campaigns.decay import Decay
    from credora_agent.analytics.figure import Figure
    from credora_agent.analytics.inventory.demand import Rate
    from credora_agent.analytics.metrics import Unit
    from credora_agent.analytics.products.lines import Line, Shop
    from credora_agent.analytics.products.ties import Tie
    from credora_agent.ledger.adverts import CampaignDays
    from credora_agent.ledger.goods import Stock, UnitCost
    from credora_agent.ledger.plans import Plan

RECENT = 4
"""Weeks that count as now."""
MONTH = 30
"""Days of a month, where money at stake is told a month."""
LONG = 91
"""Days products and campaigns are judged over: whole weeks, a quarter."""


class Confidence(StrEnum):
    """How sure a finding is; what is less sure than this is not told at all."""

    HIGH = "high"
    MEDIUM = "medium"


class Evidence(NamedTuple):
    """A figure a finding rests on, in raw units (micros, counts, plain shares), and where its rows are.

    `metric` is None where no ledger row is behind it.
    """

    label: str
    value: int | float | Decimal
    unit: Unit
    period: Period | None = None
    metric: str | None = None
    sku: str | None = None
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    `subject` is what it is about, `edition` what makes a new finding of the same rule and subject: a dismissed one
    comes back when its edition changes. `at_stake` is micros a month, None where nobody can say, by what `basis` says.
    `sample` counts what it rests on. `next_step` is a command.
    """

    rule: str
    subject: str
    edition: str
    title: str
    says: str
    evidence: tuple[Evidence, ...]
    confidence: Confidence
    sample: int
    sampled: str
    at_stake: int | None = None
    basis: str = ""
    since: date | None = None
    next_step: str = ""
    good: bool = False

    @property
    def key(self) -> str:
        """Return what names it for good: rule, subject, and what makes a new one."""
        return f"{self.rule}:{self.subject}:{self.edition}"


class Foretold(NamedTuple):
    """What the newest stored forecast says of cash, in micros: its lowest point, and the odds of running out.

    `lowest` is the median of the futures' lowest cash, `early` what one in ten is below, `day` when it most often
    falls; `ruin` has the odds of running out by days ahead.
    """

    made_for: date
    opening: int
    day: date
    lowest: int
    early: int
    ruin: Mapping[int, float]


class Withheld(NamedTuple):
    """What a payment provider held back on a day: micros, negative when given free again."""

    day: date
    amount: int


class PaidOut(NamedTuple):
    """One payout and its state."""

    id: str
    day: date
    status: str
    net: int | None


class Buyer(NamedTuple):
    """The largest customer of a quarter, without a name: what they bought, and what all did, in micros."""

    largest: int
    known: int
    customers: int


class Stream(NamedTuple):
    """A live source's stream that is behind or failing, and since when."""

    source: str
    stream: str
    state: str
    says: str


class Watch(NamedTuple):
    """An alert somebody set: the figure over its days as it stands, and the threshold, as both are spoken.

    `span` names the days, `upto` is the last day of which all is known that the figure rests on, None where nothing of
    it flows every day.
    """

    id: str
    name: str
    above: bool
    threshold: Decimal
    span: str
    figure: Figure
    upto: date | None


@dataclass(frozen=True, slots=True)
class Seen:
    """All that rules look at, of one shop on one day; whole weeks up to yesterday, the newest last.

    `weeks` counts those that lie within the books. `shop` has int64 micros (or counts, for "orders" and "units") a
    week, shape (weeks,); `skus` the same of goods, shape (SKUs, `sku_weeks`). `days` are orders by day, newest last.
    `lines`, `ties` and `sums` are of the last quarter, `ads` of the last year.
    """

    today: date
    currency: str
    weeks: int
    shop: Mapping[str, NDArray[np.int64]] = field(repr=False)
    days: NDArray[np.int64] = field(repr=False)
    sku_names: tuple[str, ...] = ()
    skus: Mapping[str, NDArray[np.int64]] = field(default_factory=dict, repr=False)
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)
    lines: tuple[Line, ...] = field(default=(), repr=False)
    sums: Shop | None = None
    ties: Mapping[str, Tie] = field(default_factory=dict)
    ads: CampaignDays | None = None
    decays: Mapping[str, Decay] = field(default_factory=dict)
    costs: tuple[UnitCost, ...] = field(default=(), repr=False)
    stock: tuple[Stock, ...] = field(default=(), repr=False)
    rates: Mapping[str, Rate] = field(default_factory=dict, repr=False)
    plan: Plan | None = None
    foretold: Foretold | None = None
    withheld: tuple[Withheld, ...] = ()
    payouts: tuple[PaidOut, ...] = ()
    buyer: Buyer | None = None
    streams: tuple[Stream, ...] = ()
    watched: tuple[Watch, ...] = ()
    unconverted: int = 0
    missing: frozenset[str] = frozenset()

    @property
    def last(self) -> date:
        """Return the last whole day."""
        return self.today - timedelta(days=1)

    @property
    def quarter(self) -> Period:
        """Return the last thirteen weeks."""
        return Period(self.last - timedelta(days=LONG - 1), self.last)

    def recent(self, weeks: int = RECENT, *, ago: int = 0) -> Period:
        """Return so many weeks, ending so many weeks ago."""
        end = self.last - timedelta(days=7 * ago)
        return Period(end - timedelta(days=7 * weeks - 1), end)

    def title(self, sku: str) -> str:
        """Return what a SKU is called, as a sentence names it: in quotes."""
        return quoted(self.titles.get(sku) or sku)


def monthly(amount: float, days: int) -> int:
    """Return an amount over so many days as one a month."""
    return round(amount * MONTH / days)
