"""Foreign currencies: converted at their own day's rate, half to even; without a rate left out and said, never at 1."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shop_desk import TODAY, Desk, days

from credora_agent.analytics.figure import Bound
from credora_agent.core.money import convert

if TYPE_CHECKING:
    from credora_agent.core.db import Database

HEAD = "order,sku,quantity,unit price,order date,currency\n"
MIXED = HEAD + "1,A,1,10.00,2026-03-06,GBP\n2,B,1,100.00,2026-03-06,USD\n3,C,1,1000,2026-03-08,JPY\n"
MARCH = ("2026-03-01", "2026-03-31")


async def converted(books: Desk) -> dict[str, tuple[object, object]]:
    assert await books.drift() == []
    found = await books.rows(
        "select sku, reporting_micros, fx_rate from transactions where superseded_by is null order by sku"
    )
    return {sku: (micros, rate if rate is None else str(rate.normalize())) for sku, micros, rate in found}


async def test_without_a_rate_an_entry_is_left_out_and_said(books: Desk) -> None:
    """10.00 GBP count; 100.00 USD and 1,000 JPY wait: 10.00, partial, "2 entries have no exchange rate to GBP"."""
    await books.orders(MIXED)
    assert await converted(books) == {"A": (10_000_000, "1"), "B": (None, None), "C": (None, None)}
    figure = await books.figure("gross_sales", *MARCH)
    assert (figure.value, figure.bound, figure.entries) == (10, Bound.PARTIAL, 3)
    assert figure.notes[-1] == "2 entries have no exchange rate to GBP; they are left out."
    bounds = {line.id: line.total.bound for line in (await books.pnl(*MARCH)).lines}
    assert {bounds[total] for total in ("net_sales", "revenue", "net_profit")} == {Bound.PARTIAL}
    found = await books.reports.reconcile(books.caller, days(*MARCH), today=TODAY)
    assert found.agrees
    left = {step.id: (str(step.amount), step.currency) for step in found.steps if step.id.startswith("convert")}
    assert left == {"convert.USD": ("-100.000000", "USD"), "convert.JPY": ("-1000.000000", "JPY")}


async def test_a_rate_that_comes_later_converts_what_waited(books: Desk) -> None:
    """USD 0.8 on the 6th: 100.00 USD are 80.00 GBP, a second version; JPY still waits. Then 0.82: 82.00, a third."""
    await books.orders(MIXED)
    done = await books.rates("date,base,quote,rate\n2026-03-06,USD,GBP,0.8\n")
    assert (done.posted.added, done.posted.superseded, done.posted.days) == (0, 1, 1)
    assert (await converted(books))["B"] == (80_000_000, "0.8")
    figure = await books.figure("gross_sales", *MARCH)
    assert (figure.value, figure.bound) == (90, Bound.PARTIAL)
    await books.rates("date,base,quote,rate\n2026-03-06,USD,GBP,0.82\n2026-03-08,GBP,JPY,200\n")
    assert await converted(books) == {"A": (10_000_000, "1"), "B": (82_000_000, "0.82"), "C": (5_000_000, "0.005")}
    figure = await books.figure("gross_sales", *MARCH)
    assert (figure.value, figure.bound, figure.notes[-1:]) == (97, Bound.EXACT, figure.notes[-1:])
    assert not any("exchange rate" in note for note in figure.notes)
    (row,) = await books.rows("select id from transactions where sku = 'B' and superseded_by is null")
    versions = await books.reports.history(books.caller, row[0])
    assert [None if v.reporting_amount is None else str(v.reporting_amount) for v in versions] == [
        None, "80.000000", "82.000000",
    ]  # fmt: skip


async def test_rates_first_or_last_make_the_same_books(books: Desk, database: Database) -> None:
    rates = "date,base,quote,rate\n2026-03-06,USD,GBP,0.8\n2026-03-06,JPY,USD,0.0067\n"
    other = await Desk.open(database, books.folder)
    await books.orders(MIXED)
    await books.rates(rates)
    await other.rates(rates)
    await other.orders(MIXED)
    assert await books.state() == await other.state()


async def test_a_weekend_takes_friday_s_rate_and_a_week_is_the_most(books: Desk) -> None:
    """Friday the 6th 0.8: it holds to Friday the 13th; on the 14th there is none; a later rate never reaches back."""
    rows = "".join(f"{day},A,1,1.00,2026-03-{day:02},USD\n" for day in (5, 6, 8, 13, 14))
    await books.orders(HEAD + rows)
    await books.rates("date,base,quote,rate\n2026-03-06,USD,GBP,0.8\n")
    found = await books.rows("select order_ref, reporting_micros from transactions where superseded_by is null")
    assert dict(found) == {"5": None, "6": 800_000, "8": 800_000, "13": 800_000, "14": None}


async def test_the_shop_s_own_currency_needs_no_rate(books: Desk) -> None:
    """GBP is 1 by definition; a rate GBP→GBP in a file is refused, and no other currency is ever taken at 1."""
    done = await books.rates("date,base,quote,rate\n2026-03-06,GBP,GBP,2\n2026-03-06,USD,GBP,0.8\n")
    assert done.rejected == 1
    await books.orders(MIXED)
    assert await books.one("select count(*) from transactions where currency <> 'GBP' and fx_rate = 1") == 0
    assert (await converted(books))["A"] == (10_000_000, "1")


micros = st.integers(-(10**13), 10**13)  # at the highest rate still what a bigint holds
rates = st.decimals("0.0000000001", "99999", places=10)
odd = st.integers(-(10**12), 10**12).map(lambda n: 2 * n + 1)
ties = st.tuples(odd, st.sampled_from([Decimal("0.5"), Decimal("2.5"), Decimal("0.1")]))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(micros, rates) | ties, min_size=1, max_size=60))
async def test_the_database_rounds_as_python_does(books: Desk, pairs: list[tuple[int, Decimal]]) -> None:
    """half_even(amount × rate) in SQL equals core.money.convert for any amount and rate, halves above all."""
    amounts, factors = [list(column) for column in zip(*pairs, strict=True)]
    found = await books.rows(
        "select half_even(a * r) from unnest(cast(:amounts as bigint[]), cast(:rates as numeric[])) as t(a, r)",
        amounts=amounts, rates=factors,
    )  # fmt: skip
    assert [row[0] for row in found] == [convert(amount, rate) for amount, rate in pairs]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cents=st.lists(st.integers(1, 10**7), min_size=1, max_size=8), rate=st.decimals("0.001", "500", places=7))
async def test_each_entry_is_converted_by_itself(
    books: Desk, database: Database, cents: list[int], rate: Decimal
) -> None:
    """Σ of entries converted one by one = the day's figure = the bridge's step, for any amounts and rate."""
    desk = await Desk.open(database, books.folder)
    await desk.rates(f"date,base,quote,rate\n2026-03-06,USD,GBP,{rate}\n")
    rows = "".join(f"{n},S{n},1,{value // 100}.{value % 100:02},2026-03-06,USD\n" for n, value in enumerate(cents))
    await desk.orders(HEAD + rows)
    expected = sum(convert(value * 10_000, rate) for value in cents)
    assert (await desk.figure("gross_sales", *MARCH)).value == Decimal(expected).scaleb(-6)
    found = await desk.reports.reconcile(desk.caller, days(*MARCH), today=TODAY)
    assert found.agrees
    (step,) = [step for step in found.steps if step.id == "convert.USD.GBP"]
    assert step.amount == Decimal(expected).scaleb(-6)
