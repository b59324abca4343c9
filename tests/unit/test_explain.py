"""Why a metric moved: drivers that add up to the change, in no order's favour, down to products, campaigns and days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import permutations
from math import prod

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from credora_agent.analytics.explain.change import Split, quantum, split
from credora_agent.analytics.explain.days import carried
from credora_agent.analytics.explain.shapley import MIX, Factor, parts, settle
from credora_agent.analytics.explain.sides import Loaded, Sides, SoldCost, sides, weekday_weights
from credora_agent.analytics.explain.usual import usual, wanted
from credora_agent.analytics.metrics import METRICS
from credora_agent.analytics.pnl import Told, figures
from credora_agent.core.period import Period
from credora_agent.ledger.adverts import Campaign, CampaignDays
from credora_agent.ledger.entries import Category
from credora_agent.ledger.goods import GoodsSums
from credora_agent.ledger.view import Books, DailyView, daily_view

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))
BOOKS = Books(
    "shop", "GBP", "UTC", Period(date(2025, 1, 1), date(2026, 12, 31)), frozenset(Category), 1,
    datetime(2026, 12, 31, tzinfo=UTC),
)  # fmt: skip
EVEN = (1.0,) * 7
POUND = 10**6
CAMPAIGNS = tuple(
    Campaign("c", "meta_ads", "1", str(i), f"Campaign {i}", None, None, "GBP", "7d", JANUARY.start, FEBRUARY.end)
    for i in range(2)
)


class Shop:
    """Two months of a shop, as the loaders would give them: goods by SKU, lines, ad days."""

    def __init__(self) -> None:
        self.rows: list[tuple[date, str, int, int, int, int, int, int]] = []
        self.goods: dict[Period, list[tuple[str, list[int]]]] = {JANUARY: [], FEBRUARY: []}
        self.costs: dict[Period, list[SoldCost]] = {JANUARY: [], FEBRUARY: []}
        self.ads: list[tuple[int, int, list[int]]] = []
        self.customers = {JANUARY: 0, FEBRUARY: 0}

    def line(self, period: Period, name: str, amount: int, *, orders: int = 0, units: int = 0) -> None:
        """Book an amount on the first day of a month."""
        self.rows.append((period.start, name, amount, 0, units, 1, 0, orders))

    def sold(self, period: Period, sku: str | None, units: int, price: int, cost: int, **more: int) -> None:
        """Sell units of a SKU, None for goods without one; amounts in micros, `more` discounts, returns, restored."""
        discounts, returns, restored = (more.get(name, 0) for name in ("discounts", "returns", "restored"))
        self.line(period, "gross_sales", units * price, units=units)
        self.line(period, "discounts", -discounts)
        self.line(period, "returns", -returns)
        self.line(period, "cogs", restored - units * cost)
        if sku is not None:
            self.goods[period].append((sku, [units * price, -discounts, -returns, restored - units * cost, units, 0]))
            self.costs[period].append(SoldCost(sku, -units * cost, restored))

    def spent(self, period: Period, campaign: int, spend: int, value: int, purchases: int) -> None:
        """Spend on a campaign, and book it as marketing."""
        self.ads.append((period.start.toordinal(), campaign, [spend, value, purchases * POUND, 9 * purchases, 3, 1, 0]))
        self.line(period, "marketing", -spend)

    @cached_property
    def view(self) -> DailyView:
        """Return the daily sums."""
        summed: dict[tuple[date, str], list[int]] = {}
        for day, name, *measures in self.rows:
            held = summed.setdefault((day, name), [0] * 6)
            summed[day, name] = [a + b for a, b in zip(held, measures, strict=True)]
        return daily_view((day, name, *measures) for (day, name), measures in summed.items())  # type: ignore[misc]

    @cached_property
    def days(self) -> CampaignDays:
        """Return the ad days."""
        table = np.array([[day, at, *measures] for day, at, measures in self.ads], dtype=np.int64).reshape(-1, 9).T
        return CampaignDays(CAMPAIGNS, table[0], table[1], table[2:])

    def told(self, period: Period) -> dict[str, Told]:
        """Return what is known beside the ledger."""
        sums = self.days.sums([period])[0].sum(axis=0).tolist()
        names = ("spend", "value", "purchases", "impressions", "clicks")
        counted = {"new_customers": Told(self.customers[period])}
        return {name: Told(amount, 1) for name, amount in zip(names, sums, strict=False)} | counted

    @cached_property
    def sides(self) -> Sides:
        """Return both months as the arithmetic takes them."""
        loaded = []
        for period in (JANUARY, FEBRUARY):
            rows = sorted(self.goods[period])
            table = np.array([[*each, 0, 1, 0] for _, each in rows], dtype=np.int64).reshape(-1, 9).T
            goods = GoodsSums(tuple(sku for sku, _ in rows), tuple(f"Product {sku}" for sku, _ in rows), table)
            counts = {name: each.amount or 0 for name, each in self.told(period).items()}
            loaded.append(Loaded(period, goods, self.costs[period], counts))
        return sides(self.view, loaded[0], loaded[1], self.days, EVEN)

    def value(self, metric: str, period: Period) -> Decimal | None:
        """Return a metric over a month."""
        return figures(self.view, BOOKS, [period], [metric], [self.told(period)])[0][0].value

    def split(self, metric: str) -> Split | None:
        """Return a metric's drivers from January to February; None when a month has no value."""
        before, after = (self.value(metric, period) for period in (JANUARY, FEBRUARY))
        if before is None or after is None:
            return None
        known = METRICS[metric]
        raw = {}
        for name in {*(known.over or ()), *(known.scaled or ()), "net_sales"}:
            scale = 10 ** quantum(METRICS[name])
            one, two = (self.value(name, period) or Decimal(0) for period in (JANUARY, FEBRUARY))
            raw[name] = (float(one * scale), float(two * scale))
        costed = self.view.sums([JANUARY, FEBRUARY])[:, :, 1].sum(axis=1).tolist()
        return split(self.sides, metric, before, after, {**raw, "costed": (costed[0], costed[1])})


