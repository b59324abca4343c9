"""The periods people name, as days: a table a model copies from, so that it never computes a date."""

from __future__ import annotations

from datetime import date, timedelta

from credora_agent.core.period import Period, add_months, month_end

MONTHS = 13
QUARTERS = 6


def table(today: date) -> dict[str, Period]:
    """Return the named periods as of `today`; "this" ends today, "last" is whole, rolling days end yesterday."""
    return {
        "today": Period(today, today),
        "yesterday": _days(today - timedelta(days=1), 1),
        "this week": Period(today - timedelta(days=today.weekday()), today),
        "last week": _days(today - timedelta(days=today.weekday() + 1), 7),
        **{f"last {days} days": _days(today - timedelta(days=1), days) for days in (7, 30, 90)},
        "this month": Period(today.replace(day=1), today),
        "last month": _month(today, 1),
        "last 12 months": Period(_month(today, 12).start, _month(today, 1).end),
        "this year": Period(date(today.year, 1, 1), today),
        "last year": Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        **{_quarter_name(each): each for each in _quarters(today)},
        **{f"{each.start:%B %Y}": each for each in (_month(today, back) for back in range(MONTHS))},
    }


def _days(end: date, days: int) -> Period:
    return Period(end - timedelta(days=days - 1), end)


def _month(today: date, back: int) -> Period:
    start = add_months(today.replace(day=1), -back)
    return Period(start, month_end(start))


def _quarters(today: date) -> list[Period]:
    first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    starts = [add_months(first, -3 * back) for back in range(QUARTERS)]
    return [Period(start, month_end(add_months(start, 2))) for start in starts]


def _quarter_name(quarter: Period) -> str:
    return f"Q{(quarter.start.month + 2) // 3} {quarter.start.year}"
