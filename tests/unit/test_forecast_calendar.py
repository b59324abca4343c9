"""Week and season: closed weekdays, the calendar's alignment, Black Friday meeting Black Friday."""

from datetime import date, timedelta

import numpy as np
import pytest

from credora_agent.analytics.forecast.model import fit
from credora_agent.analytics.forecast.paths import simulate
from credora_agent.analytics.forecast.season import annual_index, black_fridays, year_before
from credora_agent.analytics.forecast.weekday import weekday_index


def noisy(days: int, seed: int = 2) -> np.ndarray:
    return 1000 * np.random.default_rng(seed).lognormal(0, 0.2, days)


def weekdays(first: date, days: int) -> np.ndarray:
    return (first.weekday() + np.arange(days)) % 7


@pytest.mark.parametrize(
    ("year", "friday"),
    [(2019, 29), (2021, 26), (2022, 25), (2023, 24), (2024, 29), (2025, 28), (2026, 27), (2030, 29)],
)
def test_black_friday_is_the_day_after_the_fourth_thursday(year: int, friday: int):
    assert black_fridays(np.array([date(year, 7, 1).toordinal()]))[0] == date(year, 11, friday).toordinal()


def test_every_day_is_compared_with_the_same_weekday_and_black_friday_with_black_friday():
    days = np.arange(date(2015, 1, 1).toordinal(), date(2040, 12, 31).toordinal())
    before = year_before(days)
    assert set(days - before) == {364, 371}
    fridays = np.unique(black_fridays(days))[1:]
    assert np.array_equal(year_before(fridays), black_fridays(fridays - 350))


@pytest.mark.parametrize("year", [2023, 2024])  # Black Friday comes 364 days after the last one, and 371
def test_last_years_black_friday_peak_is_expected_on_this_years(year: int):
    first, end = date(year - 2, 10, 1), date(year, 10, 20)
    values = noisy((end - first).days)
    for each in (year - 2, year - 1):
        friday = int(black_fridays(np.array([date(each, 11, 1).toordinal()]))[0]) - first.toordinal()
        values[friday] *= 8
    expected = fit(values, first).expected(60)
    peak = end + timedelta(days=int(np.argmax(expected)))
    assert peak.toordinal() == black_fridays(np.array([date(year, 11, 1).toordinal()]))[0]
    assert expected.max() > 2 * np.median(expected)


@pytest.mark.parametrize("days", [35, 60, 200, 500])
def test_a_closed_weekday_is_zero_on_every_path(days: int):
    first = date(2024, 3, 5)
    values = np.where(weekdays(first, days) == 6, 0.0, noisy(days))
    model = fit(values, first)
    paths = simulate(model, horizon=28, paths=300, seed=5)
    closed = weekdays(model.history.next_day, 28) == 6
    assert model.weekday[6] == 0
    assert np.all(paths[:, closed] == 0)
    assert np.all(paths[:, ~closed].max(axis=0) > 0)
    assert np.all(model.expected(28)[closed] == 0)


def test_days_without_a_sale_in_a_quiet_shop_close_no_weekday():
    draw = np.random.default_rng(8)
    for _ in range(20):
        values = np.where(draw.random(400) < 0.1, draw.lognormal(3, 1, 400), 0.0)
        assert np.all(fit(values, date(2024, 1, 1)).weekday > 0)


def test_a_shop_that_is_shut_altogether_has_no_closed_weekdays():
    assert np.all(weekday_index(np.concatenate((noisy(200), np.zeros(60)))) > 0)


def test_the_weekday_index_finds_the_week_whatever_one_day_did():
    week = np.array([1.4, 0.8, 0.8, 0.8, 1.0, 1.6, 0.6])
    values = np.tile(week, 30) * 100
    found = weekday_index(values)
    assert found.mean() == pytest.approx(1)
    assert np.allclose(found, week, atol=0.06)
    values[100] *= 10_000
    assert np.allclose(weekday_index(values), found, atol=0.06)


def test_a_strong_december_is_expected_again_but_shrunk():
    first = date(2023, 2, 1)
    days = np.array([first + timedelta(days=i) for i in range(640)])  # until 2024-11-01
    values = noisy(640) * np.array([3.0 if day.month == 12 else 1.0 for day in days])
    expected = fit(values, first).expected(90)
    december, november = expected[35:55].mean(), expected[:14].mean()
    assert 1.4 < december / november < 2.2  # √3 = 1.73


def test_luck_makes_no_season():
    draw = np.random.default_rng(4)
    rare = np.where(draw.random(730) < 0.06, draw.lognormal(5, 0.8, 730), 0.0)
    index = annual_index(rare / rare.mean(), np.ones(730), first=date(2023, 1, 2).toordinal(), ahead=364)
    assert np.log(index).std() < 0.35


def test_later_years_repeat_the_season_and_not_the_growth():
    first = date(2023, 1, 2)
    values = noisy(730) * 3 ** (np.arange(730) / 365)
    expected = fit(values, first).expected(3650)
    years = [expected[at : at + 364].mean() for at in range(364, 3276, 364)]
    assert max(years) / min(years) < 1.6
    assert 1 < years[0] / values[-28:].mean() < 3
