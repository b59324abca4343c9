"""The shop's calendar: days in its own zone, when they begin, and how much each draws. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_WEEKDAY = (1.02, 0.96, 0.97, 1.0, 1.04, 0.86, 1.15)
_MONTH = (0.72, 0.8, 0.92, 0.9, 0.9, 0.8, 0.72, 0.78, 0.95, 1.12, 1.5, 1.62)
_SATURDAY = 5
_GROWTH = 1.0
_HOLIDAYS = ((12, 24), (12, 25), (12, 26))


@lru_cache(maxsize=32_768)
def midnight(day: date, zone: str) -> datetime:
    """Return the moment in UTC when `day` begins in `zone`."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


@lru_cache(maxsize=32)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone with this IANA name."""
    return ZoneInfo(name)


def local_day(moment: datetime, zone: str) -> date:
    """Return the day it is in `zone` at `moment`."""
    return moment.astimezone(zone_of(zone)).date()


def is_workday(day: date) -> bool:
    """Return whether banks move money and rates are published on `day`: Monday to Friday."""
    return day.weekday() < _SATURDAY


def workdays_before(day: date, count: int) -> date:
    """Return the day `count` workdays before `day`."""
    while count:
        day -= timedelta(days=1)
        count -= is_workday(day)
    return day


def black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


def season(day: date) -> float:
    """Return how much `day` draws compared with others: its weekday, its month, Black Friday, Christmas."""
    pull = _WEEKDAY[day.weekday()] * _MONTH[day.month - 1]
    friday = black_friday(day.year)
    if friday <= day <= friday + timedelta(days=3):
        return pull * 3.2
    if friday - timedelta(days=4) <= day < friday:
        return pull * 1.5
    return pull * 0.45 if (day.month, day.day) in _HOLIDAYS else pull


def growth(day: date, start: date, days: int) -> float:
    """Return how much larger the shop is on `day` than at `start`; it stops growing after so many `days`."""
    return 1 + _GROWTH * min(1.0, max(0.0, (day - start).days / max(days, 1)))
