"""Payments and ad accounts in a reconciliation: a shop's orders, its balance, its payouts, its campaigns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from platform_books import PlatformBooks
from shop_desk import TODAY, Desk, days
from shopify_nodes import agreement, movement, order, sale

from credora_agent.ledger import details
from credora_agent.ledger.platform_rows import PayoutRow
from credora_agent.sync.normalize.ads import Account, window_of
from credora_agent.sync.normalize.meta_ads import day_records
from credora_agent.sync.normalize.shopify_balance import balance_records
from credora_agent.telling.books import tell_reconciliation

if TYPE_CHECKING:
    from credora_agent.reports.schemas import Reconciliation

LONDON = ZoneInfo("Europe/London")
MARCH = days("2026-03-01", "2026-03-31")


async def moved(shopify: PlatformBooks, *nodes: dict[str, Any]) -> None:
    await shopify.post([record for node in nodes for record in balance_records(node, zone=LONDON)])


async def paid_out(shopify: PlatformBooks, number: str, day: int, net: str, status: str = "PAID") -> None:
    row = PayoutRow(
        number, datetime(2026, 3, day, 6, tzinfo=UTC), date(2026, 3, day), status, int(Decimal(net) * 1_000_000), "GBP"
    )
    await shopify.write(lambda s, t: details.keep_payouts(s, t, [row]))


async def reconciled(books: Desk, period: Any = MARCH) -> Reconciliation:
    return await books.reports.reconcile(books.caller, period, today=TODAY)


def amounts(steps: Any) -> dict[str, str]:
    return {step.id: f"{step.amount:.2f}" for step in steps}


async def test_every_step_from_sales_to_the_bank(books: Desk) -> None:
    """Three orders: 100 by card, 40 by PayPal, 30 by card and gift card (20 charged), 25 only authorised.

    booked 195 − 40 PayPal − 10 gift card − 25 authorised = 120 charged
    120 − 3 fees − 20 adjusted + 20 credited − 5 label − 12 reserve = 100 = 60 paid + 20 scheduled + 20 waiting
    """
    shopify = await PlatformBooks.connect(books)
    ways = {1001: ["shopify_payments"], 1002: ["paypal"], 1003: ["gift_card", "shopify_payments"],
            1004: ["shopify_payments"]}  # fmt: skip
    totals = {1001: "100.00", 1002: "40.00", 1003: "30.00", 1004: "25.00"}
    await shopify.orders(
        *(order(agreement(sale(totals[number])), number=number, paymentGatewayNames=ways[number]) for number in totals)
    )
    await moved(
        shopify,
        movement("CHARGE", "100.00", fee="3.00", of=1001, payout=6),
        movement("CHARGE", "20.00", of=1003, payout=7),
        movement("SHIPPING_LABEL", "-5.00", payout=6),
        movement("RESERVED_FUNDS", "-12.00", payout=6),
        movement("ADJUSTMENT", "-20.00", payout=6),
        movement("TRANSFER", "-60.00", at="2026-03-04T06:00:00Z", payout=6),
        movement("TRANSFER", "-20.00", at="2026-03-05T06:00:00Z", payout=7),
        movement("MERCHANT_GOODWILL_CREDIT", "20.00"),
    )
    await paid_out(shopify, "6", 4, "60.00")
    await paid_out(shopify, "7", 5, "20.00", "SCHEDULED")
    found = await reconciled(books)
    (account,) = found.settlements
    assert amounts(account.sales) == {
        "booked": "195.00", "part.gift_card": "-10.00", "uncharged": "-25.00", "way.paypal": "-40.00",
        "charged": "-120.00",
    }  # fmt: skip
    assert amounts(account.bank) == {
        "charges": "120.00", "fees": "-3.00", "kept.adjustment": "-20.00", "kept.merchant_goodwill_credit": "20.00",
        "kept.shipping_label": "-5.00", "reserve": "-12.00", "payouts.paid": "-60.00", "payouts.scheduled": "-20.00",
        "waiting": "-20.00",
    }  # fmt: skip
    assert (account.sales_unexplained, account.bank_unexplained) == (0, 0)
    assert [(each.payout_id, f"{each.difference:.2f}") for each in account.payouts] == [("6", "0.00"), ("7", "0.00")]
    words = " ".join(tell_reconciliation(found).words)
    assert "Payouts come to £80.00, and every step from booked sales to the bank is explained." in words


async def test_a_payout_that_is_not_its_rows_is_named(books: Desk) -> None:
    """Payout 6 is 9.80 of rows that come to 9.90; order 1001 was charged 10.00 and booked at 11.00."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(order(agreement(sale("11.00"))))
    await moved(
        shopify,
        movement("CHARGE", "10.00", fee="0.10", of=1001, payout=6),
        movement("TRANSFER", "-9.80", at="2026-03-04T06:00:00Z", payout=6),
    )
    await paid_out(shopify, "6", 4, "9.80")
    found = await reconciled(books)
    (account,) = found.settlements
    assert (f"{account.bank_unexplained:.2f}", f"{account.sales_unexplained:.2f}") == ("0.10", "-1.00")
    assert f"{account.payouts[0].difference:.2f}" == "-0.10"
    assert any("payouts 6" in note for note in account.notes)
    assert any("#1001" in note for note in account.notes)
    part = tell_reconciliation(found)
    assert "−£1.00 between booked sales and charges and £0.10 between charges and the bank unexplained" in " ".join(
        part.words
    )
    assert any(getattr(block, "title", "").startswith("Payouts that are not") for block in part.blocks)


