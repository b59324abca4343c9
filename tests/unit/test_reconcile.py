"""The bridge: every amount on the way from what the sources state to net profit, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from credora_agent.analytics.reconcile import (
    BookedTotal,
    Bridge,
    SourceTotal,
    bridge,
    shopify_gross_profit,
    total_sales,
)
from credora_agent.ledger.entries import NOT_PROFIT, Category


def booked(
    category: Category, amount: int, *, currency: str = "GBP", converted: int | None = None, **more: int
) -> BookedTotal:
    """Return a total of the only source; in pounds it is converted as it stands."""
    return BookedTotal(
        "shop", category, currency, amount, amount if converted is None else converted, more.get("entries", 1),
        more.get("unconverted", 0), category is Category.COGS,
    )  # fmt: skip


def steps(found: Bridge) -> list[tuple[str, int, str]]:
    return [(step.id, step.amount, step.currency) for step in found.steps]


def test_a_simple_bridge() -> None:
    """120 stated = 90 net of goods + 10 shipping + 20 tax; −20 tax, −30 COGS: 70."""
    rows = [booked(Category.GROSS_SALES, 100), booked(Category.RETURNS, -10), booked(Category.SHIPPING_INCOME, 10),
            booked(Category.SALES_TAX, 20), booked(Category.COGS, -30)]  # fmt: skip
    found = bridge("GBP", [SourceTotal("shop", "GBP", 120, 4)], rows)
    assert steps(found) == [
        ("control_total", 120, "GBP"), ("difference.GBP", 0, "GBP"), ("excluded.sales_tax", -20, "GBP"),
        ("added.cogs", -30, "GBP"),
    ]  # fmt: skip
    assert (found.control_total, found.difference, found.differs, found.result) == (120, 0, False, 70)
    assert shopify_gross_profit(90, rows) == 60
    assert total_sales(rows) == 120


def test_what_is_booked_otherwise_than_stated_is_a_step_of_its_own() -> None:
    """100 stated, 97 booked: −3, said."""
    found = bridge("GBP", [SourceTotal("shop", "GBP", 100, 1)], [booked(Category.GROSS_SALES, 97)])
    assert (found.difference, found.result) == (-3, 97)
    assert ("difference.GBP", -3, "GBP") in steps(found)


def test_differences_that_cancel_out_are_still_there() -> None:
    """+5 in one currency and −5 in another are two differences, not none."""
    found = bridge(
        "GBP",
        [SourceTotal("a", "GBP", 100, 1), SourceTotal("b", "USD", 50, 1)],
        [booked(Category.GROSS_SALES, 105), booked(Category.GROSS_SALES, 45, currency="USD", converted=36)],
    )
    assert [amount for name, amount, _ in steps(found) if name.startswith("difference")] == [5, -5]
    assert (found.difference, found.differs) == (5, True)


def test_a_foreign_source_is_taken_out_and_put_in_at_its_rate() -> None:
    """60 GBP and 100 USD stated; 100 USD are 80 GBP: 140. One USD entry of 10 has no rate: it is in no total."""
    found = bridge(
        "GBP",
        [SourceTotal("a", "GBP", 60, 1), SourceTotal("b", "USD", 110, 2)],
        [booked(Category.GROSS_SALES, 60),
         booked(Category.GROSS_SALES, 110, currency="USD", converted=80, entries=2, unconverted=1)],
    )  # fmt: skip
    assert steps(found) == [
        ("control_total", 60, "GBP"), ("control_total.USD", 110, "USD"), ("difference.GBP", 0, "GBP"),
        ("difference.USD", 0, "USD"), ("convert.USD", -110, "USD"), ("convert.USD.GBP", 80, "GBP"),
    ]  # fmt: skip
    assert (found.control_total, found.result) == (60, 140)
    assert "(1 entries without a rate left out)" in found.steps[-1].label


amounts = st.integers(-(10**14), 10**14)
totals = st.lists(
    st.builds(
        lambda category, amount, rate: booked(
            category, amount, currency="USD" if rate else "GBP", converted=amount // rate if rate else None
        ),
        st.sampled_from(list(Category)), amounts, st.none() | st.integers(1, 9),
    ),
    max_size=30,
)  # fmt: skip


@given(
    totals,
    st.lists(st.builds(SourceTotal, st.just("s"), st.sampled_from(["GBP", "USD"]), amounts, st.just(1)), max_size=6),
)
def test_the_bridge_always_ends_at_what_is_converted_of_profit(
    rows: list[BookedTotal], sources: list[SourceTotal]
) -> None:
    """Whatever was stated and booked: Σ steps in pounds = Σ converted of the lines of profit; Σ abroad = 0."""
    found = bridge("GBP", sources, rows)
    profit = sum(row.converted for row in rows if row.category not in NOT_PROFIT)
    assert sum(step.amount for step in found.steps if step.currency == "GBP") == profit
    assert sum(step.amount for step in found.steps if step.currency != "GBP") == 0
    assert found.result == profit
