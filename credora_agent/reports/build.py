"""Turning what the arithmetic found into what reports return. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credora_agent.analytics.compare import change, ranked
from credora_agent.analytics.metrics import METRICS
from credora_agent.analytics.pnl import COLUMN, figures
from credora_agent.analytics.reconcile import BookedTotal, bridge, shopify_gross_profit, total_sales
from credora_agent.core.money import to_decimal
from credora_agent.core.period import Grain, Period, around
from credora_agent.ledger.entries import Category
from credora_agent.reports import schemas
from credora_agent.reports.origin import origin, title

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Row

    from credora_agent.analytics.figure import Figure
    from credora_agent.analytics.pnl import Told
    from credora_agent.analytics.reconcile import Bridge, SourceTotal
    from credora_agent.ledger.view import Books, DailyView

    Teller = Callable[[Sequence[Period]], list[Mapping[str, Told]]]

SHARED = tuple(name for name in schemas.Figure.model_fields if name not in {"start", "end", "entity"})
"""What a figure has in both forms."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the daily sums: which metrics, when, how finely, beside what, in which order."""

    period: Period
    metrics: tuple[str, ...]
    by: Grain = Grain.TOTAL
    compare: Period | None = None
    order: str | None = None
    limit: int | None = None


def report(
    books: Books, asked: Asked, view: DailyView, before: DailyView | None, told: Teller | None = None
) -> schemas.Report:
    """Return the report that answers `asked`; `before` holds the daily sums of the period compared with.

    `told` says of any periods what is known beside the ledger.
    """
    lines = _lines(books, asked, view, before, told or _nothing)
    coverage = figures(view, books, [asked.period], ["cogs_coverage"])[0][0]
    totals = [figure for line in lines for figure in (line.total, line.compare) if figure]
    return schemas.Report(
        shop=books.shop,
        currency=books.currency,
        period=date_range(asked.period),
        by=asked.by.value,
        compare=date_range(asked.compare) if asked.compare else None,
        as_of=books.as_of,
        ledger_version=books.version,
        lines=lines,
        cogs_coverage=_figure(coverage),
        ranking=asked.order,
        notes=tuple(dict.fromkeys(note for figure in totals for note in figure.notes)),
    )


def _nothing(periods: Sequence[Period]) -> list[Mapping[str, Told]]:
    return [{} for _ in periods]


def _lines(
    books: Books, asked: Asked, view: DailyView, before: DailyView | None, told: Teller
) -> tuple[schemas.Line, ...]:
    totals = figures(view, books, [asked.period], asked.metrics, told([asked.period]))[0]
    split = [] if asked.by is Grain.TOTAL else asked.period.split(asked.by)
    columns = figures(view, books, split, asked.metrics, told(split))
    bases: list[Figure | None] = [None] * len(totals)
    if before is not None and asked.compare is not None:
        bases = list(figures(before, books, [asked.compare], asked.metrics, told([asked.compare]))[0])
    return tuple(
        _line(total, _ordered([column[i] for column in columns], asked), base)
        for i, (total, base) in enumerate(zip(totals, bases, strict=True))
    )


def _ordered(parts: list[Figure], asked: Asked) -> list[Figure]:
    if asked.order is None:
        return parts
    if asked.order == "lowest_first":
        # A month cut short is no worst month; it stays only where there is no whole one.
        parts = [part for part in parts if _is_whole(part, asked.by)] or parts
    return ranked(parts, highest_first=asked.order != "lowest_first", limit=asked.limit)


def _is_whole(figure: Figure, by: Grain) -> bool:
    return figure.coverage == 1 and figure.period == around(figure.period.start, by)


