"""A world's truth is the sum of what really happened, every hard case happens, and the demo has its story."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from lived_worlds import SEEDS, START, Reader, begun, demo, lived, summed

if TYPE_CHECKING:
    from credora_agent.sandbox.world.world import World


@pytest.mark.parametrize("seed", SEEDS)
def test_truth_is_what_the_things_of_the_world_say(seed: int) -> None:
    """Summing up what orders, balance and reports show gives the truth ledger, by day, line, currency and SKU."""
    world = lived(seed)
    assert Reader(world).read() == summed(world.truth())


def test_truth_of_the_demo_is_what_its_things_say() -> None:
    """The same for two years of the demo shop."""
    assert Reader(demo()).read() == summed(demo().truth())


# ── The hard cases are there ───────────────────────────────────────────────────────────────────


def cases(world: World) -> set[str]:
    """Return which of the hard cases a world holds."""
    found = {f"status {o.financial_status}" for o in world.orders.values()}
    for order in world.orders.values():
        sales = [s for a in order.agreements for s in a.sales]
        found |= {f"type {s.line_type}" for s in sales} | {f"action {s.action}" for s in sales}
        found |= {f"reason {a.reason}" for a in order.agreements}
        found |= {f"payment {p.kind} {p.status}" for p in order.payments} | {f"by {p.gateway}" for p in order.payments}
        found |= {f"restock {line.restock}" for refund in order.refunds for line in refund.lines}
        found |= {"test"} if order.test else set()
        found |= {"cancelled"} if order.cancelled_at else set()
        found |= {"imported"} if order.created_at - order.processed_at > timedelta(days=10) else set()
        found |= {"several refunds"} if sum(1 for r in order.refunds if r.lines) > 1 else set()
        found |= {"two taxes"} if any(len(s.taxes) > 1 for s in sales) else set()
        found |= {"liable"} if any(t.channel_liable for s in sales for t in s.taxes) else set()
        found |= {"large"} if len(order.lines) >= 120 else set()
        found |= {"no sku"} if any(not line.sku and line.variant_id for line in order.lines) else set()
        found |= {"custom line"} if any(line.variant_id is None for line in order.lines) else set()
        found |= {"no cost"} if any(line.cost is None and line.sku for line in order.lines) else set()
        found |= (
            {"gone variant"} if any(n.variant_id and n.variant_id not in world.variants for n in order.lines) else set()
        )
        found |= {"code"} if order.discount_codes else set()
        found |= {"led by a campaign"} if order.campaign_id else set()
        found |= {f"seen in {order.presentment_currency}"} if order.presentment_currency != order.currency else set()
        found |= {"included" if order.taxes_included else "excluded"}
        local = order.processed_at.astimezone(ZoneInfo(world.zone)).time()
        found |= {"just before midnight"} if (local.hour, local.minute, local.second // 58) == (23, 59, 1) else set()
        found |= {"at midnight"} if (local.hour, local.minute) == (0, 0) and local.second < 2 else set()
    found |= {f"balance {row.type}" for row in world.balance.values()} | {
        f"payout {p.status}" for p in world.payouts.values()
    }
    found |= {"deleted"} if world.deleted_orders else set()
    found |= {"return settled later"} if any(later(world)) else set()
    return found


def later(world: World) -> list[bool]:
    """Return, for each settled return, whether its refund came on a later day."""
    return [came.closed_at.date() > came.created_at.date() for came in world.returns.values() if came.closed_at]


def test_a_few_random_worlds_hold_every_hard_case() -> None:
    """Nothing the platforms can do to a sync is missing from all of some random worlds."""
    found = set().union(*(cases(lived(seed)) for seed in SEEDS))
    statuses = ("PENDING", "AUTHORIZED", "PAID", "PARTIALLY_REFUNDED", "REFUNDED", "VOIDED")
    types = ("PRODUCT", "SHIPPING", "TIP", "GIFT_CARD", "DUTY", "FEE", "ADDITIONAL_FEE", "ADJUSTMENT")
    balance = (
        "CHARGE", "REFUND", "REFUND_FAILURE", "CHARGEBACK_HOLD", "CHARGEBACK_FEE", "CHARGEBACK_HOLD_RELEASE",
        "DISPUTE_WITHDRAWAL", "SHIPPING_LABEL", "BILLING_DEBIT", "RESERVED_FUNDS", "RESERVED_FUNDS_REVERSAL",
        "TRANSFER",
    )  # fmt: skip
    wanted = {
        *(f"status {name}" for name in statuses),
        *(f"type {name}" for name in types),
        *(f"action {name}" for name in ("ORDER", "RETURN", "UPDATE", "UNKNOWN")),
        *(f"reason {name}" for name in ("ORDER", "ORDER_EDIT", "REFUND", "RETURN")),
        *(f"restock {name}" for name in ("RETURN", "CANCEL", "NO_RESTOCK")),
        *(f"balance {name}" for name in balance),
        *(f"payout {name}" for name in ("SCHEDULED", "PAID")),
        *(f"by {name}" for name in ("shopify_payments", "gift_card", "manual", "paypal")),
        *("payment AUTHORIZATION SUCCESS", "payment CAPTURE SUCCESS", "payment VOID SUCCESS"),
        *("payment SALE FAILURE", "payment REFUND FAILURE", "payment REFUND SUCCESS"),
        *("test", "cancelled", "imported", "several refunds", "two taxes", "liable", "no sku", "custom line"),
        *("no cost", "gone variant", "code", "led by a campaign", "included", "excluded", "deleted", "large"),
        *("just before midnight", "at midnight", "return settled later", "seen in JPY", "seen in KWD"),
    }
    assert wanted - found == set()


def test_a_deleted_order_leaves_no_truth() -> None:
    """Once deleted, an order is nowhere in the truth, though it was there before."""
    world, before = begun(1), set()
    for n in range(1, 61):
        world.advance(START + timedelta(days=n))
        before |= {row.about.split()[-1] for row in world.truth() if "#" in row.about}
    gone = before - {row.about.split()[-1] for row in world.truth() if "#" in row.about}
    assert gone
    assert gone.isdisjoint(order.name for order in world.orders.values())


def test_a_cost_counts_from_the_start_of_its_day() -> None:
    """Costs change at local midnight, and an order's lines carry the cost in force on the order's own day."""
    for seed in SEEDS:
        world, zone = lived(seed), ZoneInfo(lived(seed).zone)
        changes = [since for v in world.variants.values() for since, _ in v.costs]
        assert all(since.astimezone(zone).time().isoformat() == "00:00:00" for since in changes)
        for order in world.orders.values():
            for line in order.lines:
                variant = world.variants.get(line.variant_id or 0)
                if (
                    variant
                    and order.agreements[0].sales
                    and line.id in {s.line_item_id for s in order.agreements[0].sales}
                ):
                    assert line.cost == variant.cost_at(order.processed_at)


# ── The demo's story ───────────────────────────────────────────────────────────────────────────


def test_the_demo_is_two_years_of_a_believable_shop() -> None:
    """About ten thousand orders, buyers who come back, a strong November, and growth."""
    world = demo()
    assert 8_500 <= len(world.orders) <= 11_500
    buyers = Counter(order.customer_id for order in world.orders.values() if order.customer_id)
    assert sum(1 for n in buyers.values() if n > 1) / len(buyers) > 0.2
    months = Counter((o.created_at.year, o.created_at.month) for o in world.orders.values())
    assert months[2025, 11] > 1.4 * months[2025, 9]
    first = sum(order.created_at < START - timedelta(days=365) for order in world.orders.values())
    assert len(world.orders) - first > 1.15 * first
    assert {o.presentment_currency for o in world.orders.values()} == {"GBP", "EUR", "USD"}


def test_the_demo_holds_a_product_that_loses_money_after_ads() -> None:
    """The cream throw sells well, and earns less than the campaign that sells it costs."""
    world, since = demo(), (START - timedelta(days=365)).date()
    rows = [row for row in world.truth() if row.day >= since]
    throw = sum(r.amount for r in rows if r.sku == "THR-WOL-CRM" and r.category != "sales_tax")
    campaign = next(c.id for c in world.campaigns.values() if c.name.startswith("Wool Throw"))
    spend = sum(r.amount for r in rows if r.category == "marketing" and campaign in r.about)
    assert throw > 0
    assert throw + spend < 0
    units = Counter(line.sku for o in world.orders.values() for line in o.lines if o.processed_at.date() >= since)
    assert units["THR-WOL-CRM"] >= sorted(units.values())[-15]


def test_the_demo_holds_a_campaign_that_decays() -> None:
    """The broad Meta campaign reports less than half the return on its spend that it began with."""
    world = demo()
    campaign = next(c for c in world.campaigns.values() if c.name.startswith("Prospecting"))
    days = [
        d for d in world.ad_days(campaign.account_id, date(2020, 1, 1), START.date()) if d.campaign_id == campaign.id
    ]
    early, late = days[:180], days[-150:]
    roas = [sum(d.value for d in part) / sum(d.spend for d in part) for part in (early, late)]
    assert roas[0] > 2
    assert roas[1] < roas[0] / 2


def test_the_demo_holds_a_cost_rise_nobody_noticed_and_shelves_running_low() -> None:
    """Four months ago the bestseller's cost rose by over a third at an unchanged price; now it is nearly sold out."""
    world = demo()
    variant = next(v for v in world.variants.values() if v.sku == "CAN-FIG-220")
    (_, old), (since, new) = variant.costs
    assert old is not None
    assert new is not None
    assert new > old * 4 // 3
    assert 100 < (START - since).days < 140
    prices = {line.price.shop for o in world.orders.values() for line in o.lines if line.sku == "CAN-FIG-220"}
    assert prices == {variant.price}
    assert variant.on_hand < 120
    assert "CAN-FIG-220" in world.summary()["running_low"]
