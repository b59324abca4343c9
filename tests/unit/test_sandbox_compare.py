"""Truth beside product: what differs is found on its day, totals come about by themselves, rates are the day's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from credora_agent.analytics.metrics import METRICS, STATEMENT
from credora_agent.cli.sandbox import compare
from credora_agent.cli.sandbox.compare import Cell, booked_lines, converted, statement_lines

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def test_differences_that_cancel_out_are_found_on_their_day() -> None:
    """+10 on Monday and −10 on Tuesday leave the totals equal; the line still differs by 10, on Monday."""
    truth = {Cell(MONDAY, "fees", "GBP"): -100, Cell(TUESDAY, "fees", "GBP"): -100}
    product = {Cell(MONDAY, "fees", "GBP"): -90, Cell(TUESDAY, "fees", "GBP"): -110}
    (line,) = booked_lines(truth, product)
    assert (line.truth, line.product, line.max_abs_diff_micros, line.worst_day) == (-200, -200, 10, MONDAY)


def test_what_only_one_side_knows_is_a_difference() -> None:
    """A currency or a line that the product lacks, or invents, is compared with nought."""
    truth, product = {Cell(MONDAY, "tips", "KWD"): 5}, {Cell(MONDAY, "unclassified", "GBP"): 7}
    found = {(line.line, line.currency): line.max_abs_diff_micros for line in booked_lines(truth, product)}
    assert found == {("tips", "KWD"): 5, ("unclassified", "GBP"): 7}


def test_truth_is_converted_at_the_last_rate_published_by_the_day() -> None:
    """Friday's rate holds on Monday morning until Monday's is there: 2 USD × 0.75, then × 0.80."""
    rates = [(date(2026, 2, 27), "USD", "GBP", Decimal("0.75")), (TUESDAY, "USD", "GBP", Decimal("0.80"))]
    truth = {Cell(MONDAY, "fees", "USD"): 2_000_000, Cell(TUESDAY, "fees", "USD"): 2_000_000,
             Cell(TUESDAY, "tips", "GBP"): 1}  # fmt: skip
    assert converted(truth, "GBP", rates) == {
        (MONDAY, "fees"): 1_500_000, (TUESDAY, "fees"): 1_600_000, (TUESDAY, "tips"): 1,
    }  # fmt: skip
    with pytest.raises(LookupError, match="no rate for USD"):
        converted({Cell(date(2026, 1, 1), "fees", "USD"): 1}, "GBP", rates)


def test_totals_come_about_as_the_registry_says() -> None:
    """They are written down twice on purpose; a total changed in one place only would make every check fail."""
    assert {name: METRICS[name].parts for name in compare.STATEMENT} == dict(compare.STATEMENT)
    assert set(compare.STATEMENT) == {metric.id for metric in STATEMENT if metric.parts}


def test_a_wrong_total_is_seen_though_its_parts_agree() -> None:
    """Net sales 100 − 10 = 90; a product that shows 95 differs by 5."""
    truth = {(MONDAY, "gross_sales"): 100, (MONDAY, "discounts"): -10}
    product = {**truth, (MONDAY, "net_sales"): 95, (MONDAY, "revenue"): 90}
    found = {line.line: line.max_abs_diff_micros for line in statement_lines(truth, product, "GBP")}
    assert (found["net_sales"], found["revenue"], found["net_profit"]) == (5, 0, 90)
