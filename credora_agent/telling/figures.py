"""Figures of what is told beside the lines of the books: of a sheet's total and first lines, and single ones."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import METRICS, Source, Unit
from credora_agent.reports.schemas import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from credora_agent.reports.schemas import Range
    from credora_agent.reports.sheets import Column, SheetReport, SheetRow

_DAY = re.compile(r"\d{4}-\d\d-\d\d\b")
"""A day at the beginning of a label: the line of a day."""
MOST = 60
"""Figures of one part; those its sentences speak of come first."""


class Days(NamedTuple):
    """First and last day of what a figure is about."""

    start: date
    end: date


class About(NamedTuple):
    """What figures of one part share: their days, their money, and how fresh they are."""

    days: Days | Range
    currency: str
    as_of: datetime | None = None

    def figure(  # noqa: PLR0913 - a figure is all of these
        self,
        name: str,
        label: str,
        value: Decimal | int | None,
        unit: Unit = Unit.MONEY,
        *,
        entity: str | None = None,
        key: str = "",
        days: Days | Range | None = None,
        currency: str | None = None,
        formula: str = "",
        entries: int = 0,
        bound: Bound | str = Bound.EXACT,
    ) -> Figure:
        """Return one; `key` tells it from others of that name, `entity` is whose it is, as its platform spells it."""
        span = days or self.days
        return Figure(
            id=f"{name}{f':{key}' if key else ''}@{span.start}..{span.end}",
            metric=name,
            label=label,
            entity=entity,
            value=None if value is None else Decimal(value),
            unit=unit,
            currency=(currency or self.currency) if unit is Unit.MONEY else None,
            start=span.start,
            end=span.end,
            formula=formula,
            entries=entries,
            as_of=self.as_of,
            coverage=Decimal(1),
            bound=Bound(bound),
            missing=(),
            cost_coverage=None,
            notes=(),
        )


def counted(about: About, names: Mapping[str, tuple[str, int]]) -> tuple[Figure, ...]:
    """Return counts of things by their names: each a label and how many."""
    return tuple(about.figure(name, label, many, Unit.COUNT) for name, (label, many) in names.items())


def of_sheet(
    report: SheetReport,
    shown: Sequence[str],
    *,
    said: Sequence[str] = (),
    called: Mapping[str, str] | None = None,
    timed: bool = False,
) -> tuple[Figure, ...]:
    """Return the values of a sheet: of its total, of the lines an answer speaks of first, and of its first lines.

    `shown` are the columns of its table, `said` further ones that sentences take from the total and from lines spoken
    of; `timed` that its lines are days, labelled so by us; `called` says what a column's value is called where its
    heading alone does not.
    """
    about = About(report.period, report.currency, report.as_of)
    known = {column.id: column for column in report.sheet.columns}
    brief = [known[name] for name in shown if name in known]
    full = [known[name] for name in dict.fromkeys((*shown, *said)) if name in known]
    total = report.sheet.total
    lines = [*([(total, full)] if total else []), *((row, full) for row in report.notable)]
    lines += [(row, brief) for row in report.sheet.rows]
    found = (
        figure for row, columns in lines for figure in _of_line(about, row, columns, total, called or {}, timed=timed)
    )
    return first(found)


def first(found: Iterable[Figure], most: int = MOST) -> tuple[Figure, ...]:
    """Return so many figures from the first on, each once, none without a value."""
    kept: dict[str, Figure] = {}
    for figure in found:
        if figure.value is not None:
            kept.setdefault(figure.id, figure)
        if len(kept) == most:
            break
    return tuple(kept.values())


def _of_line(  # noqa: PLR0913 - a line, and how it is read
    about: About,
    row: SheetRow,
    columns: Iterable[Column],
    total: SheetRow | None,
    called: Mapping[str, str],
    *,
    timed: bool,
) -> Iterator[Figure]:
    days, entity = (None, None) if row is total else _days(row, timed=timed)
    for column in columns:
        yield about.figure(
            column.id,
            called.get(column.id, column.label),
            row.values.get(column.id),
            Unit(column.unit),
            entity=entity,
            key="" if row is total else row.id,
            days=days,
            currency=column.currency or row.currency,
            formula=column.formula,
            entries=row.entries if _is_booked(column) else 0,
            bound=row.bounds.get(column.id, Bound.EXACT),
        )


def _days(row: SheetRow, *, timed: bool) -> tuple[Days | None, str | None]:
    """Return the days a line is about where they are not the sheet's, and whose it is; a day's line is nobody's."""
    day = _DAY.match(row.label) if timed else None
    if day is None:
        return (Days(row.behind.start, row.behind.end) if row.behind is not None else None), row.label
    of = date.fromisoformat(day.group())
    rest = row.label[day.end() :].strip()
    return Days(of, of), rest if rest and rest != row.currency else None


def _is_booked(column: Column) -> bool:
    """Tell whether ledger rows are behind a column's values."""
    metric = METRICS.get(column.id)
    return metric is not None and metric.source is Source.LEDGER and column.unit == "money"
