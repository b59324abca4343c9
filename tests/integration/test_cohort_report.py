"""Cohorts of a real shop: from its own orders, with what is unknown said, and the same from the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from platform_books import PlatformBooks
from shop_desk import TODAY, Desk
from sqlalchemy import text

from credora_agent.core.errors import BadInput
from credora_agent.ledger import details
from credora_agent.ledger.entries import Window
from credora_agent.ledger.platform_rows import AdDayRow, CampaignRow
from credora_agent.telling.cohorts import tell_cohorts

if TYPE_CHECKING:
    from credora_agent.reports.cohorts import CohortLine, CohortReport

HEAD = "order,sku,quantity,unit price,order date,customer email"
SALES = f"""{HEAD}
1,A,1,10.00,2026-08-03 10:00,ann@x.test
2,A,2,10.00,2026-08-20 10:00,bob@x.test
3,A,1,10.00,2026-09-05 10:00,ann@x.test
4,A,1,10.00,2026-09-09 10:00,cid@x.test
5,A,3,10.00,2026-11-02 10:00,bob@x.test
6,A,1,10.00,2026-11-21 10:00,
"""
COSTS = "sku,unit cost,valid from\nA,4.00,2026-01-01\n"


async def found(books: Desk, **how: Any) -> CohortReport:
    return await books.reports.cohorts(books.caller, today=how.pop("today", TODAY), **how)


async def lines(books: Desk, **how: Any) -> dict[str, CohortLine]:
    return {f"{line.month:%Y-%m}": line for line in (await found(books, **how)).cohorts}


async def advertised(books: Desk, *spends: tuple[str, int]) -> None:
    """Connect an ad account that spent so much (in pounds) on those days."""
    meta = await PlatformBooks.connect(books, "meta_ads", "123")
    days = [date.fromisoformat(day) for day, _ in spends]
    rows = [
        AdDayRow("c", day, "GBP", pounds * 1_000_000, 1, 1, Decimal(1), 1, "7d_click")
        for day, (_, pounds) in zip(days, spends, strict=True)
    ]
    window = Window("ad_days", "123", min(days), max(days))
    campaign = CampaignRow("c", "Always on", "ACTIVE", None, min(days), max(days))
    await meta.write(lambda s, t: details.keep_campaigns(s, t, [campaign]))
    await meta.write(lambda s, t: details.replace_ad_days(s, t, window, rows, fetched_at=datetime.now(UTC)))


async def test_cohorts_follow_first_orders_and_their_cm2(books: Desk) -> None:
    """Ann and Bob first in August, Cid in September; order 6 names nobody. A unit brings 10 − 4 = 6.

              Aug            Sep          Oct   Nov (not over)
    Aug (2)   3 units 18     1 unit 6     0     3 units 18     LTV 9, 12, 12, 21
    Sep (1)                  1 unit 6     0     0              LTV 6, 6, 6
    unknown                                     1 unit 6
    """
    await books.orders(SALES)
    await books.costs(COSTS)
    report = await found(books)
    told = {f"{line.month:%Y-%m}": line for line in report.cohorts}
    assert [(str(age.ltv), age.active, age.finished) for age in told["2026-08"].ages] == [
        ("9.000000", 2, True), ("12.000000", 1, True), ("12.000000", 0, True), ("21.000000", 1, False),
    ]  # fmt: skip
    assert [str(age.ltv) for age in told["2026-09"].ages] == ["6.000000"] * 3
    assert str(told["2026-08"].ages[1].retention) == "0.5000000000"
    assert (report.orders, report.known_orders, str(report.unknown_cm2)) == (6, 5, "6.000000")
    assert any("1 of 6 orders (16.7%) name no customer" in note for note in report.notes)


async def test_cohorts_unknown_and_loose_add_up_to_the_pnl(sample: Desk) -> None:
    """The invented shop: the sum over cohorts, unknown customers and what names no order is CM2 of the P&L."""
    report = await found(sample, months=120)
    cm2 = await sample.figure("cm2", str(report.period.start), str(report.period.end))
    inside = sum((age.cm2 for line in report.cohorts for age in line.ages), Decimal(0))
    assert inside + report.unknown_cm2 + report.loose_cm2 == cm2.value
    assert sum(age.orders for line in report.cohorts for age in line.ages) == report.known_orders


async def test_payback_holds_ltv_against_ad_spend_of_the_month(books: Desk) -> None:
    """£22 of ads in August for 2 customers: nCAC 11; LTV is 9, then 12. £30 in September for one: not yet.

    The file records neither fees nor fulfilment, so LTV is at most what it shows: payback is a month at the earliest.
    """
    await books.orders(SALES)
    await books.costs(COSTS)
    await advertised(books, ("2026-08-01", 22), ("2026-09-01", 30))
    told = await lines(books)
    assert (str(told["2026-08"].ncac), told["2026-08"].payback_earliest, told["2026-08"].payback) == (
        "11.000000",
        2,
        None,
    )
    assert (str(told["2026-09"].ncac), told["2026-09"].payback_earliest) == ("30.000000", None)
    words = " ".join(tell_cohorts(await found(books)).words)
    assert "against £11.00 nCAC: paid back in month 2 at the earliest" in words
    await books.database.write(
        books.caller,
        lambda s: s.execute(
            text(
                "update platform_connections set provides = provides || array['fees', 'fulfilment', 'discounts',"
                " 'shipping_income', 'returns'] where tenant_id = :t and platform = 'lines_csv'"
            ),
            {"t": books.shop.tenant},
        ),
    )
    assert (await lines(books))["2026-08"].payback == 2


async def test_without_unit_costs_ltv_is_at_most(books: Desk) -> None:
    await books.orders(SALES)
    report = await found(books)
    assert {age.bound for line in report.cohorts for age in line.ages} <= {"at_most", "partial"}
    assert any("COGS" in note for note in report.notes)
    assert any("No ad spend is known" in note for note in report.notes)


async def test_withdrawn_orders_make_nobody_a_customer(books: Desk) -> None:
    """Ann's first order is deleted at its source: she is of September then."""
    await books.orders(SALES)
    before = await lines(books)
    assert (before["2026-08"].customers, before["2026-09"].customers) == (2, 1)
    await books.database.write(
        books.caller,
        lambda s: s.execute(
            text(
                "insert into source_records (tenant_id, connection_id, source_table, source_id, local_date, currency,"
                " payload, row, run_id, withdrawn) select tenant_id, connection_id, 'orders', order_ref, local_date,"
                " currency, '{}', 0, gen_random_uuid(), true from orders where tenant_id = :t and order_ref = '1'"
            ),
            {"t": books.shop.tenant},
        ),
    )
    after = await lines(books, today=TODAY + timedelta(days=1))
    assert (after["2026-08"].customers, after["2026-09"].customers) == (1, 2)


