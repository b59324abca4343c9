"""The shop's payments balance: every movement with its fee, and what it means for profit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.sandbox.world.model import BalanceRow
from credora_agent.sandbox.world.money import nearest
from credora_agent.sandbox.world.rates import pence_in

if TYPE_CHECKING:
    from credora_agent.sandbox.world.model import Order, Payment
    from credora_agent.sandbox.world.stage import Stage

_FEE_PERMILLE = 17
_ABROAD_PERMILLE = 20
_FIXED_FEE = 25
"""In pence."""


class Balance:
    """Books movements; `waiting` are those without a payout, in order of time."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.currency = stage.profile.payout_currency
        self.waiting: list[BalanceRow] = []

    def pence(self, amount: int) -> int:
        """Return so many pence in the payout currency's minor units."""
        times, over = pence_in(self.currency)
        return nearest(amount * times, over)

    def worth(self, minor: int) -> int:
        """Return minor units of the shop's currency in those of the payout currency, at today's rate."""
        return self._stage.rates.exchanged(minor, self.currency, self._stage.today)

    def book(  # noqa: PLR0913 - a movement has this many sides
        self,
        kind: str,
        amount: int,
        *,
        means: str | None,
        fee: int = 0,
        source: str = "ADJUSTMENT",
        order: Order | None = None,
        payment: Payment | None = None,
        why: str | None = None,
    ) -> BalanceRow:
        """Book a movement of this moment: `means` is the P&L's line its amount belongs to, None for none.

        Movements of test orders are marked so, mean nothing and are never paid out.
        """
        stage = self._stage
        row = BalanceRow(
            id=stage.ids.next("balance"),
            type=kind,
            amount=amount,
            fee=fee,
            net=amount - fee,
            currency=self.currency,
            at=stage.moment,
            order_id=None if order is None else order.id,
            payment_id=None if payment is None else payment.id,
            payout_status="PENDING",
            source_type=source,
            adjustment_reason=why,
            test=order is not None and order.test,
        )
        stage.balance[row.id] = row
        if not row.test:
            self.waiting.append(row)
            about = f"{kind} {row.id}"
            stage.truth.note_other(stage.today, "fees", -fee, self.currency, about)
            if means is not None:
                stage.truth.note_other(stage.today, means, amount, self.currency, about)
        return row

    def charge(self, order: Order, payment: Payment) -> None:
        """Book a captured card payment, less the fee for it."""
        amount = self.worth(payment.amount.shop)
        abroad = order.presentment_currency != order.currency
        permille = _FEE_PERMILLE + (_ABROAD_PERMILLE if abroad else 0)
        times, over = pence_in(order.currency)
        payment.fee = nearest(payment.amount.shop * permille, 1000) + nearest(_FIXED_FEE * times, over)
        fee = self.worth(payment.fee)
        self.book("CHARGE", amount, means=None, fee=fee, source="CHARGE", order=order, payment=payment)

    def refund(self, order: Order, payment: Payment) -> None:
        """Book money given back to a card; its fee is not given back."""
        amount = -self.worth(payment.amount.shop)
        self.book("REFUND", amount, means=None, source="REFUND", order=order, payment=payment)

    def bounced(self, order: Order, payment: Payment) -> None:
        """Book a refund that the buyer's bank sent back."""
        amount = self.worth(payment.amount.shop)
        self.book("REFUND_FAILURE", amount, means=None, source="REFUND", order=order, payment=payment)
