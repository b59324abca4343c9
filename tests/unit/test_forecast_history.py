"""What a history allows to be said: from when on, how far, and beside which sentences."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credora_agent.analytics.forecast.history import LONGEST, Reach, reach, read
from credora_agent.analytics.forecast.model import fit
from credora_agent.analytics.forecast.paths import simulate
from credora_agent.core.errors import BadInput

FIRST = date(2025, 1, 6)


def steady(days: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(4, 0.3, days)


@pytest.mark.parametrize(
    ("days", "able"),
    [(0, "none"), (27, "none"), (28, "short"), (90, "short"), (91, "seasonless"), (364, "seasonless"), (365, "full")],
)
def test_each_length_of_history_has_its_reach(days: int, able: str):
    assert reach(days) == able
    assert fit(steady(days), FIRST).reach is Reach(able)


@pytest.mark.parametrize("values", [[], [0.0] * 400, [12.5], [0.0] * 100 + [5.0], [3.0] * 27])
def test_too_little_history_is_a_model_that_says_so(values: list[float]):
    model = fit(values, FIRST)
    assert (model.reach, model.longest) == (Reach.NONE, 0)
    assert "a forecast needs 28 days" in model.notes(28)[0]
    with pytest.raises(BadInput, match=r"a forecast needs 28 days.*plan"):
        simulate(model, horizon=7, paths=10, seed=0)


def test_days_before_the_first_sale_are_not_history():
    late, bare = np.concatenate((np.zeros(300), steady(40))), steady(40)
    model, other = fit(late, FIRST), fit(bare, FIRST + timedelta(days=300))
    assert model.reach is Reach.SHORT
    assert model.history.first_day == FIRST + timedelta(days=300)
    assert np.array_equal(model.expected(28), other.expected(28))


def test_a_short_history_reaches_28_days_and_says_why():
    model = fit(steady(60), FIRST)
    assert len(model.expected(28)) == 28
    with pytest.raises(BadInput, match=r"29 days reaches too far with 60 days of sales. Ask for at most 28 days"):
        model.expected(29)
    assert any("only the next 28 days" in note for note in model.notes(28))


def test_without_a_year_there_is_no_season_and_black_friday_is_warned_of():
    model = fit(steady(200), date(2025, 4, 20))  # ends on 2025-11-05
    assert np.all(model.annual == 1)
    assert not any("Black Friday" in note for note in model.notes(10))
    assert any("Black Friday" in note for note in model.notes(30))
    assert any("Black Friday" in note for note in fit(steady(200), date(2024, 12, 1)).notes(365))


def test_a_year_of_history_has_nothing_to_excuse():
    assert fit(steady(400), FIRST).notes(90) == ()


@pytest.mark.parametrize("horizon", [0, -3, LONGEST + 1])
def test_a_horizon_that_cannot_be_is_refused_with_a_remedy(horizon: int):
    with pytest.raises(BadInput, match="Ask for at"):
        simulate(fit(steady(400), FIRST), horizon=horizon, paths=10, seed=0)


def test_beyond_a_year_is_said_to_be_extrapolation():
    model = fit(steady(800), FIRST)
    assert any("extrapolation" in note for note in model.notes(366))
    assert not any("extrapolation" in note for note in model.notes(365))


def test_a_shop_that_fell_silent_is_said_to_and_little_is_expected_of_it():
    model = fit(np.concatenate((steady(400), np.zeros(60))), FIRST)
    assert "Nothing was sold in the last 60 days." in model.notes(30)
    assert model.expected(30).sum() < 0.05 * 30 * steady(400).mean()


@pytest.mark.parametrize("values", [[1.0, float("nan")], [float("inf")], [1e200], [[1.0], [2.0]]])
def test_what_is_no_row_of_finite_amounts_is_refused(values: list[float]):
    with pytest.raises(BadInput):
        read(values, FIRST)


AMOUNTS = st.one_of(
    st.just(0.0),
    st.floats(-1e4, 1e4),
    st.floats(-1e15, 1e15),
    st.floats(0, 1e-3),
    st.sampled_from([9e17, -9e17, 0.01, 100.0]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(AMOUNTS, min_size=0, max_size=130), st.integers(0, 400), st.dates(date(1999, 1, 1), date(2035, 1, 1)))
def test_any_finite_series_gives_finite_paths_or_a_reason(pattern: list[float], repeated: int, first: date):
    """Zeros, single days, refunds, outliers, tiny and huge amounts: never an exception, a warning, or a NaN."""
    model = fit(np.resize(np.array(pattern), len(pattern) + repeated) if pattern else [], first)
    if model.reach is Reach.NONE:
        assert model.notes(28)
        return
    horizon = min(model.longest, 400)
    paths = simulate(model, horizon=horizon, paths=40, seed=3)
    assert paths.shape == (40, horizon)
    assert np.isfinite(paths).all()
    assert np.isfinite(model.expected(horizon)).all()


def test_a_lone_order_long_before_does_not_open_the_shop() -> None:
    """Two imported orders, 100 empty days, 40 of sales: 40 days of history; one sale a week counts from its first."""
    early = [5.0, *[0.0] * 20, 5.0, *[0.0] * 100]
    assert read([*early, *[10.0] * 40], date(2026, 1, 1)).days == 40
    assert read([1.0, *[0.0] * 6] * 20, date(2026, 1, 1)).days == 140
    assert read([10.0] * 200 + [0.0] * 400, date(2024, 1, 1)).days == 600