@st.composite
def shops(draw: st.DrawFn) -> Shop:
    """Any two months: products that come and go, months without orders, returns without sales, uncosted goods."""
    shop = Shop()
    micros = st.integers(0, 90 * POUND)
    for period in (JANUARY, FEBRUARY):
        orders = draw(st.integers(0, 400))
        for sku in ("A", "B", "C", None):
            units = draw(st.sampled_from((0, 0, 1, 7, 450)))
            shop.sold(
                period, sku, units, draw(micros), draw(st.sampled_from((0, 3_333_333, 8_470_000))),
                discounts=draw(st.sampled_from((0, 1, 12_345_678))), returns=draw(st.sampled_from((0, 99_999_999))),
                restored=draw(st.sampled_from((0, 1_234_567))),
            )  # fmt: skip
        shop.line(period, "gross_sales", 0, orders=orders)
        for name in ("shipping_income", "other_income", "sales_tax"):
            shop.line(period, name, draw(st.integers(-(10**9), 10**10)))
        for name in ("fulfilment", "fees", "operating_costs", "financing", "marketing"):
            shop.line(period, name, -draw(st.integers(0, 10**10)))
        for campaign in range(2):
            spend = draw(st.sampled_from((0, 1, 400 * POUND)))
            shop.spent(period, campaign, spend, draw(st.integers(0, 10**10)), draw(st.integers(0, 60)))
        shop.customers[period] = draw(st.integers(0, 90))
    return shop


@settings(deadline=None, max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(shops())
def test_drivers_of_every_metric_add_up_to_its_change_to_the_last_quantum(shop: Shop) -> None:
    """Σ drivers = Δ in the metric's own smallest unit; Σ items = driver."""
    for metric in METRICS:
        found = shop.split(metric)
        if found is None:
            continue
        before, after = (shop.value(metric, period) for period in (JANUARY, FEBRUARY))
        assert before is not None
        assert after is not None
        assert Decimal(found.delta).scaleb(-quantum(METRICS[metric])) == after - before
        assert sum(driver.effect for driver in found.drivers) == found.delta, metric
        moved = sum(abs(driver.effect) for driver in found.drivers)
        size = float(abs(before) + abs(after)) * 10 ** quantum(METRICS[metric])
        assert abs(found.slack) <= 1 + 1e-9 * moved + 1e-12 * size, (metric, found.slack, moved)
        for driver in found.drivers:
            assert not driver.items or sum(item.effect for item in driver.items) == driver.effect, (metric, driver.key)


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=2, max_size=5))
def test_a_factors_part_is_the_mean_over_all_orders_of_moving(pairs: list[tuple[float, float]]) -> None:
    """Shapley 1953, by brute force: walk every order, note what each factor's own step changed."""
    factors = [Factor(str(i), *pair) for i, pair in enumerate(pairs)]
    orders = list(permutations(range(len(pairs))))
    expected = [0.0] * len(pairs)
    for order in orders:
        state = [pair[0] for pair in pairs]
        for i in order:
            before = prod(state)
            state[i] = pairs[i][1]
            expected[i] += (prod(state) - before) / len(orders)
    found = parts(factors)
    assert [float(found[str(i)][0]) for i in range(len(pairs))] == pytest.approx(expected, abs=1e-7, rel=1e-9)


