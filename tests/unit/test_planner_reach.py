"""The local planner beyond the P&L: names of the shop's own, follow-ups, what-ifs, wishes, and honest limits."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credora_agent.agent.plan import Call
from credora_agent.agent.planner.english.vocabulary import ENGLISH
from credora_agent.agent.planner.known import Known
from credora_agent.agent.planner.local import plan
from credora_agent.core.period import Period
from mcp_servers.actions import Wish
from mcp_servers.ads import Performance
from mcp_servers.analytics import TOOLS as CFO
from mcp_servers.levers import WhatIf
from mcp_servers.shopify import TOOLS as SHOPIFY

TODAY = date(2026, 11, 30)
BOOKS = Period(date(2024, 1, 1), date(2026, 11, 29))
SHOP = Known(
    products={"CAN-LAV": "Lavender Candle", "CAN-ROS": "Rose Candle", "MUG-1": "Stoneware Mug"},
    campaigns={"meta:1:11": "Prospecting - Broad UK", "google:2:22": "Brand Search"},
)
ARGUMENTS = {tool.name: tool.arguments for tool in (*CFO, *SHOPIFY)} | {
    "meta_performance": Performance,
    "google_performance": Performance,
    "cfo_propose": Wish,
}


def planned(question: str, *after: str) -> tuple[Call, ...]:
    return plan(question, today=TODAY, books=BOOKS, after=after, known=SHOP).calls


def only(question: str, *after: str) -> Call:
    (call,) = planned(question, *after)
    return call


def test_a_name_of_the_shop_is_an_argument() -> None:
    """A misspelt title becomes the SKU, a campaign's words its id."""
    assert only("rows behind refunds of the stonware mug in october").args["sku"] == "MUG-1"
    assert only("clicks of the brand search campaign last week").args["campaign"] == "google:2:22"


def test_two_products_equally_near_are_asked_about() -> None:
    """Each option names one of them, and choosing it leads to its rows."""
    made = plan("rows behind refunds of candles in october", today=TODAY, books=BOOKS, known=SHOP)
    assert made.clarify is not None
    assert made.clarify.about == "entity"
    found = [only(option.question).args["sku"] for option in made.clarify.options]
    assert found == ["CAN-LAV", "CAN-ROS"]


def test_the_same_answer_for_all_needs_no_question() -> None:
    """Stock is listed whole, so which candle is meant does not matter."""
    assert only("how much stock of the candles is left") == Call("cfo_inventory", {})


def test_a_follow_up_keeps_what_it_does_not_change() -> None:
    """The month before moves the month, "only Meta" the platform, "why" the tool."""
    october = {"start": "2026-10-01", "end": "2026-10-31"}
    september = {"start": "2026-09-01", "end": "2026-09-30"}
    assert only("and the month before?", "revenue in october").args == {"metrics": ["revenue"], **september}
    assert only("only meta", "meta and google spend in october") == Call("meta_performance", october)
    why = only("why?", "revenue in october")
    assert why.tool == "cfo_explain_change"
    assert why.args["start"] == october["start"]
    assert why.args["compare_start"] == september["start"]


def test_a_whole_question_owes_nothing_to_the_ones_before() -> None:
    """What was asked earlier does not leak into a question that lacks nothing."""
    for question in (
        "refunds in march",
        "top products last month",
        "when do we run out of cash",
        "what if prices go up 5%",
    ):
        assert planned(question, "why did profit fall in october", "only meta") == planned(question)


def test_a_wish_is_proposed_and_nothing_else() -> None:
    """A budget becomes a proposal for the December to come; nothing is applied."""
    call = only("set the marketing budget for december to 4000")
    assert call == Call(
        "cfo_propose", {"action": "budget", "metric": "marketing", "amount": 4000, "start": "2026-12-01"}
    )


@pytest.mark.parametrize(
    "question",
    [
        "refund order 1042",
        "change the price of the stoneware mug to 20",
        "pause the brand search campaign",
        "raise ad spend by 20%",
        "what's the weather",
        "how do we compare with competitors",
        "how many visitors yesterday",
    ],
)
def test_what_nobody_here_can_do_is_said(question: str) -> None:
    """Orders to platforms and other subjects lead to a sentence, not to a call."""
    made = plan(question, today=TODAY, books=BOOKS, known=SHOP)
    assert made.cannot
    assert not made.calls


def test_days_that_have_not_come_are_no_period() -> None:
    """Campaigns of next month are declined, sales of next month forecast to its end."""
    assert plan("campaigns next month", today=TODAY, books=BOOKS).cannot
    assert only("sales next month") == Call("cfo_forecast", {"horizon_days": 31})


WORDS = sorted(" ".join(words) for words in ENGLISH.phrases)
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(("5", "2000", "8%", "4k", "1.5", "$", "#1042", "lavender", "mug", "2 weeks")),
)
QUESTIONS = st.lists(PIECES, min_size=1, max_size=8).map(" ".join)


@settings(max_examples=250, deadline=None)
@given(st.lists(QUESTIONS, min_size=1, max_size=3), st.dates(date(2001, 1, 1), date(2090, 12, 31)))
def test_every_call_is_one_its_tool_takes(asked: list[str], today: date) -> None:
    """Whatever is asked and was asked before, no plan raises, and its arguments are those of the tool."""
    *after, question = asked
    made = plan(question, today=today, books=Period(date(1999, 1, 1), today), after=after, known=SHOP)
    for call in made.calls:
        shape = ARGUMENTS.get(call.tool)
        if shape is not None:
            taken = shape(**call.args)
            if isinstance(taken, Wish):
                assert taken.wanted
            if isinstance(taken, WhatIf):
                assert all(each.pulled() for each in taken.levers)


def test_a_plan_takes_milliseconds() -> None:
    """The best of five plans of a long question with names, after two others, is a few milliseconds of work."""
    question = (
        "what if we raise the price of the lavender candle by 8% and hire someone at 4k a month until next summer"
    )
    spent = []
    for _ in range(5):
        began = process_time()
        plan(question, today=TODAY, books=BOOKS, after=("revenue in october", "why?"), known=SHOP)
        spent.append(process_time() - began)
    assert min(spent) < 0.030
