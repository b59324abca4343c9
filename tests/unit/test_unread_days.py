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
        "orders before and after 12 October",
        "revenue of 2025 except december",
        "revenue excluding black friday in november",
        "orders in the first and third week of november",
        "campaign performance in the week we paused",
        "how much did we discount over the long weekend",
        "new customers around the move",
        "orders, summer sale",
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


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("orders in July, no sorry, August", "2026-08-01", "2026-08-31"),
        ("Yesterday felt slow, what were net sales?", "2026-11-30", "2026-11-30"),
        ("Happy new year! How many orders last week?", "2026-11-23", "2026-11-29"),
        ("The month is ending: how many orders in March?", "2026-03-01", "2026-03-31"),
        ("units from the 3rd of august until the 9th", "2026-08-03", "2026-08-09"),
        ("fees 20260831", "2026-08-31", "2026-08-31"),
        ("weekend before last: orders", "2026-11-21", "2026-11-22"),
        ("commandes le 14 juillet 2026", "2026-07-14", "2026-07-14"),
        ("Bestellungen KW 3 2026", "2026-01-12", "2026-01-18"),
    ],
)
def test_the_days_of_the_question_proper_are_taken(question: str, start: str, end: str) -> None:
    """Tuesday 1 December 2026: what is taken back or only said before the question is not asked about."""
    (call,) = _planned(question).calls
    assert (call.args["start"], call.args["end"]) == (start, end)


@pytest.mark.parametrize(
    ("question", "percent"),
    [
        ("+8% prices", 8),
        ("prices -5%", -5),
        ("what if ad costs had fallen 20 %", -20),
        ("et si on baissait les prix de 20 % ?", -20),
        ("e se aumentarmos os preços em 10%?", 10),
        ("¿y si redujéramos los precios un 10 %?", -10),
    ],
)
def test_a_supposed_change_goes_the_way_that_is_said(question: str, percent: int) -> None:
    """By a sign or by a verb in whatever form."""
    (call,) = _planned(question).calls
    assert call.args["levers"][0]["percent"] == percent


def test_a_verb_that_is_not_known_is_no_rise() -> None:
    """Which way "florped" goes is asked, with a way as each option."""
    asked = _planned("what if prices 10% florped").clarify
    assert asked is not None
    assert {_planned(option.question).calls[0].args["levers"][0]["percent"] for option in asked.options} == {10, -10}


@pytest.mark.parametrize(
    ("question", "compared"),
    [
        ("revenue friday vs the friday before", "2026-11-20"),
        ("revenue on Friday versus the previous Friday", "2026-11-20"),
        ("Umsatz am Freitag verglichen mit dem Freitag davor", "2026-11-20"),
        ("net profit Q3 compared with the second", "2026-04-01"),
        ("last week against the same calendar days a year ago, net sales", "2025-11-23"),
    ],
)
def test_what_a_stretch_is_held_against_is_of_its_kind(question: str, compared: str) -> None:
    """The Friday before is no Thursday; the same dates are no same weekdays."""
    (call,) = _planned(question).calls
    assert call.args["compare_start"] == compared


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("cogs jan-mar 26", "2026-01-01", "2026-03-31"),
        ("revenue nov and dec last year", "2025-11-01", "2025-12-31"),
        ("orders: mon, tue, wed of last week", "2026-11-23", "2026-11-25"),
        ("We changed our theme on 12 October. How have orders been since?", "2026-10-12", "2026-12-01"),
        ("profit for the year just ended", "2025-01-01", "2025-12-31"),
        ("orders in dec 25", "2025-12-01", "2025-12-31"),
        ("orders on dec 25", "2025-12-25", "2025-12-25"),
    ],
)
def test_what_is_said_of_the_last_is_said_of_all(question: str, start: str, end: str) -> None:
    """The year or the week said last is that of all of a list; "since" goes on to today."""
    (call,) = _planned(question).calls
    assert (call.args["start"], call.args["end"]) == (start, end)


def test_hours_of_a_day_are_declined() -> None:
    """The books keep days."""
    assert _planned("orders from 9am to 5pm yesterday").cannot


def test_a_name_in_quotes_is_that_name() -> None:
    """Spring Launch is made of ordinary words, and a campaign."""
    (call,) = _planned('how did "Spring Launch" do last month').calls
    assert call.args["campaign"] == "meta:123"
