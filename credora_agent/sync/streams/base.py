"""What a stream is: one kind of one platform's records, read a page or a window at a time, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from credora_agent.ledger.entries import Category, Cost, Rate, Record, Rejected, Window
    from credora_agent.ledger.platform_rows import AdDayRow, CampaignRow, PayoutRow, VariantRow
    from credora_agent.sync.normalize.findings import Finding

OVERLAP = timedelta(minutes=10)
"""How far each reading of changes reaches back over the one before: a child may be changed after its parent."""
SETTLING = timedelta(minutes=2)
"""How old a change is before it is read: the platforms' lists lag behind themselves."""
HOURLY = timedelta(hours=1)
REJECTED = "rejected_record"
"""The finding that a record could not be booked; its subject is the platform's id, or the stream's name."""


@dataclass(frozen=True, slots=True)
class Source:
    """Whose stream is read, and when: all a step may know beside its client and its cursor.

    `currency` and `zone` are the account's own; `told_at` is where the platform can tell us of changes; `salt` is the
    shop's, for what must tell people apart and name none; `reach` is the moment up to which the stream this one goes
    `after` has been read, None before it was once.
    """

    platform: str
    account: str
    currency: str
    zone: ZoneInfo
    scopes: frozenset[str]
    now: datetime
    told_at: str | None = None
    salt: bytes = field(default=b"", repr=False)
    reach: datetime | None = None

    @property
    def today(self) -> date:
        """Return the present day where the account is."""
        return self.now.astimezone(self.zone).date()

    @property
    def settled(self) -> datetime:
        """Return the moment up to which changes can be read."""
        return self.now - SETTLING


class Account(NamedTuple):
    """What an account says of itself."""

    name: str
    currency: str
    timezone: str
    scopes: tuple[str, ...]


class Standing(NamedTuple):
    """The numbers of all orders above one number and up to another, as the platform lists them."""

    above: str
    upto: str
    numbers: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step read, and where the next one goes on; all of it is written in one transaction, or none.

    `done` ends the round: the stream is next due after its cadence. `wait` is the seconds until the platform can
    have more. `covered_until` is the moment up to which, and `covered_from` the moment from which, the books hold
    all there is once this step is written. `checked` are the findings this step looked for, subjects by kind (None:
    whatever the subject): those of them not in `findings` hold no longer.
    """

    cursor: Mapping[str, Any]
    doing: str
    done: bool = False
    wait: float = 0
    records: Sequence[Record | Rejected] = ()
    replaces: Window | None = None
    orders_gone: Sequence[str] = ()
    standing: Standing | None = None
    costs: Sequence[Cost] = ()
    rates: Sequence[Rate] = ()
    variants: Sequence[VariantRow] = ()
    payouts: Sequence[PayoutRow] = ()
    ad_days: Sequence[AdDayRow] = ()
    campaigns: Sequence[CampaignRow] = ()
    customers: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    rows: int = 0
    progress: tuple[int, int | None] | None = None
    covered_from: datetime | None = None
    covered_until: datetime | None = None
    findings: Sequence[Finding] = ()
    checked: Mapping[str, Collection[str] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of a platform: how it is read, what must be granted for it, and how often it is read.

    `provides` are the categories of which it delivers all there are. `rewound` returns the cursor from which the
    stream is read again from a day on. `settled` joins the cursor that stands by the time a step is written with the
    one the step began from and the one it ends with; they differ only where hints arrive meanwhile. What is read says
    something about the rows of the stream named by `after`, and reaches no further than that one does.
    """

    name: str
    step: Callable[[Any, Mapping[str, Any], Source], Awaitable[Step]]
    rewound: Callable[[Mapping[str, Any], date, Source], Mapping[str, Any]]
    needs: tuple[str, ...] = ()
    provides: tuple[Category, ...] = ()
    cadence: timedelta = HOURLY
    on_hint: bool = False
    after: str | None = None
    settled: Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]] = (
        lambda _stored, _began, ended: ended
    )


def kept(cursor: Mapping[str, Any], _since: date, _source: Source) -> Mapping[str, Any]:
    """Return the cursor as it is: the stream is read whole at every round anyway."""
    return cursor


def written(moment: datetime) -> str:
    """Return a moment as a cursor keeps it."""
    return moment.astimezone(UTC).isoformat()


def read(text: str) -> datetime:
    """Return the moment a cursor keeps."""
    return datetime.fromisoformat(text)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment a day begins in `zone`."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def local(text: str, zone: ZoneInfo) -> date:
    """Return the day of a platform's timestamp in `zone`."""
    return datetime.fromisoformat(text).astimezone(zone).date()


def span(start: object, end: object) -> str:
    """Return a window in words, for the run log."""
    return f"{start} to {end}"


def number(gid: str) -> str:
    """Return the number at the end of a platform's global id."""
    return gid.rpartition("/")[2]
