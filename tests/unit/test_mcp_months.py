"""Months and quarters as prompts take them, on 2026-11-22."""

from __future__ import annotations

from datetime import date

import pytest

from credora_agent.core.errors import BadPeriod
from credora_agent.core.period import Period
from mcp_servers.months import month, months, quarter, quarters

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "id_", "label"),
    [
        (None, "2026-10", "October 2026"),
        ("  ", "2026-10", "October 2026"),
        ("2026-10", "2026-10", "October 2026"),
        ("2026/3", "2026-03", "March 2026"),
        ("oct", "2026-10", "October 2026"),
        ("Sept. 2025", "2025-09", "September 2025"),
        ("NOVEMBER", "2026-11", "November 2026"),
        ("december", "2025-12", "December 2025"),
        ("may 2024", "2024-05", "May 2024"),
    ],
)
def test_months_are_named_in_figures_or_in_words(text: str | None, id_: str, label: str) -> None:
    """Without a year the latest that has begun; without anything the latest that is over."""
    found = month(text, TODAY)
    assert (found.id, found.label) == (id_, label)


@pytest.mark.parametrize(
    ("text", "id_"),
    [(None, "2026-Q3"), ("2026-Q4", "2026-Q4"), ("q3 2025", "2025-Q3"), ("Q4", "2026-Q4"), ("2026 q1", "2026-Q1")],
)
def test_quarters_likewise(text: str | None, id_: str) -> None:
    assert quarter(text, TODAY).id == id_
    assert quarter("q4", date(2026, 3, 1)).id == "2025-Q4"


@pytest.mark.parametrize(
    "text",
    ["x", "2026-13", "2026-00", "0000-01", "1989-12", "2026-12", "2027-01", "o", "2026-10-01", "٢٠٢٦-١٠", "2026-10\x00",
     "last month", "9" * 300, "October 0000"],
)  # fmt: skip
def test_what_is_no_month_or_has_not_begun_is_refused(text: str) -> None:
    """The remedy names a form that is understood; what was typed is repeated short, and plain."""
    with pytest.raises(BadPeriod) as refused:
        month(text, TODAY)
    assert "2026-10" in refused.value.remedy or "up to today" in refused.value.remedy
    assert len(refused.value.cause) < 140
    assert refused.value.cause.isprintable()


@pytest.mark.parametrize("text", ["Q5", "2026-10", "0000-Q1", "2027-Q1", "1989-Q4", "Q"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        quarter(text, TODAY)


def test_a_span_that_is_over_is_held_against_a_whole_one_and_one_that_is_not_against_as_many_days() -> None:
    """October has 31 days, September 30; 22 days of November stand against 22 of October."""
    over, running = month("2026-10", TODAY), month("2026-11", TODAY)
    assert (over.days, over.shifted(-1)) == (days("2026-10-01", "2026-10-31"), days("2026-09-01", "2026-09-30"))
    assert (running.days, running.shifted(-1)) == (days("2026-11-01", "2026-11-22"), days("2026-10-01", "2026-10-22"))
    assert month("march", date(2026, 3, 31)).shifted(-1) == days("2026-02-01", "2026-02-28")
    assert quarter("Q4", TODAY).shifted(-12) == days("2025-10-01", "2025-11-22")
    assert quarter("Q1", TODAY).shifted(-12) == days("2025-01-01", "2025-03-31")


def test_months_and_quarters_are_listed_from_today_back() -> None:
    since = date(2025, 12, 31)
    assert [span.id for span in months(since, TODAY)][:2] == ["2026-11", "2026-10"]
    assert [span.id for span in months(since, TODAY)][-1] == "2025-12"
    assert [span.id for span in quarters(since, TODAY)] == ["2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4"]


def days(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))
