"""A sheet: rows of figures under columns that say their formula; products, campaigns, cohorts, budgets are sheets."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import Unit
from credora_agent.reports.schemas import Plain, Range, Schema


class Column(Schema):
    """What the values under a heading are; `id` is a metric of the registry where it is one.

    Money is in the line's own currency unless `currency` names another.
    """

    id: str
    label: str
    unit: Unit
    formula: str
    currency: str | None = None


class Behind(Schema):
    """Where the rows behind a line of a sheet are found: the arguments of `cfo_entries`, beside the metric."""

    start: date
    end: date
    sku: str | None = None
    campaign: str | None = None
    order: str | None = None


class SheetRow(Schema):
    """One line: a value for each column that has one; what is not recorded has none.

    `bounds` names the values that are not exact, `marks` what a reader must see beside the line ("few sales",
    "provisional", "tied with …"), `texts` what is said of it in words, `entries` counts the ledger rows behind it.
    `currency` is that of its money where it is not the sheet's. `tied` are the ids of what it goes with: a product's
    campaigns, a campaign's products.
    """

    id: str
    label: str
    values: dict[str, Plain | None]
    bounds: dict[str, Bound] = Field(default_factory=dict)
    marks: tuple[str, ...] = ()
    texts: dict[str, str] = Field(default_factory=dict)
    entries: int = 0
    behind: Behind | None = None
    currency: str | None = None
    tied: tuple[str, ...] = ()


class Sheet(Schema):
    """Lines in their order, and their total over all lines, shown or not.

    `left_out` counts lines cut from the end; `order` says what they are ordered by. A sheet given page by page says
    how many lines there are in `total_rows`, and where the next page begins in `next_cursor`; None on the last one.
    """

    title: str
    currency: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    total: SheetRow | None = None
    left_out: int = 0
    order: str = ""
    next_cursor: str | None = None
    total_rows: int | None = None


class SheetReport(Schema):
    """A sheet over a period of a shop's books.

    `rules` say how shared costs were given to lines, `notes` what is odd. `notable` are the lines an answer must speak
    of first, whether or not they are among those shown.
    """

    shop: str
    currency: str
    period: Range
    as_of: datetime | None
    ledger_version: int
    sheet: Sheet
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    notable: tuple[SheetRow, ...] = ()
