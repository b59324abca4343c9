"""How often an account is read where all accounts of an app share a day's questions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.sync.ration import READINGS, SPARED, pause, spare

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


@given(accounts=st.integers(0, 50_000), ration=st.integers(1, 20_000))
def test_what_people_ask_live_never_takes_what_readings_need(accounts: int, ration: int) -> None:
    """Half of what is left at the most, and one at the least; a power of two, so that it seldom changes."""
    live = spare(ration, accounts)
    left = ration - min(accounts * READINGS, ration * (1 - SPARED))
    assert live == 1 or live <= left / 2
    assert live > left / 4 - 1
    assert live & (live - 1) == 0


def test_one_account_with_explorer_access_leaves_a_thousand_questions_a_day() -> None:
    assert [spare(2_880, n) for n in (1, 50, 103, 5_000)] == [1024, 512, 128, 128]
