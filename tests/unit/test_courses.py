"""Courses as charts: a step nothing is recorded of is no step of nought."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from credora_agent.analytics.metrics import Unit
from credora_agent.reports.schemas import Range
from credora_agent.reports.sheets import Column, Sheet, SheetReport, SheetRow
from credora_agent.web.pages.courses import GOODS, course_chart


def course(*values: int | None) -> SheetReport:
    """Return a course whose steps have these net sales."""
    rows = tuple(
        SheetRow(id=str(n), label=f"step {n}", values={"net_sales": None if value is None else Decimal(value)})
        for n, value in enumerate(values)
    )
    column = Column(id="net_sales", label="Net sales", unit=Unit.MONEY, formula="")
    sheet = Sheet(title="Day", currency="GBP", columns=(column,), rows=rows)
    days = Range(start=date(2026, 11, 1), end=date(2026, 11, len(values)))
    return SheetReport(shop="s", currency="GBP", period=days, as_of=None, ledger_version=1, sheet=sheet)


@pytest.mark.parametrize(
    ("values", "said"), [((None, -5, -3), "step 2 with −£3.00"), ((4, None, 9), "step 2 with £9.00")]
)
def test_what_is_missing_is_never_the_highest(values: tuple[int | None, ...], said: str) -> None:
    """After returns alone the highest day is the one that lost least, not the one nothing is known of."""
    chart = course_chart(course(*values), GOODS, title="Net sales", what="Candle")
    assert chart is not None
    assert chart.sentence.endswith(f"was {said}.")
    assert chart.series[0].said[values.index(None)] == "–"


def test_a_course_of_nothing_is_not_drawn() -> None:
    assert course_chart(course(None, None), GOODS, title="Net sales", what="Candle") is None
