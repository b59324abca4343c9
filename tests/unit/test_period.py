"""Ranges of days: split without gap or overlap, shifted by the calendar, refused when impossible."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.core.errors import BadPeriod
from credora_agent.core.period import Grain, Period, add_months, around, parse_day

GRAINS = st.sampled_from(list(Grain))
days = st.dates(date(1995, 1, 1), date(2035, 12, 31))
periods = st.builds(lambda day, size: Period(day, day + timedelta(days=size)), days, st.integers(0, 800))


def period(text: str) -> Period:
    start, _, end = text.partition("..")
    return Period(date.fromisoformat(start), date.fromisoformat(end or start))


@given(periods, GRAINS)
def test_a_split_covers_each_day_once(whole: Period, grain: Grain) -> None:
    parts = whole.split(grain)
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
    assert all(b.start - a.end == timedelta(days=1) for a, b in itertools.pairwise(parts))
    assert sum(part.days for part in parts) == whole.days


@given(periods, st.sampled_from([Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR]))
def test_each_part_lies_in_one_calendar_unit(whole: Period, grain: Grain) -> None:
    for part in whole.split(grain):
        assert around(part.start, grain) == around(part.end, grain)


@given(periods, days)
def test_meeting_is_what_both_hold(whole: Period, day: date) -> None:
    other = Period(day, day + timedelta(days=30))
    both = whole.meet(other)
    held = [day for n in range(31) if (day := other.start + timedelta(days=n)) in whole]
    assert (both is None) == (not held)
    if both:
        assert (both.start, both.end) == (held[0], held[-1])


@given(periods)
def test_the_period_before_ends_where_this_begins(whole: Period) -> None:
    assert whole.previous().end == whole.start - timedelta(days=1)


@pytest.mark.parametrize(
    ("given_", "before", "year_before"),
    [
        ("2026-03-01..2026-03-31", "2026-02-01..2026-02-28", "2025-03-01..2025-03-31"),
        ("2024-02-01..2024-02-29", "2024-01-01..2024-01-31", "2023-02-01..2023-02-28"),
        ("2025-02-01..2025-02-28", "2025-01-01..2025-01-31", "2024-02-01..2024-02-29"),
        ("2026-01-01..2026-03-31", "2025-10-01..2025-12-31", "2025-01-01..2025-03-31"),
        ("2026-03-05..2026-03-11", "2026-02-26..2026-03-04", "2025-03-05..2025-03-11"),
        ("2024-02-29", "2024-02-28", "2023-02-28"),
    ],
)
def test_earlier_periods(given_: str, before: str, year_before: str) -> None:
    assert period(given_).previous() == period(before)
    assert period(given_).year_before() == period(year_before)


@pytest.mark.parametrize(
    ("grain", "found"),
    [(Grain.DAY, "2026-08-16"), (Grain.WEEK, "2026-08-10..2026-08-16"), (Grain.MONTH, "2026-08-01..2026-08-31"),
     (Grain.QUARTER, "2026-07-01..2026-09-30"), (Grain.YEAR, "2026-01-01..2026-12-31")],
)  # fmt: skip
def test_the_unit_around_a_sunday(grain: Grain, found: str) -> None:
    assert around(date(2026, 8, 16), grain) == period(found)


def test_a_month_s_end_stays_one() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert add_months(date(2026, 12, 5), 1) == date(2027, 1, 5)


def test_a_period_runs_forward() -> None:
    with pytest.raises(BadPeriod, match="after its end") as refused:
        period("2026-03-02..2026-03-01")
    assert refused.value.remedy == "Swap the two dates."


@pytest.mark.parametrize("text", ["2026-02-30", "yesterday", "", "01/03/2026", "1900-01-01", "99999-01-01"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod) as refused:
        parse_day(text)
    assert refused.value.remedy


def test_a_day_is_read_with_blanks_around_it() -> None:
    assert parse_day(" 2026-03-01 ") == date(2026, 3, 1)
