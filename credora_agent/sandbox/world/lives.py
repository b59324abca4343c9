"""What becomes of an order: paid, sent, changed, given back, disputed, deleted; each on its own day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.sandbox.world.till import CARD, MANUAL

if TYPE_CHECKING:
    from credora_agent.sandbox.world.balance import Balance
    from credora_agent.sandbox.world.basket import Baskets
    from credora_agent.sandbox.world.disputes import Disputes
    from credora_agent.sandbox.world.edits import Edits
    from credora_agent.sandbox.world.model import Both
    from credora_agent.sandbox.world.refunds import Refunds
    from credora_agent.sandbox.world.stage import Stage
    from credora_agent.sandbox.world.tab import Tab
    from credora_agent.sandbox.world.till import Till

_HOUR, _DAY = 3600, 86_400
_CARD_VALUES = (500, 1000, 2500)


class Lives:
    """Decides at the counter what will become of an order, and lets it happen when its time comes."""

    def __init__(  # noqa: PLR0913, PLR0917 - it sends orders to every desk
        self,
        stage: Stage,
        baskets: Baskets,
        till: Till,
        balance: Balance,
        refunds: Refunds,
        edits: Edits,
        disputes: Disputes,
    ) -> None:
        self._stage = stage
        self._baskets = baskets
        self._till = till
        self._balance = balance
        self._refunds = refunds
        self._edits = edits
        self._disputes = disputes

    def begin(self, tab: Tab) -> None:
        """Let the order be paid, or not yet, and plan the rest of its life."""
        stage, chances = self._stage, self._stage.profile.chances
        if tab.gateway == CARD and stage.happens(chances.gift_card_paid):
            tab.card = self._from_card(tab)
        if tab.gateway == CARD and stage.happens(chances.authorized):
            self._till.authorize(tab)
            stage.timeline.after(self._between(6 * _HOUR, 4 * _DAY), self._capture, tab)
        elif tab.gateway == MANUAL and tab.order.source_name != "import":
            self._till.set_status(tab)
            self._wait_for_payment(tab)
        elif tab.order.source_name == "import":
            self._till.pay(tab)
            tab.order.fulfilment_status = "FULFILLED"
        else:
            self._till.pay(tab)
            stage.timeline.after(self._between(3 * _HOUR, 22 * _HOUR), self._send, tab)
        self._plan(tab)

    def _plan(self, tab: Tab) -> None:
        stage, chances = self._stage, self._stage.profile.chances
        if stage.happens(chances.cancelled):
            stage.timeline.after(self._between(_HOUR, 30 * _HOUR), self._refunds.cancel, tab)
        if stage.happens(chances.edited):
            stage.timeline.after(self._between(600, 20 * _HOUR), self._edits.edit, tab)
        if stage.happens(chances.refunded):
            back = self._refunds.take_return if stage.happens(chances.returned) else self._refunds.refund
            stage.timeline.after(self._between(2 * _DAY, 30 * _DAY), back, tab)
        if tab.gateway == CARD and stage.happens(chances.disputed):
            stage.timeline.after(self._between(5 * _DAY, 45 * _DAY), self._disputes.open, tab)
        if tab.gateway == MANUAL and stage.happens(chances.deleted):
            stage.timeline.after(self._between(3 * _DAY, 40 * _DAY), self._delete, tab)

    def _wait_for_payment(self, tab: Tab) -> None:
        """Plan the transfer that comes within days; or never, and most of those orders are voided in the end."""
        stage = self._stage
        if not stage.happens(stage.profile.chances.never_paid):
            stage.timeline.after(self._between(5 * _HOUR, 9 * _DAY), self._transfer_came, tab)
        elif stage.happens(0.7):
            stage.timeline.after(self._between(8 * _DAY, 15 * _DAY), self._refunds.cancel, tab)

    def _from_card(self, tab: Tab) -> Both:
        """Return what a gift card pays of the order: its whole value, or the whole order."""
        chance, total = self._stage.chance, tab.order.current_total()
        value = self._baskets.both(self._baskets.pence(chance.choice(_CARD_VALUES)), tab.market, self._stage.today)
        return value if value.shop < total.shop and value.presentment < total.presentment else total

    def _capture(self, tab: Tab) -> None:
        """Take what was set aside; or let it lapse."""
        if tab.authorization is None or self._gone(tab):
            return
        if self._stage.happens(0.1):
            self._refunds.cancel(tab)
            return
        self._till.take(tab, "CAPTURE")
        self._till.settle(tab)
        self._stage.touch(tab.order)
        self._stage.timeline.after(self._between(_HOUR, 9 * _HOUR), self._send, tab)

    def _transfer_came(self, tab: Tab) -> None:
        if not self._gone(tab):
            self._till.take(tab, "SALE")
            self._stage.touch(tab.order)
            self._stage.timeline.after(self._between(_HOUR, 9 * _HOUR), self._send, tab)

    def _send(self, tab: Tab) -> None:
        """Send the parcel and buy its label."""
        order = tab.order
        goods = any(held.line_type == "PRODUCT" for held in tab.open)
        if self._gone(tab) or not goods:
            return
        order.fulfilment_status = "FULFILLED"
        self._stage.touch(order)
        if not order.test and not tab.liable:
            weight = sum(held.units for held in tab.open)
            price = self._balance.pence(tab.market.label + 35 * min(weight, 12))
            self._balance.book("SHIPPING_LABEL", -price, means="fulfilment", order=order, why=f"Label for {order.name}")

    def _delete(self, tab: Tab) -> None:
        """Delete the order as if it had never been: only those that no card ever paid can be."""
        order, stage = tab.order, self._stage
        if any(payment.gateway == CARD for payment in order.payments):
            return
        stage.orders.pop(order.id, None)
        stage.deleted_orders.add(order.id)
        stage.truth.forget(order.id)
        stage.tell("orders/delete", order.id, order.id)

    def _gone(self, tab: Tab) -> bool:
        return tab.order.cancelled_at is not None or tab.order.id in self._stage.deleted_orders

    def _between(self, first: int, last: int) -> int:
        return self._stage.chance.randint(first, last)
