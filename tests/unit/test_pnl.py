"""The P&L's arithmetic on daily sums: lines, totals, ratios, what is missing, and in which direction that leaves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credora_agent.analytics.compare import change, ranked, spoken
from credora_agent.analytics.figure import Bound, Figure
from credora_agent.analytics.metrics import METRICS, STATEMENT, Source, Unit
from credora_agent.analytics.pnl import figures, leaves
from credora_agent.core.money import to_decimal
from credora_agent.core.period import Grain, Period
from credora_agent.ledger.entries import GOODS, NOT_PROFIT, Category
from credora_agent.ledger.view import Books, daily_view

if TYPE_CHECKING:
    from collections.abc import Iterable

START = date(2026, 1, 1)
YEAR = Period(START, date(2026, 12, 31))
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
EVERYTHING = frozenset(Category)
MONEY = [
    metric
    for metric in METRICS.values()
    if metric.unit is Unit.MONEY and metric.over is None and metric.source is Source.LEDGER
]
Row = tuple[date, str, int, int, int, int, int, int]


def books(provides: Iterable[Category] = EVERYTHING, recorded: Period | None = YEAR) -> Books:
    return Books("shop", "GBP", "UTC", recorded, frozenset(provides), 1, datetime(2026, 12, 31, tzinfo=UTC))


def row(day: date, category: Category, amount: int, *, costed: int = 0, entries: int = 1, **more: int) -> Row:
    """Return a daily sum of whole currency units."""
    return (
        day, category.value, amount * 10**6, costed * 10**6, more.get("quantity", 0), entries,
        more.get("unconverted", 0), more.get("orders", 0),
    )  # fmt: skip


def asked(rows: Iterable[Row], *metrics: str, about: Books | None = None, period: Period = MARCH) -> list[Figure]:
    return figures(daily_view(rows), about or books(), [period], metrics)[0]


def one(rows: Iterable[Row], metric: str, about: Books | None = None, period: Period = MARCH) -> Figure:
    (figure,) = asked(rows, metric, about=about, period=period)
    return figure


@st.composite
def ledgers(draw: st.DrawFn) -> list[Row]:
    """Any daily sums of 2026, at most one a day and category; all goods have a cost."""
    keys = draw(
        st.lists(st.tuples(st.integers(0, 364), st.sampled_from(list(Category))), unique=True, min_size=1, max_size=40)
    )
    amounts = [draw(st.integers(-(10**12), 10**12)) for _ in keys]
    return [
        (START + timedelta(days=day), category.value, amount, amount if category in GOODS else 0,
         draw(st.integers(-9, 99)), draw(st.integers(1, 50)), 0, draw(st.integers(0, 9)))
        for (day, category), amount in zip(keys, amounts, strict=True)
    ]  # fmt: skip


def test_the_statement_has_eighteen_lines_in_their_order() -> None:
    """finance.md §2: 1 gross sales … 18 net profit; labels as a person reads them."""
    assert [metric.id for metric in STATEMENT] == [
        "gross_sales", "discounts", "returns", "net_sales", "shipping_income", "other_income", "revenue", "cogs", "cm1",
        "fulfilment", "fees", "cm2", "marketing", "cm3", "operating_costs", "ebitda", "financing", "net_profit",
    ]  # fmt: skip
    assert all(metric.label and metric.formula and metric.statement for metric in STATEMENT)


def test_every_category_has_one_line_and_net_profit_takes_the_rest() -> None:
    """16 categories: 11 lead to net profit, 5 stand beside it."""
    assert set(leaves("net_profit")) == set(Category) - set(NOT_PROFIT)
    by_category = [metric.category for metric in METRICS.values() if metric.category]
    assert sorted(by_category) == sorted(Category)


@settings(deadline=None)
@given(rows=ledgers())
def test_totals_are_the_sums_of_their_parts(rows: list[Row]) -> None:
    """net_sales = gross + discounts + returns … net_profit = Σ of its leaves, exactly; entries, of ratios too."""
    view = daily_view(rows)
    values = dict(zip(METRICS, figures(view, books(), [YEAR], list(METRICS))[0], strict=True))
    for metric in MONEY:
        if metric.parts:
            parts = [values[part] for part in metric.parts]
            assert values[metric.id].value == sum(part.value or 0 for part in parts)
            assert values[metric.id].entries == sum(part.entries for part in parts)
        names = {category.value for category in leaves(metric.id)}
        mine = [each for each in rows if each[1] in names]
        assert values[metric.id].value == to_decimal(sum(each[2] for each in mine))
        assert values[metric.id].bound is Bound.EXACT
    for metric in METRICS:
        names = {category.value for category in leaves(metric)}
        if values[metric].value is not None:
            assert values[metric].entries == sum(each[5] for each in rows if each[1] in names)


@settings(deadline=None)
@given(
    rows=ledgers(),
    start=st.dates(START, date(2026, 12, 31)),
    size=st.integers(0, 364),
    grain=st.sampled_from([Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR]),
)
def test_parts_in_time_add_up_to_the_range(rows: list[Row], start: date, size: int, grain: Grain) -> None:
    """By day, week, month, quarter, year, cut anywhere: Σ parts = the total of the same days."""
    period = Period(start, min(start + timedelta(days=size), YEAR.end))
    view, names = daily_view(rows), [metric.id for metric in MONEY] + ["orders", "units"]
    whole = figures(view, books(), [period], names)[0]
    parts = figures(view, books(), period.split(grain), names)
    for at, total in enumerate(whole):
        assert sum(part[at].value or 0 for part in parts) == total.value
        assert sum(part[at].entries for part in parts) == total.entries


def test_what_nobody_records_is_missing_and_named() -> None:
    """Only goods are recorded: 100 − 10. Shipping, COGS … are None; totals name them; other income is no lack."""
    rows = [row(MARCH.start, Category.GROSS_SALES, 100), row(MARCH.start, Category.RETURNS, -10)]
    about = books(provides=GOODS)
    values = {f.metric: f for f in asked(rows, *[m.id for m in STATEMENT], about=about)}
    assert [m for m, f in values.items() if f.value is None] == [
        "shipping_income", "other_income", "cogs", "fulfilment", "fees", "marketing", "operating_costs", "financing",
    ]  # fmt: skip
    assert (values["net_sales"].value, values["net_sales"].missing) == (90, ())
    assert (values["revenue"].value, values["revenue"].missing) == (90, ("shipping_income",))
    assert values["net_profit"].missing == (
        "shipping_income", "cogs", "fulfilment", "fees", "marketing", "operating_costs",
    )  # fmt: skip
    assert values["discounts"].value == 0


def test_nothing_of_a_recorded_line_is_nought() -> None:
    """Discounts are recorded, and March has none: 0, not missing."""
    found = one([row(date(2026, 2, 1), Category.DISCOUNTS, -5)], "discounts")
    assert (found.value, found.missing, found.bound) == (0, (), Bound.EXACT)


def test_a_line_with_entries_is_recorded_though_no_source_says_so() -> None:
    found = one([row(MARCH.start, Category.FEES, -3)], "fees", books(provides=GOODS))
    assert (found.value, found.missing) == (-3, ())


@pytest.mark.parametrize(
    "period", [Period(date(2025, 1, 1), date(2025, 12, 31)), Period(date(2027, 1, 1), date(2027, 1, 1))], ids=str
)
def test_outside_the_books_there_is_nothing(period: Period) -> None:
    for figure in asked([row(MARCH.start, Category.GROSS_SALES, 1)], *METRICS, period=period):
        assert (figure.value, figure.coverage, figure.entries) == (None, 0, 0)
        assert figure.notes == ("Nothing is recorded for this period. The books run from 2026-01-01 to 2026-12-31.",)


def test_empty_books_say_so() -> None:
    figure = one([], "revenue", books(recorded=None))
    assert (figure.value, figure.notes) == (None, ("Nothing is recorded for this period. The books are empty.",))


def test_a_range_beyond_the_books_says_how_far_they_reach() -> None:
    """Half of 2025 and half of 2026: covered from 1 January on, 181 of 365 days."""
    period = Period(date(2025, 7, 1), date(2026, 6, 30))
    figure = one([row(MARCH.start, Category.GROSS_SALES, 7)], "gross_sales", period=period)
    assert (figure.value, figure.coverage) == (7, Decimal(181) / 365)
    assert figure.notes == ("The books begin on 2026-01-01.",)


@pytest.mark.parametrize(
    ("missing", "bound"),
    [
        (set(), Bound.EXACT),
        ({Category.FEES, Category.MARKETING}, Bound.AT_MOST),
        ({Category.SHIPPING_INCOME}, Bound.AT_LEAST),
        ({Category.SHIPPING_INCOME, Category.FEES}, Bound.PARTIAL),
        ({Category.OTHER_INCOME, Category.FINANCING}, Bound.EXACT),
    ],
    ids=["complete", "costs", "income", "both", "what many never have"],
)
def test_a_total_says_in_which_direction_it_errs(missing: set[Category], bound: Bound) -> None:
    rows = [row(MARCH.start, Category.GROSS_SALES, 100, costed=100)]
    assert one(rows, "net_profit", books(provides=EVERYTHING - missing)).bound is bound


def test_unconverted_entries_make_it_partial_up_to_the_last_total() -> None:
    rows = [row(MARCH.start, Category.GROSS_SALES, 100, costed=100, entries=4, unconverted=3)]
    for figure in asked(rows, "gross_sales", "revenue", "net_profit", "net_margin"):
        assert figure.bound is Bound.PARTIAL
        assert figure.notes == ("3 entries have no exchange rate to GBP; they are left out.",)
    assert one(rows, "returns").bound is Bound.EXACT


def test_ratios_are_sums_over_sums() -> None:
    """1 March: 10 of 100 back; 2 March: 90 of 100: 100/200 = 50 %, whatever each day's own rate is.

    3 orders, 200 − 20 of discounts: 60.00 each.
    """
    rows = [
        row(date(2026, 3, 1), Category.GROSS_SALES, 100, costed=100, orders=1, quantity=4),
        row(date(2026, 3, 1), Category.RETURNS, -10, costed=-10),
        row(date(2026, 3, 2), Category.GROSS_SALES, 100, costed=100, orders=2, quantity=5),
        row(date(2026, 3, 2), Category.RETURNS, -90, costed=-90),
        row(date(2026, 3, 2), Category.DISCOUNTS, -20, costed=-20),
        row(date(2026, 3, 2), Category.COGS, -20),
    ]
    names = ("return_rate", "discount_rate", "aov", "orders", "units", "cm1_rate", "net_margin", "cogs_coverage")
    values = [f.value for f in asked(rows, *names)]
    assert values == [Decimal("0.5"), Decimal("0.1"), 60, 3, 9, Decimal("0.75"), Decimal("0.75"), 1]


def test_a_ratio_to_nothing_has_no_value() -> None:
    for metric in ("return_rate", "aov", "net_margin", "cogs_coverage"):
        assert one([row(MARCH.start, Category.FEES, -1)], metric).value is None


def test_a_ratio_that_lacks_a_line_is_not_said() -> None:
    """Net margin without fees recorded would be too high: no value, and fees named."""
    rows = [row(MARCH.start, Category.GROSS_SALES, 100, costed=100)]
    figure = one(rows, "net_margin", books(provides=EVERYTHING - {Category.FEES}))
    assert (figure.value, figure.missing) == (None, ("fees",))


def test_cost_coverage_is_the_share_of_net_sales_with_a_cost() -> None:
    """80 + (−20) net, of which 45 costed: 75 %."""
    rows = [row(MARCH.start, Category.GROSS_SALES, 80, costed=60), row(MARCH.start, Category.RETURNS, -20, costed=-15)]
    cm1, net_sales = asked(rows, "cm1", "net_sales")
    assert (cm1.cost_coverage, cm1.missing, cm1.bound) == (Decimal("0.75"), ("cogs",), Bound.AT_MOST)
    assert net_sales.cost_coverage is None


def test_huge_amounts_add_up_exactly() -> None:
    """Three days of 9 trillion, the most one amount can be: 27 trillion, no 64-bit surprise."""
    rows = [row(date(2026, 3, day), Category.GROSS_SALES, 9 * 10**12) for day in (1, 2, 3)]
    assert one(rows, "gross_sales").value == 27 * 10**12
    assert one(rows, "net_sales").value == 27 * 10**12


@pytest.mark.parametrize(
    ("value", "base", "delta", "ratio"),
    [("110", "100", "10", "0.1"), ("-50", "100", "-150", "-1.5"), ("-90", "-100", "10", "0.1"), ("5", "0", "5", None),
     (None, "1", None, None), ("1", None, None, None)],
)  # fmt: skip
def test_a_change_is_measured_against_the_size_of_its_base(
    value: str | None, base: str | None, delta: str | None, ratio: str | None
) -> None:
    def figure(text: str | None) -> Figure:
        blank = one([], "net_sales")
        return Figure(**{name: getattr(blank, name) for name in blank.__slots__} | {"value": text and Decimal(text)})

    moved = change(figure(value), figure(base))
    assert (moved.delta, moved.ratio) == (delta and Decimal(delta), ratio and Decimal(ratio))


@pytest.mark.parametrize(
    ("value", "base", "moved"),
    [("exact", "exact", "exact"), ("at_most", "at_most", "partial"), ("exact", "at_most", "partial")],
)
def test_bounds_on_both_sides_bound_no_change(value: str, base: str, moved: str) -> None:
    """At most 110 against at most 100: the profit may have fallen, so +10 is no more than what is recorded."""

    def figure(amount: int, bound: str) -> Figure:
        return replace(one([], "net_sales"), value=Decimal(amount), bound=Bound(bound))

    assert change(figure(110, value), figure(100, base)).bound == moved


def test_the_highest_returns_are_the_largest_ones() -> None:
    """−5, −30, nothing, −10: the highest first are 30, 10, 5; what has no value is no rank."""
    rows = [row(date(2026, month, 1), Category.RETURNS, -amount) for month, amount in ((1, 5), (2, 30), (4, 10))]
    months = [Period(date(2026, month, 1), date(2026, month, 1)) for month in (1, 2, 3, 4)]
    found = [column[0] for column in figures(daily_view(rows), books(), months, ["returns"])]
    assert [int(spoken(f)) for f in ranked(found, highest_first=True, limit=3)] == [30, 10, 5]
    assert [int(spoken(f)) for f in ranked(found, highest_first=False, limit=2)] == [0, 5]
