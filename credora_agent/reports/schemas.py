"""What reports return, at the edge: JSON with money as plain decimal strings."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import Unit


def plain(value: Decimal) -> str:
    """Return a decimal without exponent, without trailing zeros beyond the second place."""
    text = format(value, "f")
    if "." not in text:
        return text
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


Plain = Annotated[Decimal, PlainSerializer(plain, return_type=str, when_used="json")]
"""A decimal that JSON carries as a plain string."""


class Schema(BaseModel):
    """A frozen result, buildable from the dataclass of the same shape."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Range(Schema):
    """Days from start to end, both included, in the shop's time zone."""

    start: date
    end: date


class Figure(Schema):
    """One value, with all a reader needs to trust or doubt it; see analytics.figure.

    `entity` is the product, campaign, account or cohort it is of, where it is not of the shop as a whole.
    """

    id: str
    metric: str
    label: str
    entity: str | None = None
    value: Plain | None
    unit: Unit
    currency: str | None
    start: date
    end: date
    formula: str
    entries: int
    as_of: datetime | None
    coverage: Plain
    bound: Bound
    missing: tuple[str, ...]
    cost_coverage: Plain | None
    notes: tuple[str, ...]


class Change(Schema):
    """How a figure moved from its base: delta in its unit, ratio as a fraction of |base|; see analytics.compare."""

    delta: Plain | None
    ratio: Plain | None
    bound: Bound = Bound.EXACT


class Line(Schema):
    """One metric over the asked period, its parts in time if any, and the period it is compared with."""

    id: str
    label: str
    unit: Unit
    total: Figure
    parts: tuple[Figure, ...] = ()
    compare: Figure | None = None
    change: Change | None = None


class Report(Schema):
    """Lines of the books over a period: a whole statement, or the metrics asked for.

    `ranking` names the order when `parts` are a ranking instead of a series. `notes` are sentences that hold
    for the report as a whole.
    """

    shop: str
    currency: str
    period: Range
    by: str
    compare: Range | None
    basis: str = "accrual"
    as_of: datetime | None
    ledger_version: int
    lines: tuple[Line, ...]
    cogs_coverage: Figure
    ranking: str | None = None
    notes: tuple[str, ...] = ()


class SourceTotal(Schema):
    """What one source states in one currency for the period."""

    connection: str
    currency: str
    stated: Plain
    records: int


class Step(Schema):
    """One step of the bridge; `running` is the total in the shop's currency after it, None while abroad."""

    id: str
    label: str
    amount: Plain
    currency: str
    running: Plain | None
    entries: int


class Held(Schema):
    """What the ledger holds of one category, in the shop's currency."""

    category: str
    label: str
    amount: Plain
    entries: int


class PayoutCheck(Schema):
    """One payout to the bank beside its balance rows, the transfer itself not among them."""

    payout_id: str
    day: date
    status: str
    net: Plain
    rows: int
    rows_net: Plain
    difference: Plain
    transfer: Plain | None


class Settling(Schema):
    """A payments account over the period, in its own currency; see analytics.settling.

    `sales` bridges from booked sales to what was charged less refunded, `bank` from there to payouts and what still
    waits. Each ends at nought but for what is unexplained.
    """

    account: str
    currency: str
    sales: tuple[Step, ...]
    sales_unexplained: Plain
    bank: tuple[Step, ...]
    bank_unexplained: Plain
    payouts: tuple[PayoutCheck, ...]
    notes: tuple[str, ...] = ()


class AdAccount(Schema):
    """What an ad account's campaigns add up to over the period, and what the ledger holds of it, in its own currency.

    `difference` is spend less booked. `converted` is in the shop's currency. `missing_days` counts days between its
    first and last without any campaign's row; `restated_days` those that once said otherwise.
    """

    platform: str
    account: str
    name: str | None
    currency: str
    spend: Plain
    booked: Plain
    difference: Plain
    converted: Plain
    unconverted: int
    entries: int
    first_day: date | None
    last_day: date | None
    days: int
    missing_days: int
    restated_at: datetime | None
    restated_days: int


