"""Days named by their distance from today, as alerts and scheduled reports need them: whole days up to yesterday."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from credora_agent.core.period import Grain, Period, around


class Span(StrEnum):
    """A stretch of days that moves with today."""

    YESTERDAY = "yesterday"
    LAST_7_DAYS = "last_7_days"
    LAST_28_DAYS = "last_28_days"
    MONTH_TO_DATE = "month_to_date"
    LAST_WEEK = "last_week"
    LAST_MONTH = "last_month"
    LAST_QUARTER = "last_quarter"


ROLLING = {Span.YESTERDAY: 1, Span.LAST_7_DAYS: 7, Span.LAST_28_DAYS: 28}
"""Spans that are so many days up to yesterday."""
CALENDAR = {Span.LAST_WEEK: Grain.WEEK, Span.LAST_MONTH: Grain.MONTH, Span.LAST_QUARTER: Grain.QUARTER}
"""Spans that are the last whole unit of the calendar."""


def days_of(span: Span, today: date) -> Period:
    """Return the days meant on `today`.

    The month to date is the month that holds yesterday, up to yesterday: on the first of a month, all of the last one.
    """
    yesterday = today - timedelta(days=1)
    if span in ROLLING:
        return Period(today - timedelta(days=ROLLING[span]), yesterday)
    if span is Span.MONTH_TO_DATE:
        return Period(yesterday.replace(day=1), yesterday)
    grain = CALENDAR[span]
    return around(around(today, grain).start - timedelta(days=1), grain)


def named(span: Span) -> str:
    """Return a span as it is said: "last 7 days"."""
    return span.value.replace("_", " ")
