"""Cohorts told: what customers of a month have brought against what winning them cost, and the triangle beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.analytics.metrics import Unit
from credora_agent.core.period import month_end
from credora_agent.telling.blocks import Block, Notice, Table
from credora_agent.telling.figures import About, Days, counted, first
from credora_agent.telling.part import Part
from credora_agent.telling.phrasing import BOUNDS, money, percent
from credora_agent.telling.sheet import BOUND_MARKS, cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.reports.cohorts import CohortAge, CohortLine, CohortReport
    from credora_agent.reports.schemas import Figure
    from credora_agent.reports.sheets import SheetRow

SEASONED = 6
"""Finished months after which a cohort is spoken of; a younger one says little yet."""
AGES = (1, 2, 3, 6, 9, 12, 18, 24, 36, 48, 60)
MOST_AGES = 4
"""Columns of ages that fit a terminal beside what winning customers cost."""
ORDINALS = ("first", "second", "third")


def tell_cohorts(found: CohortReport) -> Part:
    """Return the youngest seasoned cohort in a sentence, how many have paid back, and LTV as a triangle."""
    if found.lack is not None:
        return Part((found.lack,))
    line = _spoken_of(found)
    words = [_sentence(line, found.currency)]
    if len(found.cohorts) > 1:
        words.append(_paid_back(found))
    notices = [Notice(text=note, tone="missing") for note in found.notes]
    return Part(
        tuple(word for word in words if word),
        (_triangle(found), *_outlook(found), *notices, *(Notice(text=rule) for rule in found.rules)),
        _figures(found, line),
    )


def _figures(found: CohortReport, spoken: CohortLine) -> tuple[Figure, ...]:
    """Return how many cohorts have paid back, then of each, the one spoken of first, what it brought and cost."""
    about = About(found.period, found.currency, found.as_of)
    back, open_, not_yet = _by_payback(found)
    counts = {
        "cohorts_known": ("Cohorts with known advertising", len(back) + len(open_) + not_yet),
        "cohorts_paid_back": ("Cohorts that have paid back their advertising", len(back)),
        "cohorts_not_yet": ("Cohorts not paid back yet", not_yet),
        "cohorts_open": ("Cohorts of which it cannot be said", len(open_)),
    }
    lines = (spoken, *reversed(found.cohorts))
    return first((*counted(about, counts), *(figure for line in lines for figure in _of_cohort(about, line))))


def _of_cohort(about: About, line: CohortLine) -> Iterator[Figure]:
    """Yield what a cohort cost and brought, up to its last finished month, and the month that paid it back."""
    span, key, age = Days(line.month, month_end(line.month)), f"{line.month:%Y-%m}", _told_age(line)
    yield about.figure("new_customers", "New customers", line.customers, Unit.COUNT, days=span)
    yield about.figure("ncac", "nCAC", line.ncac, key=key, days=span)
    yield about.figure("ltv", "CM2 each", age.ltv, key=key, days=span, bound=age.bound)
    yield about.figure("ltv_months", "Months of CM2", age.age + 1, Unit.COUNT, key=key, days=span)
    month = line.payback if line.payback is not None else line.payback_earliest
    yield about.figure("payback", "Month that pays back", month, Unit.COUNT, key=key, days=span)


def _told_age(line: CohortLine) -> CohortAge:
    finished = [age for age in line.ages if age.finished]
    return finished[-1] if finished else line.ages[-1]


def _spoken_of(found: CohortReport) -> CohortLine:
    seasoned = [each for each in found.cohorts if sum(age.finished for age in each.ages) >= SEASONED]
    return seasoned[-1] if seasoned else found.cohorts[0]


def _sentence(line: CohortLine, currency: str) -> str:
    age = _told_age(line)
    months = f"{age.age + 1} months" if age.age else "their first month"
    so_far = "" if age.finished else " so far"
    who = f"Customers of {line.month:%B %Y}" if line.customers > 1 else f"The one customer of {line.month:%B %Y}"
    have = "have" if line.customers > 1 else "has"
    each = " each" if line.customers > 1 else ""
    brought = (
        f"{who} {have} brought {BOUNDS.get(age.bound, '')}{money(age.ltv, currency)} CM2{each} in {months}{so_far}"
    )
    if line.ncac is None:
        return f"{brought}."
    return f"{brought} against {money(line.ncac, currency)} nCAC: {_when(line)}."


def _when(line: CohortLine) -> str:
    if line.payback is not None:
        month = line.payback
        return (
            f"paid back in the {ORDINALS[month - 1]} month" if month <= len(ORDINALS) else f"paid back in month {month}"
        )
    if line.payback_earliest is None:
        return "not paid back yet"
    return f"paid back in month {line.payback_earliest} at the earliest, as not all costs are recorded"


def _paid_back(found: CohortReport) -> str:
    back, open_, not_yet = _by_payback(found)
    known = len(back) + len(open_) + not_yet
    if not known:
        return ""
    said = [f"{len(back)} of {known} cohorts have paid back their advertising"]
    said += [f"{not_yet} not yet"] if not_yet else []
    said += [f"of {len(open_)} it cannot be said"] if open_ else []
    return ", ".join(said) + "."


def _by_payback(found: CohortReport) -> tuple[list[CohortLine], list[CohortLine], int]:
    """Return the cohorts that have paid back, those of which it cannot be said, and how many have not yet."""
    known = [each for each in found.cohorts if each.ncac is not None]
    back = [each for each in known if each.payback is not None]
    open_ = [each for each in known if each.payback is None and each.payback_earliest is not None]
    return back, open_, len(known) - len(back) - len(open_)


def _triangle(found: CohortReport) -> Table:
    sheet = found.sheet
    oldest = max(len(each.ages) for each in found.cohorts)
    fitting = [age for age in AGES if age <= oldest]
    shown = fitting if len(fitting) <= MOST_AGES else [fitting[0], *fitting[1 - MOST_AGES :]]
    by_id = {column.id: column for column in sheet.columns}
    columns = [by_id[name] for name in ("new_customers", "ncac", *(f"ltv_{age}" for age in shown))]
    lines = [*sheet.rows, *([sheet.total] if sheet.total else [])]
    bounded = {bound for line in sheet.rows for name, bound in line.bounds.items() if name.startswith("ltv_")}
    same = len(bounded) == 1
    rows = []
    for line in lines:
        plain = line.model_copy(update={"bounds": {}}) if same else line
        cells = [_cell(plain, column.id, cell(plain, column, sheet.currency)) for column in columns]
        rows.append((line.label, *cells[:2], _payback(line), *cells[2:]))
    mark = f" ({BOUND_MARKS[bounded.pop()].strip()})" if same else ""
    return Table(
        title=f"CM2 per customer{mark} after so many months, by month of the first order (* not over yet)",
        columns=("First order", "New", "nCAC", "Paid back", *(f"{age} m" for age in shown)),
        numeric=(False, True, True, True, *(True for _ in shown)),
        rows=tuple(rows),
        wrapped=True,
    )


def _cell(line: SheetRow, column: str, shown: str) -> str:
    if shown == "–" and column.startswith("ltv_"):
        return ""
    return f"{shown}*" if column in line.texts.get("unfinished", "").split(", ") else shown


def _payback(line: SheetRow) -> str:
    value = line.values.get("payback")
    if value is not None:
        return f"month {value:f}"
    return line.texts.get("payback", "–" if line.id != "total" else "")


def _outlook(found: CohortReport) -> tuple[Block, ...]:
    ahead = found.outlook
    if ahead is None:
        return ()
    if ahead.refused is not None:
        return (Notice(text=f"No projection: {ahead.refused}", tone="missing"),)
    rows = [
        (f"{each.month:%b %Y}", f"{each.customers:,}", f"{each.orders:,.1f}", money(each.cm2, found.currency),
         money(each.cm2_each, found.currency))
        for each in ahead.lines
    ]  # fmt: skip
    if ahead.total_orders is not None and ahead.total_cm2 is not None:
        rows.append(("All", "", f"{ahead.total_orders:,.1f}", money(ahead.total_cm2, found.currency), ""))
    table = Table(
        title="Projection of the 12 months ahead: expected, not recorded",
        columns=("First order", "Customers", "Orders", "CM2", "CM2 each"),
        numeric=(False, True, True, True, True),
        rows=tuple(rows),
    )
    check = ahead.check
    said = ""
    if check is not None:
        off = f", {percent(check.miss, signed=True)}" if check.miss is not None else ""
        said = (
            f"Checked: of the last {check.days} days it would have expected {check.expected_orders:,.0f} orders of"
            f" customers known before; there were {check.actual_orders:,}{off}."
        )
    notes = [Notice(text=note, tone="missing") for note in ahead.notes]
    return (table, *notes, Notice(text=f"{ahead.rule} {said}".strip()))
