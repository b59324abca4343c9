"""Cohorts: every micro is in exactly one place, ages that are not over are marked, payback is against ad spend."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from credora_agent.analytics.customers.cohorts import Booked, Bought, Spend, cohorts, together

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))
UNTIL = date(2026, 4, 10)


def booked(cohort: date | None, month: date, cm2: int, *, uncosted: int = 0, unconverted: int = 0) -> Booked:
    return Booked(cohort, month, 2 * cm2, uncosted, cm2, 1, unconverted)


def found(*money: Booked, spends: dict[date, Spend] | None = None, over: date = UNTIL):
    """Return cohorts of January (10 customers, 2 of them back in March) and February (4)."""
    bought = (Bought(JAN, JAN, 10, 11), Bought(JAN, MAR, 2, 3), Bought(FEB, FEB, 4, 4), Bought(None, FEB, 1, 5))
    return cohorts(bought, money, (), spends or {}, until=UNTIL, over=over)


def test_ages_run_from_the_first_month_to_the_last_known_day() -> None:
    """January: ages 0 to 3, of which April is not over. Nobody bought in February; two came back in March."""
    january, february = found(booked(JAN, JAN, 100), booked(JAN, MAR, 30), booked(JAN, APR, -5)).cohorts
    assert [(age.month, age.active, age.orders, age.cm2_so_far, age.finished) for age in january.ages] == [
        (JAN, 10, 11, 100, True), (FEB, 0, 0, 100, True), (MAR, 2, 3, 130, True), (APR, 0, 0, 125, False),
    ]  # fmt: skip
    assert [age.finished for age in february.ages] == [True, True, False]
    assert (january.customers, february.customers) == (10, 4)


def test_a_month_is_over_the_day_after_its_last() -> None:
    assert [age.finished for age in found(over=date(2026, 3, 30)).cohorts[0].ages] == [True, True, False, False]
    assert [age.finished for age in found(over=date(2026, 3, 31)).cohorts[0].ages] == [True, True, True, False]


def test_payback_is_the_first_age_with_as_much_cm2_as_ad_spend() -> None:
    """Spend 130: 100 after January, 130 after March. A micro more and it is not paid back."""
    money = (booked(JAN, JAN, 100), booked(JAN, MAR, 30))
    assert found(*money, spends={JAN: Spend(130, 0)}).cohorts[0].payback == 2
    assert found(*money, spends={JAN: Spend(131, 0)}).cohorts[0].payback is None
    assert found(*money, spends={JAN: Spend(0, 0)}).cohorts[0].payback == 0
    assert found(*money).cohorts[0].payback is None
    assert found(*money, spends={JAN: Spend(1, 1)}).cohorts[0].payback is None


def test_sales_without_a_unit_cost_leave_payback_a_range() -> None:
    """CM2 100 of which 40 come from sales without a cost: between 60 and 100 after January; spend 80."""
    (january, _) = found(booked(JAN, JAN, 100, uncosted=40), booked(JAN, MAR, 20), spends={JAN: Spend(80, 0)}).cohorts
    assert (january.payback, january.sure_payback) == (0, 2)


def test_cohorts_together_are_those_that_have_come_that_far() -> None:
    """After 3 months only January's: 130 by 10. After 2 both: 100 + 8 by 14. After 4 none has finished."""
    each = found(booked(JAN, JAN, 100), booked(JAN, MAR, 30), booked(FEB, FEB, 8)).cohorts
    assert [together(each, age) for age in (1, 2, 3)] == [(108, 14), (130, 10), None]


@given(
    st.lists(
        st.tuples(
            st.sampled_from((None, JAN, FEB)),
            st.sampled_from((JAN, FEB, MAR, APR)),
            st.integers(-(10**12), 10**12),
        )
    )
)
def test_every_micro_is_in_one_cohort_or_in_none(rows: list[tuple[date | None, date, int]]) -> None:
    money = [booked(*row) for row in rows]
    whole = found(*money)
    inside = sum(age.cm2 for each in whole.cohorts for age in each.ages)
    assert inside + whole.unknown.cm2 == sum(row.cm2 for row in money)
    assert all(each.ages[-1].cm2_so_far == sum(age.cm2 for age in each.ages) for each in whole.cohorts)