def _line(total: Figure, parts: list[Figure], base: Figure | None) -> schemas.Line:
    return schemas.Line(
        id=total.metric,
        label=total.label,
        unit=total.unit,
        total=_figure(total),
        parts=tuple(_figure(part) for part in parts),
        compare=_figure(base) if base else None,
        change=schemas.Change.model_validate(change(total, base)) if base else None,
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """What a period's reconciliation starts from.

    `rejected` counts the rows of each order file that could not be booked when it was last taken in.
    """

    sources: list[SourceTotal]
    booked: list[BookedTotal]
    rejected: dict[str, int]


def reconciliation(books: Books, view: DailyView, period: Period, totals: Totals) -> schemas.Reconciliation:
    """Return the bridge from what the sources state to the net profit of the daily sums."""
    sources, booked = totals.sources, totals.booked
    found = bridge(books.currency, sources, booked)
    net_profit, coverage = figures(view, books, [period], ["net_profit", "cogs_coverage"])[0]
    ends_there = to_decimal(found.result) == (net_profit.value or Decimal(0))
    notes = [] if ends_there else ["The daily sums differ from the ledger: run `credora doctor`."]
    notes += [
        f"{name}: {rows:,} rejected as it was taken in, so in no total; importing the file again names each row."
        for name, rows in totals.rejected.items()
        if rows
    ]
    return schemas.Reconciliation(
        shop=books.shop,
        currency=books.currency,
        period=date_range(period),
        control_total=to_decimal(found.control_total),
        sources=tuple(
            schemas.SourceTotal(
                connection=s.connection, currency=s.currency, stated=to_decimal(s.stated), records=s.records
            )
            for s in sources
        ),
        steps=_steps(found, books.currency),
        difference=to_decimal(found.difference),
        net_profit=_figure(net_profit),
        agrees=ends_there and not found.differs,
        held=_held(booked),
        shopify_gross_profit=_costed_profit(view, period, booked) if coverage.value else None,
        shopify_total_sales=to_decimal(total_sales(booked)),
        as_of=books.as_of,
        ledger_version=books.version,
        notes=(*net_profit.notes, *notes),
    )


def _steps(found: Bridge, currency: str) -> tuple[schemas.Step, ...]:
    steps, running = [], 0
    for step in found.steps:
        running += step.amount if step.currency == currency else 0
        steps.append(
            schemas.Step(
                id=step.id,
                label=step.label,
                amount=to_decimal(step.amount),
                currency=step.currency,
                running=to_decimal(running) if step.currency == currency else None,
                entries=step.entries,
            )
        )
    return tuple(steps)


def _held(booked: list[BookedTotal]) -> tuple[schemas.Held, ...]:
    held = []
    for category in Category:
        group = [total for total in booked if total.category is category]
        if group:
            amount, entries = sum(t.converted for t in group), sum(t.entries for t in group)
            label = METRICS[category.value].label
            held.append(schemas.Held(category=category, label=label, amount=to_decimal(amount), entries=entries))
    return tuple(held)


def _costed_profit(view: DailyView, period: Period, booked: list[BookedTotal]) -> Decimal:
    costed = int(view.sums([period])[0, :, COLUMN["costed"]].sum())
    return to_decimal(shopify_gross_profit(costed, booked))


def booked_total(row: Row[Any]) -> BookedTotal:
    """Return what the ledger holds of one source, category and currency."""
    category = Category(row.category)
    return BookedTotal(
        connection=row.connection,
        category=category,
        currency=row.currency,
        booked=int(row.booked),
        converted=int(row.converted),
        entries=row.entries,
        unconverted=row.unconverted,
        derived=category is Category.COGS,
    )


def _figure(figure: Figure) -> schemas.Figure:
    shown = {name: getattr(figure, name) for name in SHARED}
    return schemas.Figure(**shown, start=figure.period.start, end=figure.period.end)


def date_range(period: Period) -> schemas.Range:
    """Return a period as reports write it."""
    return schemas.Range(start=period.start, end=period.end)


def entry(row: Row[Any]) -> schemas.Entry:
    """Return a ledger row with the record it came from."""
    synced = not row.row
    return schemas.Entry(
        id=row.id,
        day=row.local_date,
        occurred_at=row.occurred_at,
        category=row.category,
        component=row.component,
        amount=to_decimal(row.amount_micros),
        currency=row.currency,
        reporting_amount=None if row.reporting_micros is None else to_decimal(row.reporting_micros),
        fx_rate=row.fx_rate,
        sku=row.sku,
        title=row.title or title(row),
        quantity=row.quantity,
        order=row.order_ref,
        version=row.version,
        recorded_at=row.recorded_at,
        source=row.platform,
        source_record=f"{row.source_table}/{row.source_id}",
        origin=origin(row),
        file=None if synced else row.file_name,
        row=None if synced else row.row,
        record=row.payload,
    )


def version(row: Row[Any]) -> schemas.Version:
    """Return one version of a ledger row."""
    return schemas.Version(
        id=row.id,
        version=row.version,
        day=row.local_date,
        category=row.category,
        amount=to_decimal(row.amount_micros),
        currency=row.currency,
        reporting_amount=None if row.reporting_micros is None else to_decimal(row.reporting_micros),
        quantity=row.quantity,
        voided=row.voided,
        recorded_at=row.recorded_at,
        superseded_by=row.superseded_by,
        file=row.file_name,
    )
