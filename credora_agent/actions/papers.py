"""Reports as documents: which there are, what each needs, and the CSV and the words it becomes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from credora_agent.core.errors import BadInput
from credora_agent.core.period import Grain, Period, month_end
from credora_agent.ledger.load import ALL
from credora_agent.reports.export import books as books_csv
from credora_agent.reports.export.people import write_cohorts
from credora_agent.reports.export.why import write_findings
from credora_agent.reports.orders import Asked as OrdersAsked
from credora_agent.reports.payouts import Asked as PayoutsAsked
from credora_agent.telling import books, budget, cohorts, findings, forecast, goods, statement, storefront
from credora_agent.telling.blocks import Notice
from credora_agent.telling.phrasing import lowered
from credora_agent.telling.phrasing import period as period_named

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import date

    from credora_agent.core.caller import Caller
    from credora_agent.reports.schemas import Entries
    from credora_agent.reports.service import Reports
    from credora_agent.reports.sheets import SheetReport
    from credora_agent.telling.part import Part

LARGEST = 20_000_000
"""Bytes of a document."""
MOST_ROWS = 100_000
"""Lines of a document; about what LARGEST holds."""
ORDER_TEXTS, PAYOUT_TEXTS = ("day", "status"), ("status", "booked_as", "paid_in", "updated")
"""What lines of orders and payouts may say in words."""
LONGEST = 4_000
"""Characters of what a document says."""
CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class Ask:
    """One report to be made: over which days (None for one that is as of today), of which metric, as of which day."""

    reports: Reports
    me: Caller
    today: date
    period: Period | None = None
    metric: str | None = None

    @property
    def days(self) -> Period:
        """Return the days. Raises BadInput where none are given."""
        if self.period is None:
            raise BadInput("Over which days?", remedy="Give start and end.")
        return self.period


@dataclass(frozen=True, slots=True)
class Made:
    """A report made: a file's name and content, its rows below the heading, and what it says in words."""

    name: str
    kind: str
    content: bytes
    rows: int
    says: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A report that can be a document; `dated` when it is of days, `of_metric` when it is of one metric."""

    label: str
    write: Callable[[io.TextIOWrapper, Ask], Awaitable[Part]]
    dated: bool = True
    of_metric: bool = False


async def _pnl(file: io.TextIOWrapper, ask: Ask) -> Part:
    """By month; of one month or less, beside the days before."""
    months = (ask.days.start.year, ask.days.start.month) != (ask.days.end.year, ask.days.end.month)
    how: dict[str, Any] = {"by": Grain.MONTH} if months else {"compare": ask.days.previous()}
    found = await ask.reports.pnl(ask.me, ask.days, today=ask.today, **how)
    books_csv.write_report(file, found)
    return statement.tell(found)


async def _entries(file: io.TextIOWrapper, ask: Ask) -> Part:
    first: list[Entries] = []

    async def page_at(cursor: str | None) -> Entries:
        page = await entries_page(ask, cursor=cursor)
        first[:] = first or [page]
        return page

    await books_csv.write_entries(file, page_at)
    return books.tell_entries(first[0].model_copy(update={"next_cursor": None}))


async def entries_page(ask: Ask, *, cursor: str | None = None, limit: int = books_csv.PAGE) -> Entries:
    """Return a page of the ledger rows behind a metric. Raises BadInput where there are too many for a document."""
    metric = str(ask.metric)
    page = await ask.reports.entries(ask.me, metric, ask.days, only=ALL, cursor=cursor, limit=limit)
    _check_rows(page.total_entries)
    return page


async def _products(file: io.TextIOWrapper, ask: Ask) -> Part:
    found = await ask.reports.products(ask.me, ask.days, today=ask.today)
    books_csv.write_sheet(file, found.sheet)
    return goods.tell_products(found)


async def _orders(file: io.TextIOWrapper, ask: Ask) -> Part:
    return await _paged(
        file, ask, OrdersAsked(ask.days, ask.today, limit=books_csv.PAGE), ask.reports.orders, ORDER_TEXTS
    )


async def _payouts(file: io.TextIOWrapper, ask: Ask) -> Part:
    asked = PayoutsAsked(ask.days, ask.today, limit=books_csv.PAGE)
    return await _paged(file, ask, asked, ask.reports.payouts, PAYOUT_TEXTS)


async def _paged(
    file: io.TextIOWrapper,
    ask: Ask,
    asked: Any,
    report: Callable[[Caller, Any], Awaitable[SheetReport]],
    texts: Sequence[str],
) -> Part:
    """Write all pages of a sheet; what it says is said of all its lines."""
    first: list[SheetReport] = []

    async def page_at(cursor: str | None) -> SheetReport:
        page = await report(ask.me, replace(asked, cursor=cursor))
        _check_rows(page.sheet.total_rows or 0)
        first[:] = first or [page]
        return page

    await books_csv.write_pages(file, page_at, texts)
    tell = storefront.tell_orders if isinstance(asked, OrdersAsked) else storefront.tell_payouts
    return tell(first[0])


def _check_rows(count: int) -> None:
    if count > MOST_ROWS:
        raise BadInput(
            f"{count:,} rows are more than a document holds ({MOST_ROWS:,}).",
            remedy="Ask for fewer days, or write them all to a file at the command line by --csv.",
        )


async def _campaigns(file: io.TextIOWrapper, ask: Ask) -> Part:
    found = await ask.reports.campaigns(ask.me, ask.days, today=ask.today)
    books_csv.write_sheet(file, found.sheet)
    return goods.tell_campaigns(found)


async def _budget(file: io.TextIOWrapper, ask: Ask) -> Part:
    """Budgets are of months: of all those the days lie in."""
    months = Period(ask.days.start.replace(day=1), month_end(ask.days.end))
    found = await ask.reports.budget(ask.me, months, today=ask.today)
    books_csv.write_sheet(file, found.sheet)
    return budget.tell_budget(found)


async def _inventory(file: io.TextIOWrapper, ask: Ask) -> Part:
    found = await ask.reports.inventory(ask.me, today=ask.today)
    books_csv.write_sheet(file, found.sheet)
    return goods.tell_inventory(found)


async def _findings(file: io.TextIOWrapper, ask: Ask) -> Part:
    found = await ask.reports.findings(ask.me, today=ask.today)
    write_findings(file, found)
    return findings.tell_findings(found)


async def _forecast(file: io.TextIOWrapper, ask: Ask) -> Part:
    found = await ask.reports.forecast(ask.me, today=ask.today)
    books_csv.write_outlook(file, found)
    return forecast.tell(found)


async def _cohorts(file: io.TextIOWrapper, ask: Ask) -> Part:
    found = await ask.reports.cohorts(ask.me, today=ask.today)
    write_cohorts(file, found)
    return cohorts.tell_cohorts(found)


PAPERS: dict[str, Paper] = {
    "pnl": Paper("profit and loss statement", _pnl),
    "entries": Paper("ledger rows", _entries, of_metric=True),
    "products": Paper("product report", _products),
    "campaigns": Paper("campaign report", _campaigns),
    "orders": Paper("list of orders", _orders),
    "payouts": Paper("list of payouts", _payouts),
    "budget": Paper("budget against actual", _budget),
    "inventory": Paper("stock list", _inventory, dated=False),
    "findings": Paper("findings", _findings, dated=False),
    "forecast": Paper("forecast", _forecast, dated=False),
    "cohorts": Paper("cohorts", _cohorts, dated=False),
}
"""Every report that can be a document, by its name: one more is a line here."""


def paper_called(name: str, metric: str | None) -> Paper:
    """Return the report of that name. Raises BadInput when there is none, or when it lacks a metric."""
    paper = PAPERS.get(name)
    if paper is None:
        raise BadInput(f"There is no report {name[:40]!r} to write.", remedy=f"Use one of: {', '.join(PAPERS)}.")
    if paper.of_metric and metric is None:
        raise BadInput("The rows behind which metric?", remedy="Give a metric, e.g. returns.")
    return paper


async def made(name: str, ask: Ask) -> Made:
    """Return the report as a document. Raises BadInput for one that is too large, and what the report raises."""
    paper = paper_called(name, ask.metric)
    raw = _Bounded()
    file = io.TextIOWrapper(raw, encoding="utf-8", newline="")
    part = await paper.write(file, ask)
    file.flush()
    content = raw.getvalue()
    of = [name, *([str(ask.metric)] if paper.of_metric else [])]
    dates = [str(ask.days.start), str(ask.days.end)] if paper.dated else [str(ask.today)]
    return Made("-".join([*of, *dates]) + ".csv", name, content, _rows(content), _said(part))


def title(name: str, metric: str | None, days: str) -> str:
    """Return a report with its days as it is said: "profit and loss statement of November 2026"."""
    paper = PAPERS[name]
    of = f"{paper.label} behind {lowered(str(metric).replace('_', ' '))}" if paper.of_metric else paper.label
    return f"{of} of {days}" if paper.dated else of


def days_named(period: Period) -> str:
    """Return days as they are said."""
    return period_named(period.start, period.end)


def _said(part: Part) -> str:
    notes = [block.text for block in part.blocks if isinstance(block, Notice)]
    text = "\n".join([" ".join(part.words), *notes])
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _rows(content: bytes) -> int:
    return max(0, sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""))) - 1)


class _Bounded(io.BytesIO):
    """Bytes in memory, no more than a document may have."""

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > LARGEST:
            raise BadInput(f"It is larger than a document may be ({LARGEST // 10**6} MB).", remedy="Ask for less.")
        return super().write(data)