@given(st.integers(-(10**15), 10**15), st.lists(st.floats(-1e13, 1e13), min_size=1, max_size=20))
def test_settled_parts_are_whole_and_add_up(total: int, values: list[float]) -> None:
    """Whatever floating point says, the whole numbers add up."""
    settled = settle(total, {"a": np.array(values), "b": np.array([0.25])})
    assert sum(settled["a"]) + sum(settled["b"]) == total


def _two_months(change: dict[str, int]) -> Split:
    """Sell 100 of A at £20 and 50 of B at £60 over 100 orders in January; in February the same but for `change`."""
    shop = Shop()
    for period in (JANUARY, FEBRUARY):
        now = change if period is FEBRUARY else {}
        shop.sold(period, "A", now.get("units_a", 100), now.get("price_a", 20) * POUND, now.get("cost_a", 6) * POUND)
        shop.sold(period, "B", now.get("units_b", 50), 60 * POUND, 30 * POUND, returns=now.get("returns_b", 0))
        shop.line(period, "gross_sales", 0, orders=now.get("orders", 100))
        shop.spent(period, 0, now.get("spend", 100) * POUND, 500 * POUND, now.get("purchases", 10))
        shop.line(period, "operating_costs", -now.get("rent", 300) * POUND)
    found = shop.split("net_profit")
    assert found is not None
    return found


def _effects(found: Split) -> dict[str, int]:
    return {driver.key: round(driver.effect / POUND) for driver in found.drivers if driver.key != "days"}


def test_one_thing_that_moves_alone_is_the_only_driver_beside_the_shorter_month() -> None:
    """100 × £1 of price, −100 × £2.47 of cost, rent £300 → £400, returns of £60, each by itself.

    February has 28 days, January 31: fewer days take off what more orders a day put back, so those two cancel.
    """
    assert _effects(_two_months({"price_a": 21}))["price"] == 100
    assert _effects(_two_months({"cost_a": 8}))["unit_cost"] == -200
    assert _effects(_two_months({"rent": 400}))["operating_costs"] == -100
    assert _effects(_two_months({"returns_b": 60 * POUND}))["return_rate"] == -60
    both = {d.key: d.effect for d in _two_months({}).drivers}
    assert both["days"] + both["orders"] + both["spend"] == 0


def test_mix_is_more_of_the_dear_and_less_of_the_cheap() -> None:
    """10 units move from A (£20 − £6) to B (£60 − £30): +10 × (£30 − £14) = £160 of mix, both products favourable."""
    found = _two_months({"units_a": 90, "units_b": 60})
    assert _effects(found)["mix"] == 160
    (mix,) = [driver for driver in found.drivers if driver.key == MIX]
    assert {item.sku: item.effect > 0 for item in mix.items} == {"A": True, "B": True}
    assert not {"price", "unit_cost", "return_rate"} & {driver.key for driver in found.drivers}


def test_more_orders_are_shared_among_campaigns_and_what_no_platform_claims() -> None:
    """Twice the orders, of which the campaign claims 10 of 100 and then 40 of 200: by spend, by yield, and the rest."""
    found = _two_months({"units_a": 200, "units_b": 100, "orders": 200, "spend": 200, "purchases": 40})
    (orders,) = [driver for driver in found.drivers if driver.key == "orders"]
    assert [item.key.rpartition("|")[2] for item in orders.items] == ["unclaimed", "spend", "purchases per spend"]
    assert sum(item.effect for item in orders.items) == orders.effect
    assert all(item.effect > 0 for item in orders.items)


def test_a_cost_only_one_month_knows_is_no_cost_that_rose() -> None:
    """A's cost is recorded from February on: £600 less profit by knowing more, nothing by a unit cost."""
    shop = Shop()
    shop.sold(JANUARY, "A", 100, 20 * POUND, 0)
    shop.sold(FEBRUARY, "A", 100, 20 * POUND, 6 * POUND)
    for period in (JANUARY, FEBRUARY):
        shop.line(period, "gross_sales", 0, orders=50)
    found = shop.split("cm1")
    assert found is not None
    by_key = {driver.key: driver.effect for driver in found.drivers}
    assert by_key["cost_recording"] == -600 * POUND
    assert "unit_cost" not in by_key


