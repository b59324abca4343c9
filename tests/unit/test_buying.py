"""BG/NBD and Gamma-Gamma: published values, and parameters found again in buyers simulated from them."""

from __future__ import annotations

from datetime import date
from math import exp, lgamma, log

import numpy as np
import pytest

from credora_agent.analytics.customers import buying, projection, spending
from credora_agent.analytics.customers.buying import Buying, Histories
from credora_agent.analytics.customers.projection import Buyers
from credora_agent.analytics.customers.simplex import lowest

CDNOW = Buying(0.243, 4.414, 0.793, 2.426)
"""What Fader, Hardie & Lee (2005) find for CDNOW's 2,357 customers."""
MONEY = spending.Spending(6.25, 3.74, 15.44)
"""What Fader & Hardie (2013) find for their spending."""


def histories(*rows: tuple[int, float, float]) -> Histories:
    x, recency, age = zip(*rows, strict=True)
    return Histories(np.array(x), np.array(recency), np.array(age), np.ones(len(rows), dtype=np.int64))


def simulated(of: Buying, customers: int, seed: int, *, weeks: float = 39.0, ahead: float = 39.0):
    """Return histories of buyers who live as the model says, and how often each bought in the weeks after."""
    draw = np.random.default_rng(seed)
    ages = weeks - draw.uniform(0, 12, customers)
    rates, leaving = draw.gamma(of.r, 1 / of.alpha, customers), draw.beta(of.a, of.b, customers)
    rows, later = [], 0
    for age, rate, leaves in zip(ages, rates, leaving, strict=True):
        at, x, last = 0.0, 0, 0.0
        while True:
            at += draw.exponential(1 / rate) if rate > 1e-9 else 1e9
            if at > age + ahead:
                break
            x, last, later = (x + 1, at, later) if at <= age else (x, last, later + 1)
            if draw.random() < leaves:
                break
        rows.append((x, last, age))
    return histories(*rows), later


def test_the_published_example_of_a_customer() -> None:
    """Hardie's note on BG/NBD in a spreadsheet: x 2, t_x 30.43, T 38.86 → 1.226 purchases in the next 39 weeks."""
    assert buying.expected(CDNOW, histories((2, 30.43, 38.86)), 39.0) == pytest.approx([1.226], abs=5e-4)


def test_the_likelihood_is_the_papers_formula() -> None:
    """Equation 6, written out with gamma functions for x 2, t_x 30.43, T 38.86 and for x 0, T 20."""
    r, alpha, a, b, _ = CDNOW

    def beta(p: float, q: float) -> float:
        return exp(lgamma(p) + lgamma(q) - lgamma(p + q))

    x, recency, age = 2, 30.43, 38.86
    bought = exp(lgamma(r + x) - lgamma(r)) * alpha**r
    stayed = beta(a, b + x) / beta(a, b) * bought / (alpha + age) ** (r + x)
    left = beta(a + 1, b + x - 1) / beta(a, b) * bought / (alpha + recency) ** (r + x)
    never = (alpha / (alpha + 20)) ** r
    both = histories((x, recency, age), (0, 0.0, 20.0))
    assert buying.log_likelihood(CDNOW, both) == pytest.approx(log(stayed + left) + log(never), abs=1e-9)


def test_parameters_are_found_again() -> None:
    """6,000 buyers who live by CDNOW's parameters: the fit is likelier than the truth, and near it."""
    seen, _ = simulated(CDNOW, 6_000, seed=5)
    found = buying.fitted(seen)
    assert found.rested
    assert buying.log_likelihood(found, seen) >= buying.log_likelihood(CDNOW, seen)
    assert found.r == pytest.approx(CDNOW.r, rel=0.15)
    assert found.alpha == pytest.approx(CDNOW.alpha, rel=0.25)
    assert found.a / (found.a + found.b) == pytest.approx(CDNOW.a / (CDNOW.a + CDNOW.b), rel=0.2)


def test_what_is_expected_comes_about() -> None:
    """The sum over 6,000 simulated buyers is within 5 % of what they went on to buy."""
    seen, later = simulated(CDNOW, 6_000, seed=6)
    assert float(buying.expected(CDNOW, seen, 39.0) @ seen.customers) == pytest.approx(later, rel=0.05)


