"""Money for orders: authorized, captured, failed, given back; and what an order's financial status is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.sandbox.world.model import NOTHING, Both, Order, Payment, Refund

if TYPE_CHECKING:
    from credora_agent.sandbox.world.balance import Balance
    from credora_agent.sandbox.world.stage import Stage
    from credora_agent.sandbox.world.tab import Tab

CARD, GIFT_CARD, MANUAL, PAYPAL = "shopify_payments", "gift_card", "manual", "paypal"


class Till:
    """Takes and gives money back; card money also moves the balance."""

    def __init__(self, stage: Stage, balance: Balance) -> None:
        self._stage = stage
        self._balance = balance

    def pay(self, tab: Tab) -> None:
        """Take at once what is still owed for an order, the gift card's part first."""
        self.redeem(tab)
        if tab.gateway == CARD and self._stage.happens(self._stage.profile.chances.failed_first):
            self._payment(tab, "SALE", "FAILURE", CARD, self.owed(tab))
        self.take(tab, "SALE")

    def redeem(self, tab: Tab) -> None:
        """Take the gift card's part, if one is used."""
        if tab.card != NOTHING:
            self._payment(tab, "SALE", "SUCCESS", GIFT_CARD, tab.card)
            tab.paid[GIFT_CARD] = tab.card

    def authorize(self, tab: Tab) -> None:
        """Have the card's bank set the money aside."""
        self.redeem(tab)
        tab.authorization = self._payment(tab, "AUTHORIZATION", "SUCCESS", CARD, self.owed(tab))
        self.set_status(tab)

    def take(self, tab: Tab, kind: str) -> None:
        """Take what is still owed through the order's gateway: `kind` is SALE, or CAPTURE of what was set aside."""
        owed = self.owed(tab)
        if max(owed) > 0:
            parent = tab.authorization.id if tab.authorization and kind == "CAPTURE" else None
            payment = self._payment(tab, kind, "SUCCESS", tab.gateway, owed, parent)
            tab.paid[tab.gateway] = tab.paid.get(tab.gateway, NOTHING).plus(owed)
            if tab.gateway == CARD:
                self._balance.charge(tab.order, payment)
        elif kind == "CAPTURE":
            self.void(tab)
        tab.authorization = None
        self.set_status(tab)

    def void(self, tab: Tab) -> None:
        """Let go of what was set aside."""
        if tab.authorization is not None:
            self._payment(tab, "VOID", "SUCCESS", CARD, tab.authorization.amount, tab.authorization.id)
            tab.authorization = None

    def give_back(self, tab: Tab, amount: Both, refund: Refund) -> None:
        """Give `amount` back, to the gateway that took it first; the rest to the gift card."""
        left = amount
        for gateway in sorted(tab.paid, key=lambda name: name == GIFT_CARD):
            held = tab.paid[gateway]
            part = Both(min(left.shop, held.shop), min(left.presentment, held.presentment))
            if max(part) > 0:
                self._refund(tab, gateway, part, refund)
                tab.paid[gateway] = held.plus(-part)
                left = left.plus(-part)
        self.set_status(tab)

    def settle(self, tab: Tab) -> None:
        """After an edit: take what became owed, or give back what became too much, where the order was paid."""
        owed = self.owed(tab)
        if tab.authorization is not None or NOTHING in (tab.net_paid, owed):
            return
        if max(owed) > 0:
            self.take(tab, "SALE")
        else:
            refund = Refund(self._stage.ids.next("refund"), self._stage.moment, [], -owed)
            tab.order.refunds.append(refund)
            self.give_back(tab, -owed, refund)
            self._stage.tell("refunds/create", refund.id, tab.order.id)

    def owed(self, tab: Tab) -> Both:
        """Return what the order comes to now less what was paid for it."""
        return tab.order.current_total().plus(-tab.net_paid)

    def set_status(self, tab: Tab) -> None:
        """Bring the order's financial status up to date."""
        order, back = tab.order, any(p.kind == "REFUND" and p.status == "SUCCESS" for p in tab.order.payments)
        paid, owed = tab.net_paid, self.owed(tab)
        if tab.authorization is not None:
            order.financial_status = "AUTHORIZED"
        elif back:
            order.financial_status = "REFUNDED" if paid == NOTHING else "PARTIALLY_REFUNDED"
        elif max(owed) <= 0:
            order.financial_status = "PAID"
        else:
            order.financial_status = "PENDING" if paid == NOTHING else "PARTIALLY_PAID"

    def _refund(self, tab: Tab, gateway: str, amount: Both, refund: Refund) -> None:
        if gateway == CARD and self._stage.happens(self._stage.profile.chances.bounced_refund):
            failed = self._payment(tab, "REFUND", "FAILURE", gateway, amount)
            self._balance.refund(tab.order, failed)
            self._balance.bounced(tab.order, failed)
            refund.transaction_ids.append(failed.id)
        payment = self._payment(tab, "REFUND", "SUCCESS", gateway, amount, self._taken_by(tab.order, gateway))
        refund.transaction_ids.append(payment.id)
        if gateway == CARD:
            self._balance.refund(tab.order, payment)

    @staticmethod
    def _taken_by(order: Order, gateway: str) -> int | None:
        took = (p.id for p in order.payments if p.gateway == gateway and p.kind in ("SALE", "CAPTURE"))
        return next(took, None)

    def _payment(  # noqa: PLR0913, PLR0917 - a payment's own fields
        self, tab: Tab, kind: str, status: str, gateway: str, amount: Both, parent: int | None = None
    ) -> Payment:
        payment = Payment(
            self._stage.ids.next("payment"), kind, status, gateway, amount, self._stage.moment, parent_id=parent
        )
        tab.order.payments.append(payment)
        self._stage.tell("order_transactions/create", payment.id, tab.order.id)
        return payment
