"""Slots of schedules over every turn of the clock: none is skipped, none comes twice."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.actions.slots import Rhythm
from credora_agent.core.spans import Span, days_of

ZONES = (
    "UTC", "Europe/London", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe",
    "Pacific/Apia", "Pacific/Auckland", "Africa/Casablanca", "Asia/Kathmandu", "America/St_Johns", "Asia/Tehran",
)  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2005, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
hours = st.integers(0, 23)
rhythms = st.one_of(
    st.builds(Rhythm, st.just("day"), hours, zones),
    st.builds(Rhythm, st.just("week"), hours, zones, weekday=st.integers(1, 7)),
    st.builds(Rhythm, st.just("month"), hours, zones, day=st.integers(1, 31)),
)


def slots(rhythm: Rhythm, since: datetime, count: int) -> list[datetime]:
    """Return the next slots, each found from the one before as a worker finds it."""
    found = [rhythm.after(since)]
    while len(found) < count:
        found.append(rhythm.after(found[-1]))
    return found


def clock_skips(slot: datetime, rhythm: Rhythm) -> bool:
    """Tell whether the zone's clock turned within a day of the slot: its hour may then be another than asked."""
    around = [(slot + timedelta(hours=hours)).astimezone(rhythm.zone).utcoffset() for hours in range(-26, 27)]
    return len(set(around)) > 1


@given(rhythm=rhythms, since=moments)
def test_every_slot_comes_once_and_in_order(rhythm: Rhythm, since: datetime) -> None:
    """From any moment: strictly later ones, each on a day of the rhythm at its hour, and no such day in between."""
    found = [since, *slots(rhythm, since, 5)]
    assert all(earlier < later for earlier, later in pairwise(found))
    for earlier, later in pairwise(found):
        local = later.astimezone(rhythm.zone)
        if not clock_skips(later, rhythm):
            assert rhythm.has(local.date())
            assert (local.hour, local.minute) == (rhythm.hour, 0)
        day = earlier.astimezone(rhythm.zone).date() + timedelta(days=1)
        between = [day + timedelta(days=n) for n in range((local.date() - day).days)]
        assert not [each for each in between if rhythm.has(each) and earlier < rhythm.on(each) < later]


@given(rhythm=rhythms, moment=moments)
def test_the_latest_slot_is_the_one_before_the_next(rhythm: Rhythm, moment: datetime) -> None:
    """Between the latest slot and the next lies the moment, and nothing else."""
    latest = rhythm.latest(moment)
    assert latest <= moment < rhythm.after(moment)
    assert rhythm.after(latest) == rhythm.after(moment)
    assert rhythm.latest(latest) == latest


@given(zone=zones, hour=hours, year=st.integers(2005, 2034))
def test_a_year_has_a_slot_for_each_of_its_days(zone: ZoneInfo, hour: int, year: int) -> None:
    """365 or 366 slots in a year of the zone's clock; one day less where the zone left out a day (Apia in 2011)."""
    rhythm = Rhythm("day", hour, zone)
    first, last = rhythm.on(date(year, 1, 1)), rhythm.on(date(year, 12, 31))
    count, at = 1, first
    while at < last:
        at, count = rhythm.after(at), count + 1
    days = 366 if monthrange(year, 2)[1] == 29 else 365
    assert at == last
    assert count == days - (zone.key == "Pacific/Apia" and year == 2011)


@pytest.mark.parametrize(
    ("hour", "day", "expected"),
    [
        (1, date(2027, 3, 28), "2027-03-28T01:00:00+00:00"),
        (1, date(2026, 10, 25), "2026-10-25T00:00:00+00:00"),
        (8, date(2027, 3, 27), "2027-03-27T08:00:00+00:00"),
        (8, date(2027, 3, 28), "2027-03-28T07:00:00+00:00"),
    ],
    ids=["skipped", "twice", "winter", "summer"],
)
def test_london_turns_its_clock(hour: int, day: date, expected: str) -> None:
    """28 March 2027 has no one o'clock, 25 October 2026 has two; eight is an hour earlier in summer."""
    slot = Rhythm("day", hour, ZoneInfo("Europe/London")).on(day)
    assert slot.isoformat() == expected


def test_the_last_day_stands_for_those_a_month_lacks() -> None:
    """On the 31st: 31 January, 28 February, 31 March, 30 April."""
    rhythm = Rhythm("month", 8, ZoneInfo("UTC"), day=31)
    found = slots(rhythm, datetime(2027, 1, 1, tzinfo=UTC), 4)
    assert [(slot.month, slot.day) for slot in found] == [(1, 31), (2, 28), (3, 31), (4, 30)]


@pytest.mark.parametrize(
    ("span", "today", "start", "end"),
    [
        (Span.YESTERDAY, "2026-11-30", "2026-11-29", "2026-11-29"),
        (Span.LAST_7_DAYS, "2026-11-30", "2026-11-23", "2026-11-29"),
        (Span.LAST_28_DAYS, "2026-11-30", "2026-11-02", "2026-11-29"),
        (Span.MONTH_TO_DATE, "2026-11-30", "2026-11-01", "2026-11-29"),
        (Span.MONTH_TO_DATE, "2026-12-01", "2026-11-01", "2026-11-30"),
        (Span.LAST_WEEK, "2026-11-30", "2026-11-23", "2026-11-29"),
        (Span.LAST_WEEK, "2026-11-29", "2026-11-16", "2026-11-22"),
        (Span.LAST_MONTH, "2026-03-31", "2026-02-01", "2026-02-28"),
        (Span.LAST_QUARTER, "2026-02-10", "2025-10-01", "2025-12-31"),
    ],
)
def test_spans_are_whole_days_before_today(span: Span, today: str, start: str, end: str) -> None:
    """2026-11-30 is a Monday."""
    found = days_of(span, date.fromisoformat(today))
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)
