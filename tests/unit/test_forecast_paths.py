"""Simulated paths: reproducible, with common draws, in the history's unit, and with honest odds."""

import tracemalloc
from datetime import date

import numpy as np
import pytest

from credora_agent.analytics.forecast.bands import PERCENTS, bands
from credora_agent.analytics.forecast.model import MODEL_VERSION, fit
from credora_agent.analytics.forecast.paths import MOST_CELLS, affordable, simulate
from credora_agent.core.errors import BadInput

FIRST = date(2024, 1, 1)


def shop(days: int = 500, seed: int = 3) -> np.ndarray:
    draw = np.random.default_rng(seed)
    week = np.resize([1.2, 1.0, 0.9, 0.9, 1.1, 1.3, 0.6], days)
    return 500 * week * draw.lognormal(0, 0.3, days)


def test_the_same_seed_gives_the_same_paths_and_another_gives_others():
    one, again = (simulate(fit(shop(), FIRST), horizon=90, paths=200, seed=7) for _ in range(2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, simulate(fit(shop(), FIRST), horizon=90, paths=200, seed=8))


def test_an_uplift_multiplies_days_and_leaves_the_draws_alone():
    model, uplift = fit(shop(), FIRST), np.ones(60)
    uplift[10:14] = 2.5
    plain, lifted = (simulate(model, horizon=60, paths=100, seed=1, uplift=each) for each in (None, uplift))
    assert np.allclose(lifted, plain * uplift, rtol=1e-12)


@pytest.mark.parametrize("uplift", [np.ones(59), np.full(60, -1.0), np.full(60, np.nan)])
def test_an_uplift_that_makes_no_sense_is_refused(uplift: np.ndarray):
    with pytest.raises(BadInput, match="one factor a day"):
        simulate(fit(shop(), FIRST), horizon=60, paths=10, seed=1, uplift=uplift)


@pytest.mark.parametrize(("paths", "seed"), [(0, 1), (10, -1)])
def test_no_paths_and_no_seed_are_refused(paths: int, seed: int):
    with pytest.raises(BadInput, match="at least one path"):
        simulate(fit(shop(), FIRST), horizon=60, paths=paths, seed=seed)


@pytest.mark.parametrize("factor", [1e-6, 0.01, 100.0, 3.7e9])
def test_values_in_another_unit_give_the_paths_in_that_unit(factor: float):
    plain, scaled = (simulate(fit(shop() * each, FIRST), horizon=120, paths=50, seed=2) for each in (1.0, factor))
    assert np.allclose(scaled, plain * factor, rtol=1e-9)


def test_the_expected_days_are_the_mean_of_the_paths():
    model = fit(shop(), FIRST)
    paths = simulate(model, horizon=120, paths=20_000, seed=2)
    assert np.allclose(paths.mean(axis=0), model.expected(120), rtol=0.03)
    assert paths.sum() / len(paths) == pytest.approx(model.expected(120).sum(), rel=0.01)


def test_a_longer_horizon_expects_the_same_of_the_first_days():
    model = fit(shop(), FIRST)
    assert np.array_equal(model.expected(400)[:90], model.expected(90))


def test_ten_years_fit_in_bounded_memory_and_do_not_run_away():
    model = fit(shop(800), FIRST)
    tracemalloc.start()
    paths = simulate(model, horizon=3650, paths=10_000, seed=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert paths.shape == (affordable(10_000, horizon=3650), 3650) == (MOST_CELLS // 3650, 3650)
    assert peak < 150e6
    last = np.median(paths[:, -364:].sum(axis=1))
    assert 0.3 < last / shop(364).sum() < 3


@pytest.mark.parametrize(("paths", "horizon"), [(1, 1), (1, 200), (2, 1), (3, 91), (5, 15)])
def test_few_paths_and_days_have_the_shape_asked_for(paths: int, horizon: int):
    assert simulate(fit(shop(), FIRST), horizon=horizon, paths=paths, seed=0).shape == (paths, horizon)


def test_affordable_is_all_there_are_asked_for_up_to_a_year():
    assert affordable(10_000, horizon=365) == 10_000


def test_one_huge_day_does_not_carry_the_forecast():
    values = shop()
    plain = np.median(simulate(fit(values, FIRST), horizon=28, paths=500, seed=1).sum(axis=1))
    for at in (3, 250, 499):
        spoiled = values.copy()
        spoiled[at] *= 100_000
        assert np.median(simulate(fit(spoiled, FIRST), horizon=28, paths=500, seed=1).sum(axis=1)) / plain < 2


def test_refund_days_below_zero_are_met_again_on_some_paths():
    values = shop()
    values[::9] *= -0.5
    paths = simulate(fit(values, FIRST), horizon=60, paths=300, seed=1)
    assert 0.02 < (paths < 0).mean() < 0.25
    assert paths.mean() == pytest.approx(values.mean(), rel=0.2)


def test_after_a_shift_the_level_follows_within_a_month():
    values = shop()
    values[-40:] *= 3
    model = fit(values, FIRST)
    assert model.expected(28).sum() / values[-28:].sum() == pytest.approx(1, abs=0.35)


def test_the_intervals_hold_what_they_promise_on_a_known_process():
    """Sixty shops of one law, a wandering level and log-normal days; the sum of what came next, 28 and 90 days."""
    held = {(h, share): [] for h in (28, 90) for share in (80, 95)}
    for seed in range(60):
        draw = np.random.default_rng(seed)
        level = np.exp(np.cumsum(draw.normal(0, 0.012, 590)))
        values = 100 * level * np.resize([1.2, 1.0, 0.9, 0.9, 1.1, 1.3, 0.6], 590) * draw.lognormal(0, 0.35, 590)
        sums = np.cumsum(simulate(fit(values[:500], FIRST), horizon=90, paths=400, seed=seed), axis=1)
        for (horizon, share), found in held.items():
            low, high = np.percentile(sums[:, horizon - 1], [(100 - share) / 2, (100 + share) / 2])
            found.append(low <= values[500 : 500 + horizon].sum() <= high)
    assert all(0.68 <= np.mean(held[horizon, 80]) <= 0.95 for horizon in (28, 90))
    assert all(np.mean(held[horizon, 95]) >= 0.86 for horizon in (28, 90))


def test_bands_are_the_percentiles_of_days_and_of_running_sums():
    paths = simulate(fit(shop(), FIRST), horizon=30, paths=333, seed=1)
    found = bands(paths)
    assert np.allclose(found.daily, np.percentile(paths, PERCENTS, axis=0))
    assert np.allclose(found.cumulative, np.percentile(paths.cumsum(axis=1), PERCENTS, axis=0))
    assert np.all(np.diff(found.daily, axis=0) >= 0)
    assert np.array_equal(found.total(90), found.cumulative[5])
    assert np.array_equal(found.day(50), found.daily[3])
    assert found.total(90)[-1] < found.day(90).sum()


def test_the_model_says_which_one_it_is():
    assert fit(shop(), FIRST).version == MODEL_VERSION
