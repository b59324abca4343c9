"""The forecast over real books: its reach, its odds, its memory, and how it is judged by what came."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
import pytest

from credora_agent.core.errors import BadInput
from credora_agent.ledger.keep_plan import keep
from credora_agent.reports.forecast_record import again
from credora_agent.tables import planning
from credora_agent.telling.forecast import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from shop_desk import Desk

    from credora_agent.reports.outlook import Outlook
    from credora_agent.tables.base import Base

TODAY = date(2026, 11, 22)
"""A Sunday."""
MICROS = 1_000_000


def lines(days: int, *, until: date = TODAY, sold: Callable[[date], float] | None = None) -> str:
    """Return a file of one order a day, ending the day before `until`: about 100, none where `sold` is nought."""
    draw = np.random.default_rng(7)
    rows = ["order,sku,product,quantity,unit price,order date"]
    for n in range(days):
        day = until - timedelta(days=days - n)
        amount = (sold(day) if sold else 100.0) * draw.gamma(20, 0.05)
        if amount:
            rows.append(f"{day:%Y%m%d},A,Candle,1,{amount:.2f},{day} 10:00")
    return "\n".join(rows) + "\n"


async def plan(desk: Desk, table: type[Base], **row: Any) -> None:
    """Enter a line of the merchant's plan."""
    await desk.database.write(desk.caller, lambda s: keep(s, desk.shop.tenant, table, [row]))


async def state_cash(desk: Desk, amount: int, day: date = TODAY - timedelta(days=1)) -> None:
    """State the cash on hand."""
    await plan(desk, planning.CashBalance, account="main", day=day, amount_micros=amount * MICROS, currency="GBP")


async def pay(desk: Desk, name: str, amount: int, first: date, every: str = "once") -> None:
    """Plan a payment."""
    await plan(
        desk, planning.PlannedPayment, id=uuid4(), name=name, kind="operating", amount_micros=-amount * MICROS,
        currency="GBP", every=every, first_day=first, last_day=None,
    )  # fmt: skip


async def look(desk: Desk, *, today: date = TODAY, **asked: Any) -> Outlook:
    """Return a forecast of a thousand futures."""
    return await desk.reports.forecast(desk.caller, today=today, **{"paths": 1000, **asked})


def figure(found: Outlook, name: str) -> Decimal | None:
    """Return the value of the first figure of that metric."""
    return next(each.value for each in found.figures if each.metric == name)


async def test_empty_books_say_so(books: Desk) -> None:
    """No entry at all."""
    found = await look(books)
    assert (found.reach, found.bands, found.id) == ("none", (), None)
    assert "No sale is known" in " ".join(tell(found).words)


async def test_under_four_weeks_there_is_the_merchant_s_plan_and_no_forecast(books: Desk) -> None:
    """27 days of sales, rent planned and sales budgeted."""
    await books.orders(lines(27))
    await pay(books, "Rent", 500, date(2026, 12, 1), "month")
    await plan(books, planning.Budget, line="net_sales", month=date(2026, 12, 1), amount_micros=900 * MICROS)
    found = await look(books, horizon=60)
    assert (found.reach, found.bands, found.id) == ("none", (), None)
    assert [(out.name, out.day) for out in found.outflows] == [("Rent", date(2026, 12, 1)), ("Rent", date(2027, 1, 1))]
    assert [line.amount for line in found.budgets] == [900]
    assert await books.one("select count(*) from forecasts") == 0
    part = tell(found)
    assert part.words[0] == "There is no forecast yet."
    assert len(part.blocks) == 2


async def test_under_ninety_days_it_reaches_four_weeks_and_warns_of_the_peak(books: Desk) -> None:
    """40 days of about 100, just before Black Friday: 28 days of 90 asked for."""
    await books.orders(lines(40))
    found = await look(books)
    assert (found.reach, found.horizon_days) == ("short", 28)
    said = " ".join(found.notes)
    assert "only the next 28 days" in said
    assert "Black Friday" in said
    assert 2_300 < (figure(found, "sales_ahead") or 0) < 3_300
    assert figure(found, "profit_ahead") is None


