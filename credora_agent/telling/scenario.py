"""A what-if told: the break-even first, then a verdict that code decides, both sides, what it hangs on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import Unit
from credora_agent.core.quoting import naming
from credora_agent.telling.blocks import Block, Notice, Table
from credora_agent.telling.break_even import names, of_break_even, tell_break_even
from credora_agent.telling.figures import About, Days, first
from credora_agent.telling.part import Part
from credora_agent.telling.phrasing import day, money, whole_money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.reports.schemas import Figure
    from credora_agent.reports.schemas_scenario import (
        Assumption,
        CashEffect,
        CashSide,
        Scenario,
        ScenarioRow,
        Spread,
        Swing,
    )

BAR = 24
LEAST = Decimal("0.01")
"""The smallest share of futures that is told as one."""
LARGE = Decimal(1000)
MARKS = {"at_most": "≤ ", "at_least": "≥ ", "partial": "~ "}
CONFIDENCE = {
    "arithmetic": "The difference is arithmetic; only the baseline is uncertain.",
    "own data": "The break-even is arithmetic; the range rests on this shop's own data.",
    "you said": "The break-even is arithmetic; the range rests on what you said.",
    "assumption": "The break-even is arithmetic; the range rests on assumptions, listed below with their sources.",
}


def tell_scenario(found: Scenario) -> Part:
    """Return the break-evens, the verdict, what cash does, and the tables beneath."""
    words = [tell_break_even(each, found.currency) for each in found.break_evens]
    others = names(found.break_evens)
    notes = [naming(note, others) for note in found.notes]
    if not found.rows or found.cash is None:
        words.append("More than these break-evens cannot be said yet.")
        return Part(tuple(words), tuple(Notice(text=note, tone="missing") for note in notes), _figures(found))
    words += [_verdict(found), _cash(found, found.cash), CONFIDENCE[found.confidence]]
    blocks: list[Block] = [_sides(found, found.cash)]
    blocks += [_tornado(found)] if found.tornado else []
    blocks += [_shelves(found)] if found.shelves else []
    blocks += [_assumptions(found)] if found.assumptions else []
    bases = [naming(f"{each.label}: {each.basis}", others) for each in found.assumptions]
    blocks += [Notice(text=note) for note in (*notes, *bases)]
    return Part(tuple(words), tuple(blocks), _figures(found))


def _figures(found: Scenario) -> tuple[Figure, ...]:
    """Return the break-evens, how sure the verdict is, what cash does, and each line on both sides; profit first."""
    last = found.first_day + timedelta(days=found.horizon_days - 1)
    about = About(Days(found.first_day, last), found.currency, found.as_of)
    even = (figure for n, each in enumerate(found.break_evens) for figure in of_break_even(each, about, n))
    rows = sorted(found.rows, key=lambda each: each.metric != "net_profit")
    lines = (figure for row in rows for figure in _of_row(about, row))
    better = found.better
    sure = [
        about.figure("horizon", "Days looked ahead", found.horizon_days, Unit.DAYS),
        *_odds_of(about, "better", "Share of futures in which profit is higher", better),
        *_odds_of(
            about, "worse", "Share of futures in which profit is not higher", None if better is None else 1 - better
        ),
    ]
    return first((*even, *sure, *(_of_cash(about, found.cash) if found.cash else ()), *lines))


def _odds_of(about: About, name: str, label: str, share: Decimal | None) -> Iterator[Figure]:
    """Yield a share of futures as it is said: finitely many of them know neither never nor always."""
    if share is not None:
        bound = Bound.AT_MOST if share < LEAST else Bound.AT_LEAST if share > 1 - LEAST else Bound.EXACT
        yield about.figure(name, label, min(max(share, LEAST), 1 - LEAST), Unit.RATIO, bound=bound)


def _of_row(about: About, row: ScenarioRow) -> Iterator[Figure]:
    moved = f"{row.label} change in the what-if"
    for name, label, value, bound in (
        ("difference", f"{moved}, in the middle", row.difference.middle, row.difference_bound),
        ("difference_low", f"{moved}, low", row.difference.low, row.difference_bound),
        ("difference_high", f"{moved}, high", row.difference.high, row.difference_bound),
        ("before", f"{row.label} as it goes", row.baseline.middle, row.bound),
        ("after", f"{row.label} in the what-if", row.scenario.middle, row.bound),
    ):
        yield about.figure(f"{row.metric}_{name}", label, value, row.unit, bound=bound)


def _of_cash(about: About, cash: CashEffect) -> Iterator[Figure]:
    for name, said, side in (("before", "as it goes", cash.baseline), ("after", "in the what-if", cash.scenario)):
        yield about.figure(f"lowest_cash_{name}", f"Lowest cash {said}", side.lowest.middle)
        below = f"Share of futures with cash below zero {said}"
        yield from _odds_of(about, f"below_zero_{name}", below, side.below_zero)
    yield about.figure("cash_end_difference", "Change of cash on the last day", cash.end.middle)


def _verdict(found: Scenario) -> str:
    profit = next(row for row in found.rows if row.metric == "net_profit")
    moved = _amount(abs(profit.difference.middle), found.currency)
    span = f"over the {found.horizon_days} days from {day(found.first_day)}"
    if found.verdict == "same":
        return f"Profit is the same in every future {span}."
    way = "up" if found.verdict == "up" else "down"
    if profit.difference.low == profit.difference.high:
        return f"Net profit would be {way} by {moved} {span}, in every future."
    share = _share(found.better or Decimal(0))
    reach = f"{_signed(profit.difference.low, found)} to {_signed(profit.difference.high, found)} in eight of ten"
    if found.verdict == "cannot_tell":
        return f"Whether that raises profit cannot be told: it does in {share} of futures {span} ({reach})."
    if found.verdict == "down":
        share = _share(1 - (found.better or Decimal(0)))
    return f"Net profit would likely be {way}: by {moved} in the middle {span}, {reach}, {way} in {share} of futures."


def _cash(found: Scenario, cash: CashEffect) -> str:
    before, after = cash.baseline, cash.scenario
    if not cash.known:
        moved = _signed(cash.end.middle, found)
        needs = "how low it gets needs your balance (`credora cash balance`)"
        return f"Cash on the last day would differ by {moved} in the middle; {needs}."
    said = (
        f"The lowest cash would be {_amount(after.lowest.middle, found.currency)} around {day(after.day)}, "
        f"against {_amount(before.lowest.middle, found.currency)} around {day(before.day)}"
    )
    return f"{said}; it falls below nought in {_odds(after)} of futures, against {_odds(before)}."


def _odds(side: CashSide) -> str:
    return _share(side.below_zero or Decimal(0))


def _share(share: Decimal) -> str:
    """Return a share of futures: finitely many of them know neither never nor always."""
    if share < LEAST:
        return "fewer than 1%"
    return "more than 99%" if share > 1 - LEAST else f"{share * 100:.0f}%"


def _sides(found: Scenario, cash: CashEffect) -> Table:
    rows = [
        _line(
            row.label,
            row.baseline,
            row.scenario,
            row.difference,
            found,
            MARKS.get(row.bound, ""),
            MARKS.get(row.difference_bound, ""),
        )
        for row in found.rows
    ]
    lowest = "Lowest cash" if cash.known else "Lowest cash, against today's"
    rows.append(_line(lowest, cash.baseline.lowest, cash.scenario.lowest, cash.difference, found))
    rows.append(("  around", f"{cash.baseline.day}", f"{cash.scenario.day}", "", ""))
    if cash.known:
        rows.append(("Cash below nought", _odds(cash.baseline), _odds(cash.scenario), "", ""))
    return Table(
        title=f"Over {found.horizon_days} days, in the middle of {found.paths:,} futures",
        columns=("", "As it goes", "What if", "Difference", "In eight of ten"),
        numeric=(False, True, True, True, True),
        rows=tuple(rows),
    )


def _line(  # noqa: PLR0913, PLR0917 - a line of the table
    label: str, before: Spread, after: Spread, moved: Spread, found: Scenario, mark: str = "", moved_mark: str = ""
) -> tuple[str, ...]:
    return (
        label,
        mark + _amount(before.middle, found.currency),
        mark + _amount(after.middle, found.currency),
        moved_mark + _signed(moved.middle, found),
        f"{_signed(moved.low, found)} to {_signed(moved.high, found)}" if moved.low != moved.high else "in every one",
    )


def _tornado(found: Scenario) -> Table:
    widest = max(abs(each.high - each.low) for each in found.tornado)
    return Table(
        title="What it hangs on: the change of net profit with each assumption low and high, all others in the middle",
        columns=("Assumption", "Low", "High", "Swing"),
        numeric=(False, True, True, False),
        rows=tuple(
            (each.label, _signed(each.low, found), _signed(each.high, found), _bar(each, widest))
            for each in found.tornado
        ),
        wrapped=True,
    )


def _bar(each: Swing, widest: Decimal) -> str:
    return "█" * max(1, round(abs(each.high - each.low) / widest * BAR))


def _shelves(found: Scenario) -> Table:
    return Table(
        title=f"On the shelf over {found.horizon_days} days, on average",
        columns=("SKU", "Short days", "With the order", "Units lost", "With the order"),
        numeric=(False, True, True, True, True),
        rows=tuple(
            (
                each.sku,
                f"{each.short_days_before:,}",
                f"{each.short_days_after:,}",
                f"{each.lost_units_before:,}",
                f"{each.lost_units_after:,}",
            )
            for each in found.shelves
        ),
    )


def _assumptions(found: Scenario) -> Table:
    return Table(
        title="Assumptions, each with its 80% range; say your own with the option named",
        columns=("Assumption", "Middle", "Range", "Source", "Option"),
        numeric=(False, True, True, False, False),
        rows=tuple(
            (each.label, _number(each.middle), _range(each), each.source, each.option or "–")
            for each in found.assumptions
        ),
    )


def _range(each: Assumption) -> str:
    return f"{_number(each.low)} to {_number(each.high)}" if each.low != each.high else "–"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace("-", "−")


def _amount(value: Decimal, currency: str) -> str:
    return whole_money(value, currency) if abs(value) >= LARGE else money(value, currency)


def _signed(value: Decimal, found: Scenario) -> str:
    return f"+{_amount(value, found.currency)}" if value > 0 else _amount(value, found.currency)