async def test_a_refund_in_another_month_is_only_days_apart(books: Desk) -> None:
    """Sold and charged 50 in March, 20 returned on 31 March and refunded on 1 April."""
    shopify = await PlatformBooks.connect(books)
    back = agreement(sale("-20.00", action="RETURN"), at="2026-03-31T10:00:00Z", reason="RETURN", refund=9)
    await shopify.orders(order(agreement(sale("50.00")), back))
    await moved(
        shopify,
        movement("CHARGE", "50.00", of=1001),
        movement("REFUND", "-20.00", of=1001, at="2026-04-01T09:00:00Z"),
    )
    await paid_out(shopify, "1", 1, "0.00")
    (march,) = (await reconciled(books)).settlements
    assert amounts(march.sales) == {"booked": "30.00", "days": "20.00", "charged": "-50.00"}
    (april,) = (await reconciled(books, days("2026-04-01", "2026-04-30"))).settlements
    assert amounts(april.sales) == {"booked": "0.00", "days": "-20.00", "charged": "20.00"}
    assert amounts(april.bank) == {"opening": "50.00", "charges": "0.00", "refunds": "-20.00", "waiting": "-30.00"}
    assert march.sales_unexplained == april.sales_unexplained == april.bank_unexplained == 0


async def test_ad_accounts_stand_beside_the_ledger(books: Desk) -> None:
    """Campaigns say 10 + 5 USD on 1 and 3 March, the ledger the same; then a day is restated in detail alone."""
    meta = await PlatformBooks.connect(books, "meta_ads", "123")
    await books.rates("date,base,quote,rate\n2026-03-01,USD,GBP,0.8\n2026-03-03,USD,GBP,0.8\n")
    account = Account("meta_ads", "123", "USD", LONDON)
    window = window_of(account, date(2026, 3, 1), date(2026, 3, 3))
    rows = [
        {"date_start": day, "spend": spend, "campaign_id": "1", "campaign_name": "Always on"}
        for day, spend in (("2026-03-01", "10.00"), ("2026-03-03", "5.00"))
    ]
    step = day_records(rows, account, window.start, window.end)
    await meta.post(step.records)
    await meta.write(lambda s, t: details.keep_campaigns(s, t, step.campaigns))
    await meta.write(lambda s, t: details.replace_ad_days(s, t, window, step.days, fetched_at=datetime.now(UTC)))
    found = await reconciled(books)
    (ads,) = found.ad_accounts
    assert [f"{each:.2f}" for each in (ads.spend, ads.booked, ads.difference, ads.converted)] == [
        "15.00", "15.00", "0.00", "12.00",
    ]  # fmt: skip
    assert (ads.currency, ads.days, ads.missing_days, ads.restated_days) == ("USD", 2, 1, 0)
    more = [day._replace(spend=day.spend + 1) for day in step.days]
    await meta.write(lambda s, t: details.replace_ad_days(s, t, window, more, fetched_at=datetime.now(UTC)))
    (ads,) = (await reconciled(books)).ad_accounts
    assert (str(ads.difference), ads.restated_days) == ("0.000002", 2)
    assert "differs from the campaigns of 1 of 1" in " ".join(tell_reconciliation(await reconciled(books)).words)


async def test_a_shop_of_files_has_neither(books: Desk) -> None:
    await books.orders("order,sku,quantity,unit price,order date\n1,A,1,10.00,2026-03-03 10:00\n")
    found = await reconciled(books)
    assert (found.settlements, found.ad_accounts) == ((), ())