async def test_a_closed_weekday_sells_nothing_and_an_announced_day_more(books: Desk) -> None:
    """400 days without Sundays; a launch on Monday triples it, the shop is closed on Wednesday."""
    await books.orders(lines(400, sold=lambda day: 0.0 if day.weekday() == 6 else 100.0))
    for name, day, factor in (("Launch", 23, 3), ("Closed", 25, 0)):
        await plan(
            books, planning.CalendarEvent, id=uuid4(), name=name, first_day=date(2026, 11, day),
            last_day=date(2026, 11, day), factor=Decimal(factor),
        )  # fmt: skip
    found = await look(books, horizon=28)
    median = found.fans[0].values[found.fans[0].percents.index(50)]
    assert median[0] == median[7] == median[3] == 0
    assert median[1] > 2 * median[2] > 0
    assert found.notes[0] == "You said: sales × 3 from 2026-11-23 to 2026-11-23."


async def test_a_shop_that_stopped_selling_and_one_that_never_earned(books: Desk) -> None:
    """Sixty days of sales, then returns to nought for sixty: said, and everything finite."""
    await books.orders(lines(120, sold=lambda day: 100.0 if day < TODAY - timedelta(days=60) else 0.0))
    await state_cash(books, 100)
    found = await look(books, today=TODAY - timedelta(days=40), horizon=20)
    assert found.first_day == TODAY - timedelta(days=40)
    assert all(value.is_finite() for fan in found.fans for row in fan.values for value in row)
    tell(found)


async def test_the_cash_dip_is_found(books: Desk) -> None:
    """About 100 a day; 1,000 in hand; 5,000 for stock on 12 December: down before it, out after it.

    By then some 1,000 + 21 × 100 are there: all futures run out that day, and none before.
    """
    await books.orders(lines(400))
    await state_cash(books, 1000)
    await plan(
        books, planning.StockOrder, id=uuid4(), name="Spring stock", sku=None, units=500, unit_cost_micros=10 * MICROS,
        currency="GBP", ordered_on=TODAY, arrives_on=date(2026, 12, 12), deposit_rate=Decimal(0), balance_days=0,
        status="ordered",
    )  # fmt: skip
    found = await look(books, horizon=30)
    assert found.lowest_day == date(2026, 12, 12)
    assert figure(found, "runway") == 21
    assert found.odds[-1].bound == "at_least"
    assert found.odds[-1].share == Decimal("0.99")
    assert [(out.name, out.amount) for out in found.outflows] == [("Spring stock", -5000)]
    words = " ".join(tell(found).words)
    assert "Cash runs out: half of the futures are below nought by Sat 12 Dec 2026" in words


async def test_without_cash_stated_it_is_asked_for_and_never_assumed(books: Desk) -> None:
    """The same shop with nothing stated: the change in cash, no odds, and the command to state it."""
    await books.orders(lines(400))
    found = await look(books, horizon=30)
    assert (found.odds, found.opening, found.lowest_day) == ((), None, None)
    assert {band.id for band in found.bands} == {"sales", "cash_change"}
    assert "`credora cash balance 12000 --day 2026-11-21`" in " ".join(tell(found).words)
    said = " ".join(found.notes)
    for lack in ("No payout account", "No unit costs", "No ad spend"):
        assert lack in said


async def test_the_same_question_has_the_same_answer_and_is_stored_once(books: Desk) -> None:
    """Asked twice: one row. Another seed: other futures. The plan changes: another forecast with the same draws."""
    await books.orders(lines(200))
    first, second = await look(books), await look(books)
    assert first == second
    assert await books.one("select count(*) from forecasts") == 1
    other = await look(books, seed=5)
    assert other.seed == 5
    assert other.fans != first.fans
    await pay(books, "Rent", 50, date(2026, 12, 1))
    changed = await look(books)
    assert (changed.seed, changed.fans[0]) == (first.seed, first.fans[0])
    assert changed.id != first.id
    assert await books.one("select count(*) from forecasts") == 3


