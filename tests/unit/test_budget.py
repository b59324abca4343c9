"""Budgets: written as people speak, split to the micro, due day by day as the line usually comes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.analytics.budget import Course, Daily, ending, plan_by_day
from credora_agent.core.errors import BadInput, BadPeriod
from credora_agent.core.money import to_decimal
from credora_agent.core.period import Period
from credora_agent.reports.budget_lines import LINES, line_named, months_named, read_rows, wanted

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
NOTHING = Daily(0, np.zeros(0, dtype=np.int64))


def history(start: date, values: list[int]) -> Daily:
    return Daily(start.toordinal(), np.array(values, dtype=np.int64))


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(-(10**9), 10**9), max_size=500))
def test_days_add_up_to_the_month(budget: int, values: list[int]) -> None:
    parts, _ = plan_by_day(budget, NOVEMBER, history(date(2025, 10, 1), values))
    assert (sum(parts), len(parts)) == (budget, 30)


def test_without_a_past_every_day_is_alike() -> None:
    assert plan_by_day(60, NOVEMBER, NOTHING) == ([2] * 30, Course.EVEN)


def test_recent_weekdays_say_how_a_month_goes() -> None:
    """Eight weeks that sold on Saturdays only: November 2026 has four of them, the 7th the first."""
    start = date(2026, 9, 7)
    saturdays = [1 if (start.toordinal() + day) % 7 == 6 else 0 for day in range(55)]
    parts, course = plan_by_day(400, NOVEMBER, history(start, saturdays))
    assert course is Course.WEEKDAYS
    assert [day for day, part in enumerate(parts, 1) if part] == [7, 14, 21, 28]
    assert set(parts) == {0, 100}


def test_last_year_says_it_better_black_friday_by_black_friday() -> None:
    """All of last November was sold on Black Friday, the 28th: this year it is the 27th. Bills come on their date."""
    start = date(2025, 10, 1)
    values = [1_000_000 if start.toordinal() + day == date(2025, 11, 28).toordinal() else 0 for day in range(396)]
    parts, course = plan_by_day(500, NOVEMBER, history(start, values))
    assert (course, parts[26]) == (Course.LAST_YEAR, 500)
    by_date, _ = plan_by_day(500, NOVEMBER, history(start, values), by_date=True)
    assert by_date[27] == 500


def test_where_a_line_may_end_comes_from_its_own_days() -> None:
    """200 days of about 100 a day: ten days more come to about 1,000, and the draws are those of the seed."""
    draw = np.random.default_rng(3)
    values = [int(each) for each in 100e6 * draw.gamma(25, 1 / 25, 200)]
    past = history(date(2026, 5, 1), values)
    start, end = date(2026, 11, 17), date(2026, 11, 26)
    found = ending(past, start, end, seed=1)
    assert found is not None
    assert found.low < found.middle < found.high
    assert found.middle == pytest.approx(1_000e6, rel=0.1)
    assert ending(past, start, end, seed=1) == found
    later = ending(past, date(2026, 11, 22), end, seed=1)
    assert later is not None
    assert later.middle == pytest.approx(500e6, rel=0.15)


@pytest.mark.parametrize(
    "values",
    [
        [100] * 27,
        [0] * 200,
        [100, *[0] * 27] * 8,
        [100, -100] * 60,
    ],
    ids=["27 days", "nothing", "a bill a month", "both signs"],
)
def test_a_line_without_a_daily_course_ends_nowhere(values: list[int]) -> None:
    past = history(date(2026, 5, 1), values)
    after = date.fromordinal(past.last + 1)
    assert ending(past, after, date.fromordinal(past.last + 10), seed=1) is None


@given(
    st.sampled_from(sorted(LINES)),
    st.decimals(0, 10**9, places=2),
    st.sampled_from(("2026", "2026-12", "2026-01..2026-07")),
)
def test_a_sum_for_many_months_is_split_exactly_and_signed_as_its_line(line: str, amount: Decimal, when: str) -> None:
    made = wanted(line, months_named(when), amount, "GBP")
    assert sum(to_decimal(each.amount) for each in made) == LINES[line].sign * amount
    assert max(abs(a.amount - b.amount) for a in made for b in made) <= 10_000
    assert all(each.amount % 10_000 == 0 for each in made)


def test_costs_are_spoken_positively() -> None:
    (each,) = wanted("marketing", months_named("2026-12"), Decimal(4000), "GBP")
    assert (each.line, each.month, each.amount) == ("marketing", date(2026, 12, 1), -4_000_000_000)
    with pytest.raises(BadInput, match=r"it is a cost: write it as a positive amount.*Write 4000\.00 instead"):
        wanted("marketing", months_named("2026-12"), Decimal("-4000.00"), "GBP")
    with pytest.raises(BadInput, match="never below nought"):
        wanted("net_sales", months_named("2026-12"), Decimal(-1), "GBP")
    (loss,) = wanted("net_profit", months_named("2026-12"), Decimal(-500), "GBP")
    assert loss.amount == -500_000_000


@pytest.mark.parametrize("text", ["2026-13", "soon", "", "2026-12-01", "1066", "2026-05..2026-03"])
def test_a_month_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        months_named(text)


def test_lines_go_by_their_id_or_their_label() -> None:
    assert line_named("Net Sales") == line_named("net-sales") == "net_sales"
    assert line_named("Payment & selling fees") == "fees"
    with pytest.raises(BadInput, match="is no line of the P&L"):
        line_named("aov")
    with pytest.raises(BadInput, match="no line 'foo'"):
        line_named("foo")


def test_a_sheet_is_taken_whole_or_not_at_all() -> None:
    heads = ["line", "month", "amount"]
    found = read_rows([heads, ["marketing", "2026-12", "4,000.50"], ["", "", ""], ["revenue", "2026", "12"]], "GBP")
    assert len(found) == 13
    assert found[0].amount == -4_000_500_000
    for row, says in (
        (["marketing", "2026-12", "-1"], "Row 3: Marketing of"),
        (["marketing", "2026-12", "x"], "Row 3: 'x' is not a number"),
        (["marketing"], "Row 3: A cell is missing"),
        (["revenue", "2026-01", "5"], "Row 3: revenue of 2026-01 is given twice"),
    ):
        with pytest.raises(BadInput, match=says):
            read_rows([heads, ["revenue", "2026", "12"], row], "GBP")
    with pytest.raises(BadInput, match="It is in EUR"):
        read_rows([[*heads, "currency"], ["revenue", "2026", "12", "EUR"]], "GBP")
    with pytest.raises(BadInput, match="no columns"):
        read_rows([["a", "b"]], "GBP")
    with pytest.raises(BadInput, match="no budgets"):
        read_rows([heads], "GBP")
