"""What the shop calls its days does not hide them, and days said beside one another are each of them read."""

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


def _planned(question: str, *after: str, known: Known | None = None) -> Plan:
    return plan(question, today=TODAY, books=BOOKS, after=after, known=known or Known())


@pytest.mark.parametrize(
    ("question", "metrics", "start", "end"),
    [
        ("promo 3-9 Aug: units", ["units"], "2026-08-03", "2026-08-09"),
        ("launch 12-18 Oct: revenue and ad spend", ["revenue", "ad_spend"], "2026-10-12", "2026-10-18"),
        ("units during the promo (3-9 Aug)", ["units"], "2026-08-03", "2026-08-09"),
        ("summer sale 1-7 July: net sales", ["net_sales"], "2026-07-01", "2026-07-07"),
        ("Glow week, July 6 to 12, orders", ["orders"], "2026-07-06", "2026-07-12"),
        ("orders in the Christmas rush, 13 to 19 December 2025", ["orders"], "2025-12-13", "2025-12-19"),
        ("since we moved offices on 6 July: fulfilment costs", ["fulfilment"], "2026-07-06", "2026-12-01"),
        ("revenue last February, 2025 that is", ["revenue"], "2025-02-01", "2025-02-28"),
        ("orders on Saturday 10 and Sunday 11 October", ["orders"], "2026-10-10", "2026-10-11"),
        ("EBITDA of the month we just closed", ["ebitda"], "2026-11-01", "2026-11-30"),
    ],
)
def test_a_name_of_days_stands_beside_the_days(question: str, metrics: list[str], start: str, end: str) -> None:
    """Tuesday 1 December 2026; "promo" beside its dates is no line of discounts, "launch" no order to launch."""
    (call,) = _planned(question).calls
    assert call.args == {"metrics": metrics, "start": start, "end": end}


@pytest.mark.parametrize(
    "question",
    [
        "units sold while the site was down",
        "returns after the packaging was changed",
        "orders on the pop-up weekend",
        "CAC during the campaign",
        "revenue of the sprint ending Friday",
    ],
)
def test_days_of_an_event_without_dates_are_asked_about(question: str) -> None:
    """No calendar tells when the site was down."""
    asked = _planned(question).clarify
    assert asked is not None
    assert asked.about == "period"


def test_the_day_before_is_read_beside_a_day() -> None:
    """Yesterday is 30 November; two days side by side are one stretch by the day."""
    (call,) = _planned("orders yesterday and the day before").calls
    assert (call.args["start"], call.args["end"], call.args["by"]) == ("2026-11-29", "2026-11-30", "day")


def test_every_month_of_a_row_is_compared() -> None:
    """September is held against October and against November, none is dropped."""
    calls = _planned("compare Sept with Oct and Nov").calls
    assert [call.args["compare_start"] for call in calls] == ["2026-10-01", "2026-11-01"]
    (row,) = _planned("compare Sept, Oct and Nov").calls
    assert (row.args["start"], row.args["end"], row.args["by"]) == ("2026-09-01", "2026-11-30", "month")


def test_a_month_of_two_years_is_that_month_twice() -> None:
    """No whole year is asked for by "October 2025 and 2024"."""
    calls = _planned("revenue in October 2025 and 2024").calls
    assert [call.args["start"] for call in calls] == ["2025-10-01", "2024-10-01"]


def test_a_tax_left_out_is_no_line() -> None:
    """Revenue is without VAT as it is; named beside it, not left out, VAT is a line."""
    (without,) = _planned("revenue in Q3 excluding VAT").calls
    (beside,) = _planned("revenue and VAT in Q3").calls
    assert without.args["metrics"] == ["revenue"]
    assert beside.args["metrics"] == ["revenue", "sales_tax"]


def test_same_period_is_that_of_the_question_before() -> None:
    """7 to 13 October were asked about before."""
    (call,) = _planned("same period, new customers this time", "orders from 7 to 13 October").calls
    assert (call.args["metrics"], call.args["start"]) == (["new_customers"], "2026-10-07")


def test_what_was_behind_a_change_is_why() -> None:
    """The rows of a figure are another question."""
    (call,) = _planned("Now that returns have halved in October, what was behind that?").calls
    assert (call.tool, call.args["metric"]) == ("cfo_explain_change", "returns")


def test_a_figure_beside_shopifys_is_reconciled() -> None:
    """Shopify's own total is no second period to compare with."""
    for question in ("difference between our revenue and Shopify for September",
                     "is our September revenue the same as in Shopify"):  # fmt: skip
        (call,) = _planned(question).calls
        assert (call.tool, call.args["start"]) == ("cfo_reconcile", "2026-09-01")


def test_a_campaign_written_as_it_is_called_is_meant() -> None:
    """Its words are ordinary ones: a season, and a verb."""
    known = Known({}, {"meta_ads:1:2": "Spring Refresh"}, frozenset(("meta_ads",)))
    (call,) = _planned("suppose Spring Refresh is switched off, what do we lose", known=known).calls
    assert call.args["levers"] == [{"lever": "ad_spend", "target": "meta_ads:1:2", "percent": -100}]


def test_names_of_the_shop_make_no_question_foreign() -> None:
    """A French name in an English question leaves it as sure as it is."""
    known = Known({"S-1": "Sac Noir"}, {})
    assert _planned("Sac Noir stock", known=known).confidence == 1
