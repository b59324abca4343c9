"""Budgets told: what is over and under plan, where the months may end, and every line beneath."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.metrics import Unit
from credora_agent.telling.blocks import Notice
from credora_agent.telling.figures import About, Days, first
from credora_agent.telling.part import Part, sentences
from credora_agent.telling.phrasing import BOUNDS, day, lowered, money, percent, period
from credora_agent.telling.sheet import table

if TYPE_CHECKING:
    from credora_agent.reports.budget import BudgetedLine, BudgetReport
    from credora_agent.reports.schemas import Figure

SHOWN = ("budget", "actual", "by_now", "variance", "variance_rate", "projected")
"""Columns of the table; exports have the range of the projection, too."""
MOST = 3
"""Lines named in the words; the table has them all."""


def tell_budget(found: BudgetReport) -> Part:
    """Return which lines are off plan, in words, and the table of all."""
    if found.lack is not None:
        return Part((found.lack,))
    named = period(found.period.start, found.period.end)
    compared = [line for line in found.lines if line.variance is not None]
    words = [_opening(found, named, compared), *_ends(found)]
    notices = [Notice(text=note) for note in sentences((*found.notes, *found.rules))]
    blocks = (table(found.sheet, shown=SHOWN), *notices)
    return Part(tuple(word for word in words if word), blocks, _figures(found, compared))


def _figures(found: BudgetReport, compared: list[BudgetedLine]) -> tuple[Figure, ...]:
    """Return what each line was to be, came to, is off by and may end at; lines most off plan first."""
    until = Days(found.period.start, found.until or found.period.end)
    about = About(found.period, found.currency, found.as_of)
    lines = (*sorted(compared, key=_size, reverse=True), *found.lines)
    many = about.figure("budgeted_lines", "Lines budgeted", len(found.lines), Unit.COUNT)
    return first((many, *(figure for line in lines for figure in _of_line(about, until, line))))


def _of_line(about: About, until: Days, line: BudgetedLine) -> tuple[Figure, ...]:
    name, label = line.line, line.label
    return (
        about.figure(name, label, line.actual, days=until, entries=line.entries, bound=line.bound),
        about.figure(f"{name}_budget", f"Budget for {lowered(label)}", line.budget),
        about.figure(f"{name}_variance", f"{label} variance against plan", line.variance, days=until),
        about.figure(
            f"{name}_variance_rate", f"{label} variance against plan", line.variance_rate, Unit.RATIO, days=until
        ),
        about.figure(f"{name}_projected", f"Projected {lowered(label)}", line.projected),
        about.figure(f"{name}_low", f"Projected {lowered(label)}, low", line.low),
        about.figure(f"{name}_high", f"Projected {lowered(label)}, high", line.high),
    )


def _opening(found: BudgetReport, named: str, compared: list[BudgetedLine]) -> str:
    if not compared:
        count = len(found.lines)
        return f"{named}: {count} {'line is' if count == 1 else 'lines are'} budgeted; nothing to compare yet."
    off = sorted((line for line in compared if line.variance), key=_size, reverse=True)
    upto = f" up to {day(found.until)}" if found.until and found.until < found.period.end else ""
    if not off:
        return f"{named}{upto}: every budgeted line is on plan to the penny."
    return f"{named}{upto}: {'; '.join(_off(line, found.currency) for line in off[:MOST])}."


def _size(line: BudgetedLine) -> Decimal:
    return abs(line.variance or Decimal(0))


def _off(line: BudgetedLine, currency: str) -> str:
    variance = line.variance or Decimal(0)
    way = "over" if variance > 0 else "under"
    share = f" ({percent(line.variance_rate, signed=True)})" if line.variance_rate is not None else ""
    word = {True: "favourable", False: "unfavourable", None: "as far as recorded"}[line.favourable]
    actual = f"{BOUNDS.get(line.bound, '')}{_money(line.actual, currency)}"
    return f"{lowered(line.label)} {actual}, {_money(abs(variance), currency)} {way} plan{share}, {word}"


def _ends(found: BudgetReport) -> list[str]:
    lines = [line for line in found.lines if line.projected is not None]
    return [
        f"{line.label} may end at {_money(line.projected, found.currency)} of {_money(line.budget, found.currency)}"
        f" (four in five: {_money(line.low, found.currency)} to {_money(line.high, found.currency)})."
        for line in lines[:MOST]
    ]


def _money(value: Decimal | None, currency: str) -> str:
    return "–" if value is None else money(value, currency)
