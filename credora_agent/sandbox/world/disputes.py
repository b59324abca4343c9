"""Buyers whose banks take the money back: held with a fee, sometimes won; in Shopify's two ways of booking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.sandbox.world.model import NOTHING

if TYPE_CHECKING:
    from credora_agent.sandbox.world.balance import Balance
    from credora_agent.sandbox.world.model import Order
    from credora_agent.sandbox.world.stage import Stage
    from credora_agent.sandbox.world.tab import Tab

_FEE = 1500
_DAYS = (12, 50)
_WON = 0.4


class Disputes:
    """Opens disputes over card payments, and closes them weeks later."""

    def __init__(self, stage: Stage, balance: Balance) -> None:
        self._stage = stage
        self._balance = balance

    def open(self, tab: Tab) -> None:
        """Take the order's card money away, with a fee."""
        paid = tab.paid.get("shopify_payments", NOTHING)
        order, stage = tab.order, self._stage
        if paid.shop <= 0 or order.id in stage.deleted_orders or order.test:
            return
        amount, fee = self._balance.worth(paid.shop), self._balance.pence(_FEE)
        dispute = stage.ids.next("dispute")
        old_way = stage.happens(0.3)
        if old_way:
            self._book("DISPUTE_WITHDRAWAL", -amount, order, fee=fee)
        else:
            self._book("CHARGEBACK_HOLD", -amount, order)
            self._book("CHARGEBACK_FEE", -fee, order)
        stage.tell("disputes/create", dispute, order.id)
        wait = stage.chance.randint(*_DAYS) * 86_400 + 1234
        stage.timeline.after(wait, self._close, order, dispute, amount, fee, old_way)

    def _close(self, order: Order, dispute: int, amount: int, fee: int, old_way: bool) -> None:  # noqa: FBT001 - an event's facts
        self._stage.tell("disputes/update", dispute, order.id)
        if not self._stage.happens(_WON):
            return
        if old_way:
            self._book("DISPUTE_REVERSAL", amount, order, fee=-fee)
        else:
            self._book("CHARGEBACK_HOLD_RELEASE", amount, order)
            self._book("CHARGEBACK_FEE_REFUND", fee, order)

    def _book(self, kind: str, amount: int, order: Order, *, fee: int = 0) -> None:
        self._balance.book(kind, amount, means="fees", fee=fee, source="DISPUTE", order=order)
