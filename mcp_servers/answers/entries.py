"""Ledger rows as an answer: a page of them, their count and sum over all, each with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.analytics.metrics import METRICS
from credora_agent.core.quoting import cut, held, quoted
from credora_agent.telling.books import tell_entries
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, day, rows_behind, value
from mcp_servers.answers.paging import Page
from mcp_servers.answers.sheet import cell, cut_off
from mcp_servers.answers.text import Lines, composed, days, when

if TYPE_CHECKING:
    from credora_agent.reports.schemas import Entries, Entry

COLUMNS = (
    "id",
    "day",
    "category",
    "order",
    "sku",
    "title",
    "units",
    "amount",
    "currency",
    "reporting_amount",
    "origin",
)


def entries(report: Entries, asked: Any) -> Answer:
    """Return rows of the ledger, in the order of their days; `reporting_amount` only where the currency is not ours."""
    only = {"sku": report.sku, "campaign": report.campaign, "order": report.order}
    data = Envelope(
        shop=report.shop,
        currency=report.currency,
        period=report.period,
        totals={report.metric: report.total},
        columns=COLUMNS,
        rows=[_row(each, report.currency) for each in report.entries],
        total_rows=report.total_entries,
        next_cursor=report.next_cursor,
        as_of=report.as_of,
        sources=[rows_behind(report.metric, report.period, **only)],
        figures=[_figure(report)],
        notes=[],
        detail={name: each for name, each in {"metric": report.metric, **only}.items() if each},
    ).data()
    lines = Lines("day,what,item,units,amount", [_line(each) for each in report.entries])
    words = tell_entries(_brief(report)).words[:1]
    shown = Page(report.entries, 1, report.total_entries, report.next_cursor)
    later = bool(getattr(asked, "cursor", None))

    def foot(count: int) -> str:
        cut = cut_off(shown, count) if not later else _later(report, count)
        return f"{days(report.period)}; {report.currency}. {when(report.as_of)}{cut}"

    return Answer(composed(words, lines, (), foot), data)


def _later(report: Entries, count: int) -> str:
    """Return what a page after the first holds: a cursor of rows in SQL does not count those before."""
    more = f" Next: cursor={report.next_cursor}" if report.next_cursor else " This is the last page."
    rows = len(report.entries)
    return f" A later page: {count} of its {rows} rows here, {report.total_entries} in all; totals over all.{more}"


def _brief(report: Entries) -> Entries:
    """Return the report with no more rows than a teller needs whose table is not shown."""
    return report.model_copy(update={"entries": report.entries[:1]})


def _row(of: Entry, currency: str) -> list[Any]:
    return [
        of.id, day(of.day), of.category, held(of.order) if of.order else None, held(of.sku) if of.sku else None,
        cut(of.title) if of.title else None, of.quantity, value(of.amount), of.currency,
        value(of.reporting_amount) if of.currency != currency else None, cut(of.origin),
    ]  # fmt: skip


def _figure(report: Entries) -> dict[str, Any]:
    metric = METRICS[report.metric]
    whose = "".join(f":{held(each)}" for each in (report.sku, report.campaign, report.order) if each)
    return {
        "id": f"{report.metric}{whose}@{report.period.start}..{report.period.end}",
        "label": metric.label,
        "value": value(report.total),
        "unit": "money",
        "currency": report.currency,
        "formula": "Σ reporting amounts of the ledger rows",
        "entries": report.total_entries,
    }


def _line(of: Entry) -> str:
    item = quoted(of.title or of.sku or of.origin)
    return f"{of.day},{of.category},{item},{of.quantity or ''},{cell(of.amount, 'money', of.currency)} {of.currency}"