def test_an_average_order_value_knows_no_number_of_orders() -> None:
    """Three times the orders of the same basket leave it as it was: no driver at all."""
    shop = Shop()
    for period, times in ((JANUARY, 1), (FEBRUARY, 3)):
        shop.sold(period, "A", 100 * times, 20 * POUND, 6 * POUND, discounts=80 * POUND * times)
        shop.line(period, "gross_sales", 0, orders=70 * times)
    found = shop.split("aov")
    assert found is not None
    assert found.delta == 0
    assert found.drivers == ()


@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=40),
    st.integers(-(10**12), 10**12),
    st.lists(st.floats(0, 3), min_size=7, max_size=7),
)
def test_days_add_up_to_the_change(values: list[int], compared: int, weights: list[float]) -> None:
    """Σ (value − share of before) = Σ values − before, whatever the weekdays weigh."""
    period = Period(date(2026, 3, 1), date(2026, 3, 1) + timedelta(days=len(values) - 1))
    held = dict(zip((period.start + timedelta(days=i) for i in range(len(values))), values, strict=True))
    assert sum(day.effect for day in carried(period, held, compared, weights)) == sum(values) - compared


def test_weekdays_weigh_by_what_they_sold_and_a_closed_one_weighs_nothing() -> None:
    """Ten orders from Monday to Friday, twenty on Saturday, none on Sunday, for ten weeks: 70 ÷ 7 = 10 is the mean."""
    start = date(2026, 1, 5)
    sold = (10, 10, 10, 10, 10, 20, 0)
    rows = [(start + timedelta(days=i), "gross_sales", 1, 0, 1, 1, 0, sold[i % 7]) for i in range(70) if sold[i % 7]]
    weights = weekday_weights(daily_view(rows), start + timedelta(days=70))
    assert weights == pytest.approx((1, 1, 1, 1, 1, 2, 0))
    assert weekday_weights(daily_view(rows[:20]), start + timedelta(days=28)) == EVEN


def test_weekdays_weigh_the_same_when_the_only_orders_lie_before_the_first_whole_week() -> None:
    """One order sixty days ago: of eight weeks and four days it lies in the four days."""
    rows = [(date(2026, 3, 1), "gross_sales", 1, 0, 1, 1, 0, 1)]
    assert weekday_weights(daily_view(rows), date(2026, 3, 1) + timedelta(days=60)) == EVEN


SATURDAY = Period(date(2026, 11, 21), date(2026, 11, 21))


def test_a_day_is_held_against_its_own_weekday() -> None:
    """Eight Saturdays around 100 with a spread of 10 (MAD): 104 is noise, 160 is odd, as is 40."""
    past = {p: Decimal(100 + 10 * (-1) ** i) for i, p in enumerate(wanted(SATURDAY))}
    assert all(p.start.weekday() == 5 for p in past)
    found = usual(SATURDAY, Decimal(104), past)
    assert found is not None
    assert (found.basis, found.expected, found.samples, found.odd) == ("weekdays", Decimal(100), 8, False)
    assert [usual(SATURDAY, Decimal(value), past).odd for value in (160, 40)] == [True, True]  # type: ignore[union-attr]


def test_three_weeks_of_history_say_nothing_of_what_is_usual_and_like_days_nothing_of_noise() -> None:
    """Fewer than four past stretches: no expectation. All alike: an expectation without a spread."""
    windows = wanted(SATURDAY)
    assert usual(SATURDAY, Decimal(1), dict.fromkeys(windows[-3:], Decimal(5))) is None
    found = usual(SATURDAY, Decimal(1), dict.fromkeys(windows, Decimal(5)))
    assert found is not None
    assert (found.noise, found.odd) == (None, None)


def test_a_december_is_no_surprise_after_the_last_one() -> None:
    """A shop grows by half a year on year and sells threefold in December: three times as much again is usual."""
    december = Period(date(2026, 12, 1), date(2026, 12, 31))
    past: dict[Period, Decimal | None] = {}
    for window in wanted(december):
        year = Decimal("1.5") ** (window.start.year - 2024)
        past[window] = year * (300 if window.start.month == 12 else 100) + (window.start.month % 3)
    found = usual(december, Decimal(675), past)
    assert found is not None
    assert found.basis == "season"
    assert float(found.expected) == pytest.approx(675, rel=0.03)
    assert found.odd is False
