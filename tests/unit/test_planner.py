"""The local planner: one reading per question, whatever is typed, and every default said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credora_agent.agent.plan import Call, Plan
from credora_agent.agent.planner.english.sentences import CANNOT
from credora_agent.agent.planner.local import plan
from credora_agent.core.errors import BadInput
from credora_agent.core.period import Period

TODAY = date(2011, 12, 10)
BOOKS = Period(date(2009, 12, 1), date(2011, 12, 9))


def only(question: str, **clock) -> Call:
    made = plan(question, **{"today": TODAY, "books": BOOKS} | clock)
    assert len(made.calls) == 1, made
    return made.calls[0]


def test_a_line_in_a_month() -> None:
    """A line and a month make one call with inclusive ISO days."""
    call = only("refunds in March")
    assert call == Call("cfo_metrics", {"metrics": ["returns"], "start": "2011-03-01", "end": "2011-03-31"})


def test_a_default_is_said() -> None:
    """“Sales” is net sales, and the plan says so."""
    made = plan("sales last month", today=TODAY)
    assert made.calls[0].args["metrics"] == ["net_sales"]
    assert made.assumptions == ("“Sales” is read as net sales.",)


def test_a_running_month_is_compared_with_the_same_days() -> None:
    """Ten days of December stand against ten days of November, and the plan says so."""
    made = plan("how are we doing?", today=TODAY, books=BOOKS)
    assert made.calls[0].args == {
        "start": "2011-12-01",
        "end": "2011-12-10",
        "compare_start": "2011-11-01",
        "compare_end": "2011-11-10",
    }
    assert any("still running" in said for said in made.assumptions)


def test_a_premise_is_not_affirmed() -> None:
    """A why-question hands on the way it takes for granted, so that the tool can say whether it was so."""
    made = plan("why did revenue fall in november?", today=TODAY, books=BOOKS)
    assert made.calls[0].tool == "cfo_explain_change"
    assert made.calls[0].args["asked"] == "fell"


def test_two_questions_become_two_calls() -> None:
    """What each part asks for is called once."""
    made = plan("p&l for october and the best day of november", today=TODAY, books=BOOKS)
    assert [call.tool for call in made.calls] == ["cfo_pnl", "cfo_metrics"]


def test_an_open_period_is_asked_for_with_ready_questions() -> None:
    """Each option is a whole question that the planner then answers."""
    made = plan("What was revenue?", today=TODAY, books=BOOKS)
    assert made.clarify is not None
    assert made.clarify.about == "period"
    assert all(plan(option.question, today=TODAY, books=BOOKS).calls for option in made.clarify.options)


@pytest.mark.parametrize(
    "question",
    [
        "sales on 5/3/2011",
        "how much did we make in march?",
        "shipping in november",
        "contribution margin last month",
        "show me the transactions in november",
        "is that good?",
    ],
)
def test_every_option_settles_its_doubt(question: str) -> None:
    """Choosing an option leads to calls."""
    made = plan(question, today=TODAY, books=BOOKS)
    assert made.clarify is not None
    for option in made.clarify.options:
        assert plan(option.question, today=TODAY, books=BOOKS).calls, option


@pytest.mark.parametrize(
    "question", ["refund order 1042", "delete the march refunds", "email the p&l to my accountant"]
)
def test_nothing_is_changed(question: str) -> None:
    """An order to change or send something is declined."""
    made = plan(question, today=TODAY, books=BOOKS)
    assert made.cannot is not None
    assert "only read" in made.cannot


@pytest.mark.parametrize("question", ["march", "sold out", "match", "my mouse", "gold coast"])
def test_ordinary_words_are_not_bent_into_lines(question: str) -> None:
    """A word near a line's name is not that line."""
    made = plan(question, today=TODAY, books=BOOKS)
    assert all(call.tool != "cfo_metrics" for call in made.calls)


def test_unknown_words_make_a_plan_less_sure() -> None:
    """Confidence falls with each word nobody knows."""
    clear = plan("revenue last month", today=TODAY)
    murky = plan("zorbly revenue last month flimmed", today=TODAY)
    assert murky.confidence < clear.confidence == 1


def test_a_plan_is_one_thing() -> None:
    """Calls and a refusal at once are refused."""
    with pytest.raises(BadInput):
        Plan("mixed", calls=(Call("cfo_status", {}),), cannot="No.")
    with pytest.raises(BadInput):
        Plan("nothing")


PIECES = (
    *("revenue", "refunds", "sales", "p&l", "best", "worst", "day", "days", "month", "last", "this", "next", "year"),
    *("2011", "march", "since", "from", "to", "between", "and", "vs", "compared with", "by", "why", "up", "5", "7"),
    *("1/2/2011", "2011-02-30", "31", "first", "week", "of", "the", "before", "ago", "black friday", "?", ",", "top"),
    *("growth", "all time", "until", "53", "29", "february", "profit", "orders", "show", "rows behind", "match", "yoy"),
    *("shopify", "forecast", "same period", "this time", "end of", "second half", "9999", "months", "weekend", "hours"),
)
WORDS = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
CLOCK = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@settings(max_examples=400, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=500)), CLOCK)
def test_no_text_raises(question: str, today: date) -> None:
    """Any text yields one plan whose dates are real, in order, and not past today."""
    books = Period(date(1999, 1, 1), today)
    made = plan(question, today=today, books=books)
    for call in made.calls:
        args = call.args
        if "start" in args:
            assert date.fromisoformat(args["start"]) <= date.fromisoformat(args["end"]) <= today
        if "compare_start" in args:
            assert date.fromisoformat(args["compare_start"]) <= date.fromisoformat(args["compare_end"]) <= today
    assert 0 <= made.confidence <= 1
    assert made.cannot != CANNOT["dates"], "a rule of the grammar made an impossible range"


def test_a_very_long_text_is_cut_politely() -> None:
    """Ten kilobytes are read as their first thousand characters, and the plan says so."""
    made = plan("revenue last month " + "and so on " * 1_000, today=TODAY)
    assert made.calls
    assert "Only the first 1,000 characters were read." in made.assumptions
