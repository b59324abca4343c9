"""Invented shops that have lived for a while, and a reader who adds up what their things show."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from credora_agent.sandbox.world.profile import profile, profile_for
from credora_agent.sandbox.world.world import World

if TYPE_CHECKING:
    from credora_agent.sandbox.world.model import Agreement, Order, TruthRow

START = datetime(2026, 2, 20, 9, 30, tzinfo=UTC)
SEEDS = (1, 2, 3, 5, 8, 13)
DAYS = 60


def begun(seed: int, days: int = DAYS, start: datetime = START) -> World:
    """Return a new random world that has not moved yet."""
    return World(seed=seed, start=start, profile=profile_for(seed).over(days))


@lru_cache
def lived(seed: int) -> World:
    """Return a random world after sixty days, over both hemispheres' changes of the clock; not to be advanced."""
    world = begun(seed)
    world.advance(START + timedelta(days=DAYS))
    return world


@lru_cache
def demo() -> World:
    """Return the demo shop after its two years; not to be advanced."""
    world = World(seed=7, start=START - timedelta(days=730), profile=profile("demo"))
    world.advance(START)
    return world


def state(world: World) -> tuple[object, ...]:
    """Return everything there is to see of a world."""
    ads = [world.ad_days(a.id, date(2026, 1, 1), date(2027, 1, 1)) for a in world.ad_accounts]
    things = (world.products, world.variants, world.orders, world.balance, world.payouts, world.returns)
    seen = (world.customers, world.deleted_orders, world.campaigns, world.rates(), world.cost_history())
    return (world.now, world.truth(), ads, *things, *seen)


EXTRAS = {
    "SHIPPING": "shipping_income",
    "TIP": "tips",
    "GIFT_CARD": "gift_cards",
    "DUTY": "duties",
    "FEE": "other_income",
    "ADDITIONAL_FEE": "other_income",
    "ADJUSTMENT": "returns",
}
BALANCE = {
    "CHARGEBACK": "fees",
    "DISPUTE": "fees",
    "REFERRAL_FEE": "fees",
    "SHIPPING_LABEL": "fulfilment",
    "BILLING_DEBIT": "operating_costs",
    "SHOP_CASH": "operating_costs",
    "TAX_ADJUSTMENT": "sales_tax",
    "VAT_REFUND": "sales_tax",
    "CUSTOMS_DUTY": "duties",
    "IMPORT_TAX": "duties",
    "MERCHANT_GOODWILL": "other_income",
    "PROMOTION": "other_income",
}


class Reader:
    """Reads a world's things as an outsider would and adds up what they mean."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.zone = ZoneInfo(world.zone)
        self.sums: Counter[tuple[object, ...]] = Counter()
        self.costs: dict[str, list[tuple[date, int]]] = {}
        for sku, since, text in world.cost_history():
            self.costs.setdefault(sku, []).append((since, int(text.replace(".", ""))))

    def read(self) -> dict[tuple[object, ...], int]:
        """Return the sums of everything there is."""
        for order in self.world.orders.values():
            if not order.test:
                self.order(order)
        for row in self.world.balance.values():
            if not row.test:
                day = row.at.astimezone(self.zone).date()
                self.add(day, "fees", -row.fee, row.currency, None)
                means = next((line for start, line in BALANCE.items() if row.type.startswith(start)), None)
                if means:
                    self.add(day, means, row.amount, row.currency, None)
        for account in self.world.ad_accounts:
            for word in self.world.ad_days(account.id, date(2000, 1, 1), date(2100, 1, 1)):
                self.add(word.day, "marketing", -word.spend, account.currency, None)
        return {key: amount for key, amount in self.sums.items() if amount}

    def add(self, day: date, category: str, amount: int, currency: str, sku: str | None) -> None:
        """Add an amount to its sum."""
        self.sums[day, category, currency, sku] += amount

    def order(self, order: Order) -> None:
        """Add up an order."""
        for agreement in order.agreements:
            placed = agreement.reason == "ORDER"
            moment = order.processed_at if placed else agreement.happened_at
            self.agreement(order, agreement, moment.astimezone(self.zone).date())

    def agreement(self, order: Order, agreement: Agreement, day: date) -> None:
        """Add up what was agreed on a day."""
        shelved = self.shelved(order, agreement)
        for sale in agreement.sales:
            line = next((one for one in order.lines if one.id == sale.line_item_id), None)
            sku = line and (line.sku or (f"variant-{line.variant_id}" if line.variant_id else f"line-{line.id}"))
            net = sale.total.shop - sale.tax.shop
            self.add(
                day, "sales_tax", sum(t.amount.shop for t in sale.taxes if not t.channel_liable), order.currency, sku
            )
            if sale.line_type != "PRODUCT":
                self.add(day, EXTRAS[sale.line_type], net, order.currency, sku)
                continue
            assert line is not None
            assert sku is not None
            if sale.action == "RETURN":
                self.add(day, "returns", net, order.currency, sku)
                units = 1 if agreement.reason == "ORDER_EDIT" else shelved[line.id]
            else:
                self.add(day, "gross_sales", net + sale.discount.shop, order.currency, sku)
                self.add(day, "discounts", -sale.discount.shop, order.currency, sku)
                units = -(sale.quantity or 0)
            self.add(day, "cogs", units * self.cost(sku, day), order.currency, sku)

    @staticmethod
    def shelved(order: Order, agreement: Agreement) -> Counter[int]:
        """Return how many units of each line the agreement's refund put back on the shelf."""
        units: Counter[int] = Counter()
        refund = next((r for r in order.refunds if r.id == agreement.refund_id), None)
        for line in refund.lines if refund else ():
            units[line.line_item_id] += line.quantity if line.restock in {"RETURN", "CANCEL"} else 0
        return units

    def cost(self, sku: str, day: date) -> int:
        """Return the sheet's cost of a day, nought where it states none."""
        known = [cost for since, cost in self.costs.get(sku, []) if since <= day]
        return known[-1] if known else 0


def summed(rows: list[TruthRow]) -> dict[tuple[object, ...], int]:
    """Return the truth's sums by day, category, currency and SKU."""
    sums: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        sums[row.day, row.category, row.currency, row.sku] += row.amount
    return {key: amount for key, amount in sums.items() if amount}
