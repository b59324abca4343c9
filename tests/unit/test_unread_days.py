"""Words for days that are only partly understood lead to a question back, never to figures of other days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from credora_agent.agent.planner.known import Known
from credora_agent.agent.planner.local import plan
from credora_agent.core.period import Period

if TYPE_CHECKING:
    from credora_agent.agent.plan import Plan

TODAY = date(2026, 12, 1)
BOOKS = Period(date(2024, 11, 30), date(2026, 11, 30))
KNOWN = Known({"SKU-1": "Linen Duvet Cover"}, {"meta:123": "Spring Launch"})


def _planned(question: str) -> Plan:
    return plan(question, today=TODAY, books=BOOKS, known=KNOWN)


@pytest.mark.parametrize(
    "question",
    [
        "best products during ramadan",
        "orders over the jubilee weekend",
        "revenue in the sale week of october",
        "net profit before the move in june",
        "refunds the month easter fell in",
        "revenue past two summers",
        "orders on a friday in october",
        "winter 25/26 revenue",
        "revenue through october",
        "penultimate week net sales",
        "compare this week with the same week last month",
        "pedidos del puente de diciembre",
    ],
)
def test_days_that_are_partly_read_are_asked_about(question: str) -> None:
    """Tuesday 1 December 2026: each names days the calendar alone does not settle; every option settles them."""
    asked = _planned(question).clarify
    assert asked is not None
    assert asked.about == "period"
    assert all(_planned(option.question).calls for option in asked.options)


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("revenue Tuesday of last week", "2026-11-24", "2026-11-24"),
        ("net sales last week on Tuesday", "2026-11-24", "2026-11-24"),
        ("revenue two Fridays ago", "2026-11-20", "2026-11-20"),
        ("the 5th of last month orders", "2026-11-05", "2026-11-05"),
        ("orders since the first of the month", "2026-12-01", "2026-12-01"),
        ("revenue week 2 of October", "2026-10-08", "2026-10-14"),
        ("back half of 2025 net sales", "2025-07-01", "2025-12-31"),
        ("sales 01.03.2026-15.03.2026", "2026-03-01", "2026-03-15"),
        ("revenue the weekend before Easter", "2026-03-28", "2026-03-29"),
        ("refunds on the same weekday last year", "2025-12-02", "2025-12-02"),
        ("ingresos de la segunda quincena de octubre", "2026-10-16", "2026-10-31"),
        ("remboursements la première semaine d'octobre", "2026-10-01", "2026-10-07"),
        ("先月の第2週の注文数", "2026-11-08", "2026-11-14"),
    ],
)
def test_stretches_said_beside_one_another_are_one(question: str, start: str, end: str) -> None:
    """Tuesday 1 December 2026."""
    (call,) = _planned(question).calls
    assert (call.args["start"], call.args["end"]) == (start, end)


def test_the_same_day_is_that_of_the_day_named_before() -> None:
    """Yesterday is Monday 30 November; the same day last week is Monday the 23rd, not a Tuesday."""
    first, second = _planned("orders yesterday and orders the same day last week").calls
    assert (first.args["start"], second.args["start"]) == ("2026-11-30", "2026-11-23")


def test_a_weekday_the_week_before_is_compared_as_that_weekday() -> None:
    """Black Friday is 27 November 2026; the Friday of the week before is the 20th."""
    (call,) = _planned("AOV of Black Friday vs an ordinary Friday the week before").calls
    assert (call.args["start"], call.args["compare_start"]) == ("2026-11-27", "2026-11-20")


def test_the_weekend_before_is_a_weekend() -> None:
    """Two days before a weekend are Thursday and Friday: nobody means those."""
    (call,) = _planned("revenue last weekend vs the one before").calls
    assert (call.args["compare_start"], call.args["compare_end"]) == ("2026-11-21", "2026-11-22")


def test_what_a_question_presumes_does_not_narrow_the_ranking() -> None:
    """Whether June was the best month is told by all months."""
    (call,) = _planned("our best month was June, right?").calls
    assert (call.args["start"], call.args["end"]) == ("2024-11-30", "2026-11-30")


def test_a_gloss_is_as_sure_as_what_was_understood_of_it() -> None:
    """The planner stands by a Spanish question it understood, less by one with a strange word."""
    assert _planned("ventas netas en octubre").confidence > _planned("ventas netas glopas en octubre").confidence


@pytest.mark.parametrize(
    "question",
    [
        "what if we raise prices",
        "should we take a loan",
        "what if we take a loan of 5000",
        "what if we hire someone",
        "set the marketing budget for January",
        "alert me when return rate is too high",
        "alert me when revenue drops",
        "send me a weekly report",
        "dismiss the finding",
    ],
)
def test_whatever_is_lacking_comes_with_options_that_settle_it(question: str) -> None:
    """Sizes, thresholds, reports and ids are offered as whole questions, each of which leads to a call."""
    asked = _planned(question).clarify
    assert asked is not None
    assert len(asked.options) > 1
    assert all(_planned(option.question).calls for option in asked.options)