async def test_a_stored_forecast_can_be_made_again_to_the_bit(books: Desk) -> None:
    """From the inputs and the seed in its row, with plans, taxes and cash; the books have moved on since."""
    await books.orders(lines(400))
    await state_cash(books, 1000, TODAY - timedelta(days=5))
    await pay(books, "Rent", 700, date(2026, 12, 1), "month")
    await plan(
        books, planning.TaxRule, name="VAT", every="quarter", first_day=date(2026, 1, 1), due_days=37,
        share=Decimal("0.8"),
    )  # fmt: skip
    await look(books, horizon=120)
    await books.orders(lines(400).replace("Candle", "Candles"))
    ((inputs, result, seed, paths),) = await books.rows("select inputs, result, seed, paths from forecasts")
    made = again(inputs, seed=seed, paths=paths)
    assert {name: result[name] for name in made} == made


async def test_forecasts_are_judged_once_their_days_are_over(books: Desk) -> None:
    """Made on 1 September with 28 days ahead known later: scored once, and told beside the next forecast."""
    early = date(2026, 9, 1)
    await books.orders(lines(400, until=early))
    await look(books, today=early)
    assert (await books.reports.score_forecasts(books.caller, early)).scored == 0
    await books.orders(lines(500))
    before = await look(books)
    given = [track for track in before.tracks if track.kind == "given"]
    assert [(track.days, track.forecasts) for track in given] == [(28, 1)]
    assert given[0].latest is not None
    actual = await books.one(
        "select sum(amount_micros) / 1000000.0 from pnl_daily where category = 'gross_sales'"
        " and local_date between '2026-09-01' and '2026-09-28'"
    )
    assert given[0].latest.actual == actual.quantize(Decimal("0.01"))
    assert any(track.kind == "backtest" for track in before.tracks)
    again_scored = await books.reports.score_forecasts(books.caller, TODAY)
    assert again_scored.scored == 0
    scores = await books.one("select scores from forecasts where today = '2026-09-01'")
    assert set(scores) == {"28"}
    assert set(scores["28"]) >= {"inside80", "inside95", "crps", "pit", "actual"}
    assert "I said" in " ".join(block.text for block in tell(before).blocks if block.type == "notice")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "asked",
    [{"horizon": 0}, {"horizon": -5}, {"horizon": 3651}, {"paths": 0}, {"paths": 10**9}, {"seed": -1}],
)
async def test_what_cannot_be_asked(books: Desk, asked: dict[str, int]) -> None:
    """Each is refused with what can be asked for."""
    with pytest.raises(BadInput) as refused:
        await look(books, **asked)
    assert refused.value.remedy


async def test_ten_years_ahead_are_an_extrapolation(books: Desk) -> None:
    """3,650 days: fewer futures than asked for, said; every number finite."""
    await books.orders(lines(400))
    await state_cash(books, 10)
    found = await look(books, horizon=3650, paths=2000)
    said = " ".join(found.notes)
    assert "extrapolation" in said
    assert "futures are simulated" in said
    assert found.paths == 4_000_000 // 3650
    tell(found)


async def test_books_that_end_long_ago_are_forecast_from_their_end(books: Desk) -> None:
    """Read until 1 May, asked in November: from 1 May on; ended last Wednesday: told from today."""
    await books.orders(lines(200, until=date(2026, 5, 1)))
    found = await look(books, horizon=28)
    assert found.first_day == date(2026, 5, 1)
    assert found.notes[0] == "The books end on 2026-04-30: the forecast begins there, not today."
    near = await look(books, today=date(2026, 5, 4), horizon=28)
    assert (near.first_day, near.horizon_days) == (date(2026, 5, 4), 28)
    assert "3 days before yesterday" in near.notes[0]
