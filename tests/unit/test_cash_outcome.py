"""What futures of cash come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from credora_agent.analytics.cash.inputs import CashInputs, Opening, Payment
from credora_agent.analytics.cash.outcome import first_passage, large_outflows, outcome
from credora_agent.analytics.cash.paths import cash_paths
from credora_agent.analytics.figure import Bound
from credora_agent.reports.build_outlook import odds

FIRST = date(2026, 11, 28)


def walk(*futures: list[float]) -> np.ndarray:
    """Return how far cash has moved by the end of each day in each future, shape (days, futures)."""
    return np.cumsum(np.array(futures, dtype=np.float32), axis=1).T


def test_a_future_that_recovers_has_run_out_all_the_same() -> None:
    """With 10 in hand: one future is below nought on day 2 only, one on day 3, two never."""
    change = walk([0, -20, 30], [0, 0, -11], [5, 5, 5], [0, 0, 0])
    found = first_passage(change, 10)
    assert found.within == {3: 0.5}
    assert (found.early, found.runway) == (2, 3)
    assert first_passage(change[:2], 10).runway is None


def test_odds_are_whole_percents_and_never_certain() -> None:
    """0 of 10,000 is at most 1 %, all at least 99 %, 1,234 are 12 %."""
    assert odds(0.0) == (Decimal("0.01"), Bound.AT_MOST)
    assert odds(0.004) == (Decimal("0.01"), Bound.AT_MOST)
    assert odds(0.1234) == (Decimal("0.12"), Bound.EXACT)
    assert odds(0.0099) == (Decimal("0.01"), Bound.EXACT)
    assert odds(1.0) == (Decimal("0.99"), Bound.AT_LEAST)


def shop(days: int) -> CashInputs:
    """Return a hundred futures of 10 a day, with 12 a day spent on ads."""
    return CashInputs(
        first_day=FIRST,
        sales_from=FIRST,
        sales=np.full((100, days), 10.0),
        recent=np.zeros(0),
        recent_tax=np.zeros(0),
        refund_lag=np.array([1.0]),
        ad_spend=np.full(days, 12.0),
    )


def test_burn_runway_and_lowest_point_of_a_shop_that_loses_two_a_day() -> None:
    """91 days of −2 are 60.83 a month; 99 in hand last 49 days, so on day 50 they are gone; lowest at the end."""
    made = replace(shop(120), opening=Opening(99, FIRST, ("main",)))
    found = outcome(made, cash_paths(made))
    assert found.burn == pytest.approx(2 * 365 / 12)
    assert found.ruin is not None
    assert found.ruin.runway == found.ruin.early == 50
    assert found.ruin.within == {30: 0, 60: 1, 90: 1, 120: 1}
    assert found.low is not None
    assert (found.low.median, found.low.day) == (pytest.approx(99 - 240), FIRST + timedelta(days=119))
    assert found.band(5)[0] == pytest.approx(97)


def test_without_cash_stated_there_are_bands_of_its_change_and_no_odds() -> None:
    """The same shop with nothing stated; and over less than four weeks no burn a month."""
    found = outcome(shop(120), cash_paths(shop(120)))
    assert found.ruin is None
    assert found.low is None
    assert found.band(50)[-1] == pytest.approx(-240)
    assert outcome(shop(20), cash_paths(shop(20))).burn is None


def test_only_large_payments_that_leave_are_listed_in_order_of_days() -> None:
    """Twenty payments of 1 to 20 and an incoming loan: the twelve largest, by day."""
    paid = [Payment(FIRST + timedelta(days=20 - n), f"P{n}", "other", -float(n)) for n in range(1, 21)]
    made = replace(shop(30), payments=(*paid, Payment(FIRST, "Loan", "financing", 500.0)))
    found = large_outflows(made, cash_paths(made))
    assert [payment.name for payment in found] == [f"P{n}" for n in range(20, 8, -1)]