async def test_unknown_customers_are_answered_with_how_to_learn_them(books: Desk) -> None:
    await books.orders("order,sku,quantity,unit price,order date\n1,A,1,10.00,2026-08-03 10:00\n")
    report = await found(books)
    assert report.cohorts == ()
    assert "read_customers" in str(report.lack)
    assert tell_cohorts(report).words == (report.lack,)


async def test_hardly_anything_is_still_an_answer(books: Desk) -> None:
    """Empty books; then one customer, one order, all of it today; a projection of that is refused."""
    assert "hold nothing" in str((await found(books)).lack)
    await books.orders(f"{HEAD}\n1,A,1,10.00,{TODAY} 08:00,ann@x.test\n")
    report = await found(books, projection=True)
    (line,) = report.cohorts
    assert (line.customers, line.ncac, line.payback, line.ages[0].finished) == (1, None, None, False)
    assert "500 known customers; the books have 1" in str(report.outlook and report.outlook.refused)
    words = " ".join(tell_cohorts(report).words)
    assert "The one customer of November 2026 has brought" in words
    assert "in their first month so far" in words
    assert "hold nothing" in str((await found(books, today=date(2020, 1, 1))).lack)


@pytest.mark.parametrize("months", [0, -3, 121])
async def test_a_number_of_months_that_is_none_is_refused(books: Desk, months: int) -> None:
    with pytest.raises(BadInput, match="months of cohorts"):
        await found(books, months=months)


async def test_an_answer_is_kept_until_the_books_change(books: Desk) -> None:
    await books.orders(SALES)
    first = await found(books)
    assert await found(books) == first
    await books.orders(f"{HEAD}\n7,A,1,10.00,2026-10-01 10:00,dot@x.test\n")
    assert len((await found(books)).cohorts) == len(first.cohorts) + 1


async def test_the_invented_shop_has_a_projection_with_its_check(sample: Desk) -> None:
    """Fourteen months of orders: a check on days already past is beside every projection."""
    report = await found(sample, projection=True)
    ahead = report.outlook
    assert ahead is not None
    assert ahead.refused is None
    assert sum(line.customers for line in ahead.lines) == sum(
        line.customers for line in (await found(sample, months=120)).cohorts
    )
    assert sum(line.cm2 for line in ahead.lines) == pytest.approx(ahead.total_cm2, abs=Decimal(1))
    assert ahead.check is not None
    assert ahead.check.days == 141
    later = await sample.one(
        "select count(distinct (o.customer_ref, o.local_date)) from orders o where o.local_date > :until"
        " and exists (select from orders e where e.customer_ref = o.customer_ref and e.local_date <= :until)",
        until=report.period.end - timedelta(days=141),
    )
    assert ahead.check.actual_orders == later > 0
    table = next(block for block in tell_cohorts(report).blocks if block.title.startswith("Projection"))
    assert "expected, not recorded" in table.title
