"""The period grammar: what people type, to the days they mean."""

from __future__ import annotations

from calendar import month_name
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.agent.planner.english.vocabulary import ENGLISH
from credora_agent.agent.planner.periods.feasts import FEASTS, easter, thanksgiving
from credora_agent.agent.planner.periods.ranges import find_whens
from credora_agent.agent.planner.periods.when import When
from credora_agent.agent.planner.terms import read_terms
from credora_agent.agent.planner.tokens import tidy
from credora_agent.core.period import Grain, Period, around

TODAY = date(2026, 11, 22)
BOOKS = Period(date(2020, 1, 1), date(2026, 11, 21))
DAYS = st.dates(date(1995, 1, 1), date(2068, 12, 31))
MONTHS = st.integers(1, 12)
YEARS = st.integers(1995, 2068)


def when(text: str, today: date = TODAY) -> When:
    found = [item for item in find_whens(read_terms(tidy(text), ENGLISH), today, BOOKS) if isinstance(item, When)]
    assert len(found) == 1, found
    return found[0]


def days(text: str, today: date = TODAY) -> str:
    period = when(text, today).until(today)
    return str(period)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("this week", "2026-11-16..2026-11-22"),
        ("last 7 days", "2026-11-15..2026-11-21"),
        ("last 3 months", "2026-08-01..2026-10-31"),
        ("the week before last", "2026-11-02..2026-11-08"),
        ("two months ago", "2026-09-01..2026-09-30"),
        ("last black friday", "2025-11-28..2025-11-28"),
        ("bfcm 2025", "2025-11-28..2025-12-01"),
        ("december", "2025-12-01..2025-12-31"),
        ("from november to january", "2025-11-01..2026-01-31"),
        ("first week of november", "2026-11-01..2026-11-07"),
        ("last two weeks of october", "2026-10-18..2026-10-31"),
        ("second half of october", "2026-10-16..2026-10-31"),
        ("since last spring", "2026-03-01..2026-11-22"),
        ("this time last year", "2025-11-01..2025-11-22"),
        ("q3 last year", "2025-07-01..2025-09-30"),
        ("last year's q3", "2025-07-01..2025-09-30"),
        ("week of 7 nov", "2026-11-02..2026-11-08"),
        ("the 12 months to june 2026", "2025-07-01..2026-06-30"),
        ("until june 2020", "2020-01-01..2020-06-30"),
        ("last friday of november 2025", "2025-11-28..2025-11-28"),
    ],
)
def test_days_meant(text: str, expected: str) -> None:
    """A running stretch ends today; days and weeks in numbers roll and end yesterday."""
    assert days(text) == expected


@given(MONTHS, YEARS, st.sampled_from(["{m} {y}", "in {m} of {y}", "{y} {m}", "{s} {y}", "{y}-{n:02}", "{n:02}/{y}"]))
def test_a_month_and_year_are_exactly_that_month(month: int, year: int, pattern: str) -> None:
    """Every way to write a month with its year is that month."""
    text = pattern.format(m=month_name[month], s=month_name[month][:3], n=month, y=year)
    assert when(text).whole == around(date(year, month, 1), Grain.MONTH)


WRITTEN = ["{d:%Y-%m-%d}", "{d.day} {d:%B} {d.year}", "{d:%B} {d.day}, {d.year}", "the {d.day}. {d:%b} {d.year}",
           "{d:%d.%m.%Y}", "{d:%Y/%m/%d}", "{d.day} of {d:%B} {d.year}"]  # fmt: skip


@given(DAYS, st.sampled_from(WRITTEN))
def test_a_written_day_is_that_day(day: date, pattern: str) -> None:
    """Writing a day in any supported way and reading it gives the day back."""
    assert when(pattern.format(d=day)).whole == Period(day, day)


@given(DAYS)
def test_figures_are_doubted_only_when_they_can_be_swapped(day: date) -> None:
    """5/3 is in doubt, 5/5 and 13/3 are not."""
    found = when(f"{day.day}/{day.month}/{day.year}")
    assert (found.doubt is not None) == (day.day <= 12 and day.day != day.month)
    if found.doubt is None:
        assert found.whole == Period(day, day)


@given(MONTHS, DAYS)
def test_a_bare_month_is_the_latest_begun(month: int, today: date) -> None:
    """Without a year a month never lies ahead, and is less than a year old."""
    found = when(month_name[month], today).whole
    assert found.start.month == month
    assert today - timedelta(days=366) < found.start <= today


@given(DAYS, DAYS)
def test_from_one_day_to_another(one: date, other: date) -> None:
    """Both ends belong to the range."""
    first, last = sorted((one, other))
    assert when(f"from {first} to {last}").whole == Period(first, last)


@given(st.integers(1, 53), st.integers(1995, 2068))
def test_iso_weeks(week: int, year: int) -> None:
    """Week numbers are ISO weeks; a week the year does not have is in doubt or left open."""
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return
    assert when(f"week {week} {year}").whole == Period(monday, monday + timedelta(days=6))


@given(st.integers(1, 90), st.sampled_from([("day", 1), ("week", 7)]), DAYS)
def test_rolling_days_end_yesterday(count: int, unit: tuple[str, int], today: date) -> None:
    """The last n days or weeks are whole days that end yesterday."""
    found = when(f"last {count} {unit[0]}s", today).whole
    assert found.end == today - timedelta(days=1)
    assert found.days == count * unit[1]


def test_feasts_fall_where_the_calendar_puts_them() -> None:
    """Easter and Thanksgiving by their published dates; a feast exists each year."""
    assert [easter(y) for y in (2011, 2024, 2026)] == [date(2011, 4, 24), date(2024, 3, 31), date(2026, 4, 5)]
    assert thanksgiving(2026) == date(2026, 11, 26)
    assert all(FEASTS[name](2028) for name in FEASTS)


@pytest.mark.parametrize("text", ["31 november", "2011-02-30", "fiscal year", "mother's day"])
def test_what_has_no_certain_days_is_in_doubt(text: str) -> None:
    """A date that does not exist and days that depend on the shop are asked about."""
    assert when(text).doubt is not None


@pytest.mark.parametrize("text", ["may i see it", "did it fall in price", "match", "order 2011"])
def test_words_that_are_no_days(text: str) -> None:
    """A modal verb, a verb and an order's number are no days."""
    assert not [item for item in find_whens(read_terms(text, ENGLISH), TODAY, BOOKS) if isinstance(item, When)]
