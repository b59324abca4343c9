"""Answers kept: read again while nothing moved, worked out anew as soon as anything they follow from did."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel
from shop_desk import Desk, days
from sqlalchemy import text
from stocked_shop import stocked

from credora_agent.ledger.keep_plan import drop, keep, load_plan
from credora_agent.ledger.load import Only
from credora_agent.reports import kept as keeping
from credora_agent.reports.kept import forget_old, kept
from credora_agent.tables import planning

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.core.db import Database

LINES = "order,sku,product,quantity,unit price,order date\n1,A,a thing,2,10,2026-03-01 10:00\n"


class Counted(BaseModel):
    """An answer that says how often it was worked out."""

    times: int


@pytest.fixture
async def asked(database: Database, tmp_path: Any) -> tuple[Desk, Callable[[], Any]]:
    """Lend a stocked shop, and one question about it whose answer counts how often it is worked out."""
    desk, times = await stocked(database, tmp_path, "mine", "10.00"), [0]

    async def work(_: Any) -> Counted:
        times[0] += 1
        return Counted(times=times[0])

    async def ask(**args: Any) -> int:
        found = await kept(database, desk.caller, name="counted", args=args, schema=Counted, work=work)
        return found.times

    return desk, ask


async def test_an_answer_is_worked_out_once_for_each_question(asked: tuple[Desk, Callable[..., Any]]) -> None:
    """The same question: 1, 1. Another day: 2. The first again: 1."""
    _, ask = asked
    first, again = await ask(today=date(2026, 3, 1)), await ask(today=date(2026, 3, 1))
    assert (first, again, await ask(today=date(2026, 3, 2)), await ask(today=date(2026, 3, 1))) == (1, 1, 2, 1)


@pytest.mark.parametrize(
    "change",
    [
        "update variants set on_hand = 7 where tenant_id = :tenant",
        "update payouts set status = 'FAILED' where tenant_id = :tenant",
        "update ad_metrics_daily set clicks = 9 where tenant_id = :tenant",
        "delete from ad_metrics_daily where tenant_id = :tenant",
        "update campaigns set name = 'other' where tenant_id = :tenant",
        "update orders set customer_ref = 'x' where tenant_id = :tenant",
        "update platform_connections set provides = '{returns}' where tenant_id = :tenant",
        "delete from cash_balances where tenant_id = :tenant",
        "update planned_payments set amount_micros = -2 where tenant_id = :tenant",
        "delete from finding_marks where tenant_id = :tenant",
        "update budgets set amount_micros = 2 where tenant_id = :tenant",
        "delete from campaign_products where tenant_id = :tenant",
        "update stock_orders set units = 2 where tenant_id = :tenant",
        "update supply_terms set lead_days = 2 where tenant_id = :tenant",
        "update tax_rules set due_days = 2 where tenant_id = :tenant",
        "update calendar_events set factor = 3 where tenant_id = :tenant",
    ],
)
async def test_whatever_moves_beside_the_ledger_makes_it_old(
    asked: tuple[Desk, Callable[..., Any]], change: str
) -> None:
    """One changed row of any watched table: worked out anew; the same statement over no row: kept."""
    desk, ask = asked
    await ask()
    await desk.database.write(
        desk.caller, lambda s: s.execute(text(f"{change} and false"), {"tenant": desk.shop.tenant})
    )
    assert await ask() == 1
    await desk.database.write(desk.caller, lambda s: s.execute(text(change), {"tenant": desk.shop.tenant}))
    assert await ask() == 2


async def test_new_books_and_new_arithmetic_make_it_old(
    asked: tuple[Desk, Callable[..., Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new order: 2. Other code: 3. An import of the same file: kept."""
    desk, ask = asked
    await ask()
    await desk.orders(LINES.replace("1,A", "99,A"))
    assert await ask() == 2
    monkeypatch.setattr(keeping, "code_version", lambda: "other")
    assert (await ask(), await ask()) == (3, 3)


async def test_an_answer_from_older_books_never_takes_a_newer_ones_place(database: Database, tmp_path: Any) -> None:
    """Two workers: the slow one read version n, the fast one n + 1 and kept it; the slow one's answer is dropped."""
    desk = await stocked(database, tmp_path, "mine", "10.00")

    async def slow(_: Any) -> Counted:
        await desk.orders(LINES.replace("1,A", "98,A"))
        await kept(database, desk.caller, name="raced", args={}, schema=Counted, work=fast)
        return Counted(times=1)

    async def fast(_: Any) -> Counted:
        return Counted(times=2)

    async def never(_: Any) -> Counted:
        raise AssertionError("it is kept")

    await kept(database, desk.caller, name="raced", args={}, schema=Counted, work=slow)
    assert (await kept(database, desk.caller, name="raced", args={}, schema=Counted, work=never)).times == 2