@pytest.mark.parametrize(
    "of",
    [
        Buying(0.2, 4.0, 1.0, 1.0),
        Buying(3.0, 0.01, 0.01, 0.01),
        Buying(0.4, 15.0, 1.6e5, 1.1e5),
        Buying(1e-5, 1e5, 1e-5, 1e5),
    ],
)
def test_no_corner_of_the_parameters_gives_nonsense(of: Buying) -> None:
    """With a = 1, where the paper's formula has a hole; nobody or everybody leaves; a customer of 400 orders."""
    seen = histories((0, 0.0, 0.0), (0, 0.0, 100.0), (1, 0.1, 0.2), (400, 100.0, 104.0))
    ahead, alive = buying.expected(of, seen, 52.0), buying.chance_alive(of, seen)
    assert np.all(np.isfinite(ahead))
    assert np.all(ahead >= 0)
    assert np.all((alive >= 0) & (alive <= 1))


def test_spending_is_found_again() -> None:
    """3,000 customers whose purchases are gamma(p) about means that are spread as the model says."""
    draw = np.random.default_rng(7)
    purchases = draw.integers(1, 8, 3_000)
    scales = draw.gamma(MONEY.q, 1 / MONEY.gamma, 3_000)
    means = draw.gamma(MONEY.p * purchases, 1 / (scales * purchases))
    found = spending.fitted(purchases, means)
    assert found.mean == pytest.approx(MONEY.mean, rel=0.05)
    assert found.q == pytest.approx(MONEY.q, rel=0.15)
    doubled = spending.fitted(purchases, means * 1e6)
    assert doubled.mean == pytest.approx(found.mean * 1e6, rel=1e-3)


def test_a_further_purchase_lies_between_the_own_mean_and_everybodys() -> None:
    """p·γ ÷ (q − 1) is 35.22; a customer of one purchase of 100 stays nearer to it than one of twenty."""
    assert MONEY.mean == pytest.approx(35.22, abs=0.01)
    few, many = spending.expected(MONEY, np.array([1, 20]), np.array([100.0, 100.0]))
    assert MONEY.mean < few < many < 100


def test_the_simplex_finds_the_valley() -> None:
    """Rosenbrock's banana, whose lowest point is at (1, 1)."""
    found = lowest(lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2, np.array([-1.2, 1.0]), within=1e-12)
    assert found.rested
    assert found.at == pytest.approx([1.0, 1.0], abs=1e-4)


def buyers(seen: Histories, *, later: int = 0) -> list[Buyers]:
    start = date(2026, 1, 1)
    return [
        Buyers(start, int(x), round(recency * 7), round(age * 7), 30_000_000 * (int(x) + 1) if x else None, 1, later)
        for x, recency, age in zip(seen.repeats, seen.recency, seen.age, strict=True)
    ]


def test_too_few_or_too_young_customers_are_refused() -> None:
    seen, _ = simulated(CDNOW, 600, seed=8)
    known = buyers(seen)
    assert projection.refusal(known) is None
    assert "500 known customers; the books have 499" in str(projection.refusal(known[:499]))
    young = [each._replace(age=min(each.age, 182)) for each in known]
    assert "6 months" in str(projection.refusal(young))
    once = [each for each in known if not each.repeats]
    assert "came again" in str(projection.refusal(once * 3))
    assert "have 0" in str(projection.refusal([]))


def test_the_check_says_how_far_off_the_model_was() -> None:
    """Fitted on 39 weeks and held against the next 13: near for true buyers, far for a world that stopped."""
    seen, later = simulated(CDNOW, 4_000, seed=9, ahead=13.0)
    before = buyers(seen)
    before[0] = before[0]._replace(later=later)
    made = projection.project(buyers(seen), before, days=91)
    assert made.check.actual == later
    assert abs(made.check.miss or 9) < 0.15
    assert made.check.holds
    stopped = projection.project(buyers(seen), buyers(seen), days=91)
    assert stopped.check.miss is None
    assert not stopped.check.holds
    (ahead,) = made.cohorts
    assert ahead.customers == 4_000
    assert ahead.net_sales / ahead.orders == pytest.approx(30e6, rel=0.05)
