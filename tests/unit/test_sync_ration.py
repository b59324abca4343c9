"""How often an account is read where all accounts of an app share a day's questions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.sync.ration import SPARED, pause

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked(every: timedelta, accounts: int) -> float:
    """Return what a day of readings asks: one question each, and once a day another for the sums."""
    readings = DAY / every
    return accounts * (readings + min(readings, 1))


@given(accounts=st.integers(1, 50_000), ration=st.integers(1, 20_000))
def test_no_number_of_accounts_asks_for_more_than_the_day_has(accounts: int, ration: int) -> None:
    """A tenth is left over, never more than needed: accounts read less often than hourly use all the rest."""
    every = pause(HOUR, ration, accounts)
    planned = ration * (1 - SPARED)
    assert every >= HOUR
    assert asked(every, accounts) <= planned * 1.001
    if every > HOUR * 1.001:
        assert asked(every, accounts) >= planned * 0.999


@pytest.mark.parametrize(
    ("ration", "accounts", "hours"), [(2_880, 103, 1.0), (2_880, 200, 2.007), (15_000, 200, 1.0), (2_880, 0, 1.0)]
)
def test_few_accounts_are_read_hourly_and_a_hundred_shops_of_two_every_other_hour(
    ration: int, accounts: int, hours: float
) -> None:
    """Explorer access serves 103 accounts hourly, Basic access 200."""
    assert pause(HOUR, ration, accounts) / HOUR == pytest.approx(hours, abs=0.001)
