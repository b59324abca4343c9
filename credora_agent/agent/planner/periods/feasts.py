"""The days of shopping feasts and the spans of seasons in a given year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from credora_agent.core.period import Grain, Period, around, month_end

Yearly = Callable[[int], Period | None]
"""The same named days in any year; None where that year has none."""


def easter(year: int) -> date:
    """Return Easter Sunday of the western churches (anonymous Gregorian computus, Meeus)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - correction + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def thanksgiving(year: int) -> date:
    """Return the fourth Thursday of November, the day before Black Friday."""
    return nth_weekday(year, 11, weekday=3, nth=4)


def nth_weekday(year: int, month: int, *, weekday: int, nth: int) -> date:
    """Return the nth such weekday of a month (Monday is 0)."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def fixed(month: int, day: int) -> Yearly:
    """Return the day of that date in each year; None where the year lacks it."""

    def in_year(year: int) -> Period | None:
        try:
            return Period(date(year, month, day), date(year, month, day))
        except ValueError:
            return None

    return in_year


def season(name: str) -> Yearly:
    """Return the meteorological season of the north; winter counts to the year in which it begins."""
    first = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}[name]

    def in_year(year: int) -> Period:
        last = date(year + 1, 2, 1) if name == "winter" else date(year, first + 2, 1)
        return Period(date(year, first, 1), month_end(last))

    return in_year


def _near(anchor: Callable[[int], date], first: int, last: int) -> Yearly:
    return lambda year: Period(anchor(year) + timedelta(days=first), anchor(year) + timedelta(days=last))


def _cyber_week(year: int) -> Period:
    return around(thanksgiving(year) + timedelta(days=4), Grain.WEEK)


def _weekday_of(month: int, nth: int) -> Yearly:
    def in_year(year: int) -> Period:
        day = nth_weekday(year, month, weekday=0, nth=nth)
        return Period(day, day)

    return in_year


def _memorial_day(year: int) -> Period:
    last = date(year, 5, 31)
    day = last - timedelta(days=last.weekday())
    return Period(day, day)


FEASTS: dict[str, Yearly] = {
    "black_friday": _near(thanksgiving, 1, 1),
    "cyber_monday": _near(thanksgiving, 4, 4),
    "bfcm": _near(thanksgiving, 1, 4),
    "cyber_week": _cyber_week,
    "thanksgiving": _near(thanksgiving, 0, 0),
    "giving_tuesday": _near(thanksgiving, 5, 5),
    "small_business_saturday": _near(thanksgiving, 2, 2),
    "christmas": fixed(12, 25),
    "christmas_eve": fixed(12, 24),
    "boxing_day": fixed(12, 26),
    "new_years_eve": fixed(12, 31),
    "new_years_day": fixed(1, 1),
    "valentines": fixed(2, 14),
    "halloween": fixed(10, 31),
    "easter": _near(easter, 0, 0),
    "easter_weekend": _near(easter, -2, 1),
    "easter_saturday": _near(easter, -1, -1),
    "good_friday": _near(easter, -2, -2),
    "easter_monday": _near(easter, 1, 1),
    "singles_day": fixed(11, 11),
    "independence_day": fixed(7, 4),
    "labor_day": _weekday_of(9, 1),
    "memorial_day": _memorial_day,
    "st_patricks": fixed(3, 17),
    "earth_day": fixed(4, 22),
    "womens_day": fixed(3, 8),
    "april_fools": fixed(4, 1),
    "leap_day": fixed(2, 29),
    "holiday_season": lambda year: Period(date(year, 11, 1), date(year, 12, 24)),
}
"""Each feast by name; “Christmas” is the day itself, the holiday season runs from 1 November to Christmas Eve."""
