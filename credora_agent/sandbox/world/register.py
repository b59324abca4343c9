"""Writes each sale twice, apart from each other: as the order's agreement shows it, and into the truth ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.sandbox.world.model import NOTHING, Agreement, Both, Sale, SaleTax
from credora_agent.sandbox.world.money import allot

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.sandbox.world.stage import Stage
    from credora_agent.sandbox.world.tab import Held, Part, Tab

_MEANING = {
    "SHIPPING": "shipping_income",
    "TIP": "tips",
    "GIFT_CARD": "gift_cards",
    "DUTY": "duties",
    "FEE": "other_income",
    "ADDITIONAL_FEE": "other_income",
    "ADJUSTMENT": "returns",
}


class Register:
    """Makes sales and says what they mean."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def agree(self, tab: Tab, reason: str, sales: list[Sale]) -> Agreement:
        """Return a new agreement of this moment, put on the order."""
        agreement = Agreement(self._stage.ids.next("agreement"), self._stage.moment, reason, sales)
        tab.order.agreements.append(agreement)
        return agreement

    def sold(self, tab: Tab, held: Held, gross: int, shown: Both, day: date) -> Sale:
        """Sell what is `held`: `gross` before tax and discount in the shop's currency, `shown` the buyer's discount."""
        sale = self._sale(tab, held, "ORDER", held.units, (held.net, held.tax, held.discount, shown))
        about = f"sale {sale.id} of {tab.order.name}"
        note, order = self._stage.truth.note, tab.order
        if held.line_type == "PRODUCT":
            note(order, day, "gross_sales", gross, held.sku, about)
            note(order, day, "discounts", -held.discount.shop, held.sku, about)
            if held.line is not None and held.line.cost is not None:
                note(order, day, "cogs", -held.units * held.line.cost, held.sku, about)
        else:
            note(order, day, _MEANING[held.line_type], held.net.shop, held.sku, about)
        if not tab.liable:
            note(order, day, "sales_tax", held.tax.shop, held.sku, about)
        return sale

    def gave_back(self, tab: Tab, held: Held, part: Part, day: date) -> Sale:
        """Take back a `part` of what was sold; whether goods reach the shelf again is `shelved`'s to say."""
        back = (-part.net, -part.tax, -part.discount, -part.discount)
        sale = self._sale(tab, held, "RETURN", -part.units, back)
        about = f"sale {sale.id} of {tab.order.name}"
        means = "returns" if held.line_type == "PRODUCT" else _MEANING[held.line_type]
        self._stage.truth.note(tab.order, day, means, -part.net.shop, held.sku, about)
        if not tab.liable:
            self._stage.truth.note(tab.order, day, "sales_tax", -part.tax.shop, held.sku, about)
        return sale

    def shelved(self, tab: Tab, held: Held, units: int, cost: int | None, day: date) -> None:
        """Note that `units` are back on the shelf at `cost` each, counted on `day`."""
        if cost is not None:
            about = f"{units} back of {tab.order.name}"
            self._stage.truth.note(tab.order, day, "cogs", units * cost, held.sku, about)

    def repriced(self, tab: Tab, held: Held, change: tuple[Both, Both], off: Both, day: date) -> Sale:
        """Change a sold line's price by (net, tax); `off` is how much of it is discount, before tax."""
        net, tax = change
        held.net, held.tax, held.discount = held.net.plus(net), held.tax.plus(tax), held.discount.plus(off)
        sale = self._sale(tab, held, "UPDATE", 0, (net, tax, off, off))
        about = f"sale {sale.id} of {tab.order.name}"
        self._stage.truth.note(tab.order, day, "gross_sales", net.shop + off.shop, held.sku, about)
        self._stage.truth.note(tab.order, day, "discounts", -off.shop, held.sku, about)
        if not tab.liable:
            self._stage.truth.note(tab.order, day, "sales_tax", tax.shop, held.sku, about)
        return sale

    def adjusted(self, tab: Tab, held: Held, action: str, day: date) -> Sale:
        """Charge (or, when negative, give) what is `held` in a refund: goodwill, a restocking fee."""
        sale = self._sale(tab, held, action, None, (held.net, held.tax, NOTHING, NOTHING))
        about = f"sale {sale.id} of {tab.order.name}"
        self._stage.truth.note(tab.order, day, _MEANING[held.line_type], held.net.shop, None, about)
        if not tab.liable:
            self._stage.truth.note(tab.order, day, "sales_tax", held.tax.shop, None, about)
        return sale

    def _sale(
        self, tab: Tab, held: Held, action: str, units: int | None, amounts: tuple[Both, Both, Both, Both]
    ) -> Sale:
        net, tax, discount, shown = amounts
        return Sale(
            id=self._stage.ids.next("sale"),
            action=action,
            line_type=held.line_type,
            quantity=None if held.line_type == "SHIPPING" else units,
            total=net.plus(tax),
            tax=tax,
            discount=discount,
            discount_with_tax=shown,
            taxes=self._taxes(tab, held, tax),
            line_item_id=None if held.line is None else held.line.id,
        )

    def _taxes(self, tab: Tab, held: Held, tax: Both) -> list[SaleTax]:
        if tax == NOTHING:
            return []
        weights = [parts for _, parts in held.taxes]
        amounts = zip(allot(tax.shop, weights), allot(tax.presentment, weights), strict=True)
        return [
            SaleTax(self._stage.ids.next("sale tax"), title, rate_text(parts), Both(*amount), tab.liable)
            for (title, parts), amount in zip(held.taxes, amounts, strict=True)
        ]


def rate_text(parts: int) -> str:
    """Return parts per million as a plain decimal: 200000 is "0.2"."""
    return f"0.{parts:06d}".rstrip("0").rstrip(".")