async def test_answers_nobody_renews_are_forgotten(asked: tuple[Desk, Callable[..., Any]]) -> None:
    """One of 41 days ago goes, one of today stays."""
    desk, ask = asked
    await ask(n=1)
    await desk.database.write(
        desk.caller,
        lambda s: s.execute(text("update pnl_reports set computed_at = now() - interval '41 days'")),
    )
    await ask(n=2)
    await desk.database.write(desk.caller, lambda s: forget_old(s, desk.shop.tenant))
    assert await desk.rows("select question from pnl_reports") == [('{"n":2,"report":"counted"}',)]


async def test_the_plan_is_kept_changed_and_dropped(database: Database, tmp_path: Any) -> None:
    """A balance in USD at 0.8 counts as 80 GBP; one in CHF has no rate and is named; the same key takes its place."""
    desk = await stocked(database, tmp_path, "mine", "10.00")
    tenant = desk.shop.tenant

    async def say(**row: Any) -> None:
        await database.write(desk.caller, lambda s: keep(s, tenant, planning.CashBalance, [row]))

    await say(account="usd", day=date(2026, 3, 1), amount_micros=100_000_000, currency="USD")
    await say(account="chf", day=date(2026, 3, 1), amount_micros=1, currency="CHF")
    await say(account="main", day=date(2026, 3, 1), amount_micros=5, currency="GBP")
    plan = await database.read(desk.caller, lambda s: load_plan(s, tenant))
    assert [(b.account, b.amount) for b in plan.balances] == [("main", 5), ("usd", 80_000_000)]
    assert plan.unconverted == ("cash of chf (CHF)",)
    gone = await database.write(desk.caller, lambda s: drop(s, tenant, planning.CashBalance, account="main"))
    left = await database.read(desk.caller, lambda s: load_plan(s, tenant))
    assert (gone, [b.account for b in left.balances]) == (1, ["usd"])


async def test_rows_behind_one_sku_and_one_campaign(database: Database, tmp_path: Any) -> None:
    """A: 2 × 10, B: 1 × 10. Rows of A add up to its own 20; of both to 30; a campaign nobody has: none."""
    desk = await stocked(database, tmp_path, "mine", "10.00")
    march = days("2026-03-01", "2026-03-31")
    mine = await desk.reports.entries(desk.caller, "gross_sales", march, only=Only(sku="A"))
    assert (mine.total_entries, int(mine.total), {e.sku for e in mine.entries}) == (1, 20, {"A"})
    both = await desk.reports.entries(desk.caller, "gross_sales", march)
    assert (both.total_entries, int(both.total)) == (2, 30)
    none = await desk.reports.entries(desk.caller, "marketing", march, only=Only(campaign="meta_ads:1:2"))
    assert (none.total_entries, none.entries) == (0, ())


async def test_of_a_past_days_forecasts_the_last_of_each_length_stays(database: Database, tmp_path: Any) -> None:
    """Three of 90 days and one of 28 made on 1 March, two made just now: the newest of each length, and both new."""
    desk = await stocked(database, tmp_path, "mine", "10.00")
    await desk.database.write(desk.caller, lambda s: s.execute(text("delete from forecasts")))
    for day, horizon, ago in (
        ("2026-03-01", 90, 50), ("2026-03-01", 90, 49), ("2026-03-01", 90, 48.5), ("2026-03-01", 28, 50),
        ("2026-03-02", 90, 1), ("2026-03-02", 90, 2),
    ):  # fmt: skip
        await desk.database.write(
            desk.caller,
            lambda s, row=(day, horizon, ago): s.execute(
                text(
                    "insert into forecasts (tenant_id, id, made_at, today, horizon_days, paths, seed, model_version,"
                    " ledger_version, detail_version, inputs, result) values (:tenant, gen_random_uuid(),"
                    " now() - make_interval(hours => 1) * :ago, cast(:day as text)::date, :horizon, 1, 1, 'm', 0, 0,"
                    " '{}', '{}')"
                ),
                {"tenant": desk.shop.tenant, "day": row[0], "horizon": row[1], "ago": row[2]},
            ),
        )
    await desk.database.write(desk.caller, lambda s: forget_old(s, desk.shop.tenant))
    left = await desk.rows("select today::text, horizon_days, count(*) from forecasts group by 1, 2 order by 1, 2")
    assert left == [("2026-03-01", 28, 1), ("2026-03-01", 90, 1), ("2026-03-02", 90, 2)]