class Reconciliation(Schema):
    """The bridge from the sources' control total to net profit; see analytics.reconcile.

    `agrees` is true when the bridge, which adds up ledger rows, ends at the P&L's net profit, which reads daily
    sums, and nothing was booked otherwise than stated.
    """

    shop: str
    currency: str
    period: Range
    control_total: Plain
    sources: tuple[SourceTotal, ...]
    steps: tuple[Step, ...]
    difference: Plain
    net_profit: Figure
    agrees: bool
    held: tuple[Held, ...]
    shopify_gross_profit: Plain | None
    shopify_total_sales: Plain
    as_of: datetime | None
    ledger_version: int
    notes: tuple[str, ...] = ()
    settlements: tuple[Settling, ...] = ()
    ad_accounts: tuple[AdAccount, ...] = ()


class Entry(Schema):
    """One ledger row: what it says, and the source record it comes from.

    `origin` says in words where that record is found; `file` and `row` are None where a platform gave it.
    """

    id: int
    day: date
    occurred_at: datetime
    category: str
    component: str
    amount: Plain
    currency: str
    reporting_amount: Plain | None
    fx_rate: Plain | None
    sku: str | None
    title: str | None
    quantity: int
    order: str | None
    version: int
    recorded_at: datetime
    source: str
    source_record: str
    origin: str
    file: str | None
    row: int | None
    record: Any


class Entries(Schema):
    """A page of the ledger rows behind a metric; count and sum are over all of them, not the page.

    With `sku`, `campaign` or `order` they are the rows of that one only.
    """

    shop: str
    currency: str
    metric: str
    sku: str | None = None
    campaign: str | None = None
    order: str | None = None
    period: Range
    total_entries: int
    total: Plain
    entries: tuple[Entry, ...]
    next_cursor: str | None
    as_of: datetime | None


class Version(Schema):
    """One version of a ledger row's component."""

    id: int
    version: int
    day: date
    category: str
    amount: Plain
    currency: str
    reporting_amount: Plain | None
    quantity: int
    voided: bool
    recorded_at: datetime
    superseded_by: int | None
    file: str | None


class Run(Schema):
    """One file that was taken in."""

    kind: str
    file_name: str
    rows_read: int
    rows_rejected: int
    entries_added: int
    entries_superseded: int
    finished_at: datetime


class Trouble(Schema):
    """What is wrong, and what to do about it."""

    code: str
    cause: str
    remedy: str


class StreamStatus(Schema):
    """How far one kind of a live source's records has come.

    `state` is idle, running, waiting, failed, degraded or off. `covered_until` is the moment up to which the books
    hold all there is; `lag_seconds` is how long ago that was, or how long ago the stream was last read to its end.
    """

    platform: str
    stream: str
    state: str
    doing: str | None
    last_good_at: datetime | None
    lag_seconds: int | None
    covered_from: datetime | None
    covered_until: datetime | None
    next_at: datetime | None
    rows_total: int
    rows_last: int
    progress_done: int | None
    progress_total: int | None
    failures: int
    error: Trouble | None


class Alert(Schema):
    """Something about a live source's data a person should know; `of_kind` counts all like it, shown or not."""

    kind: str
    subject: str
    says: str
    remedy: str
    detail: dict[str, Any]
    first_seen: datetime
    last_seen: datetime
    of_kind: int


class LiveSource(Schema):
    """One connected account. `state` is reading, current, behind, failed, needs_attention or disconnected."""

    id: str
    platform: str
    account: str
    name: str | None
    state: str
    sandbox: bool
    currency: str | None
    timezone: str | None
    missing_permissions: tuple[str, ...]
    problem: Trouble | None
    streams: tuple[StreamStatus, ...]
    alerts: tuple[Alert, ...]


class SyncStatus(Schema):
    """A shop's live sources at `at`."""

    shop: str
    at: datetime
    sources: tuple[LiveSource, ...]

    @property
    def streams(self) -> tuple[StreamStatus, ...]:
        """Return the streams of all live sources."""
        return tuple(stream for source in self.sources for stream in source.streams)


class Status(Schema):
    """What the books hold and how fresh they are."""

    shop: str
    currency: str
    timezone: str
    recorded: Range | None
    records: tuple[str, ...]
    lacks: tuple[str, ...]
    ledger_version: int
    as_of: datetime | None
    runs: tuple[Run, ...]
    sources: tuple[LiveSource, ...] = ()

    @property
    def streams(self) -> tuple[StreamStatus, ...]:
        """Return the streams of all live sources."""
        return tuple(stream for source in self.sources for stream in source.streams)
