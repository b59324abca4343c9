"""Money and goods given back: refunds, returns settled now or later, cancellations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.sandbox.world.days import midnight
from credora_agent.sandbox.world.model import NOTHING, Both, Refund, RefundLine, Return
from credora_agent.sandbox.world.money import priced
from credora_agent.sandbox.world.tab import Held

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.sandbox.world.basket import Baskets
    from credora_agent.sandbox.world.model import Sale
    from credora_agent.sandbox.world.register import Register
    from credora_agent.sandbox.world.stage import Stage
    from credora_agent.sandbox.world.stock import Stock
    from credora_agent.sandbox.world.tab import Part, Tab
    from credora_agent.sandbox.world.till import Till

_GOODWILL, _RESTOCKING = (150, 300, 500), (200, 350)
_LATER_DAYS = (1, 5)
_AGAIN_DAYS = (2, 15)
_DAY = 86_400
Taken = tuple[Held, "Part"]


class Refunds:
    """Gives back: every refund is an event of its own day, and its goods reach the shelf or do not."""

    def __init__(self, stage: Stage, stock: Stock, baskets: Baskets, register: Register, till: Till) -> None:
        self._stage = stage
        self._stock = stock
        self._baskets = baskets
        self._register = register
        self._till = till

    def refund(self, tab: Tab) -> None:
        """Refund part of a paid order, or all of it, perhaps with goodwill or a fee; perhaps again later."""
        if not self._refundable(tab):
            return
        stage, chances = self._stage, self._stage.profile.chances
        refund = self._new_refund(tab)
        taken = self._some_goods(tab)
        sales = [self._register.gave_back(tab, held, part, stage.today) for held, part in taken]
        for held, part in taken:
            self._shelve(tab, refund, held, part, stage.today, None)
        if stage.happens(chances.shipping_refunded):
            sales += self._extras_back(tab, "SHIPPING")
        agreement = self._register.agree(tab, "REFUND", sales)
        agreement.refund_id = refund.id
        agreement.sales += self._adjustments(tab)
        self._pay_out(tab, refund)
        if stage.happens(chances.refunded_again):
            stage.timeline.after(stage.chance.randint(*_AGAIN_DAYS) * _DAY + 77, self.refund, tab)

    def take_return(self, tab: Tab) -> None:
        """Take goods back by a return, which is the dated event; its refund comes with it, or days later."""
        if not self._refundable(tab):
            return
        stage, day = self._stage, self._stage.today
        taken = self._some_goods(tab)
        sales = [self._register.gave_back(tab, held, part, day) for held, part in taken]
        came = self._new_return(tab, taken, sales)
        if stage.happens(stage.profile.chances.refunded_later):
            wait = stage.chance.randint(*_LATER_DAYS) * _DAY + stage.chance.randint(0, 30_000)
            stage.timeline.after(wait, self._settle_return, tab, came, taken, day)
            stage.touch(tab.order)
        else:
            self._settle_return(tab, came, taken, day)

    def cancel(self, tab: Tab) -> None:
        """Cancel an order: what was paid is refunded and the goods stay; an unpaid one is voided."""
        order, stage = tab.order, self._stage
        if order.cancelled_at is not None or order.id in stage.deleted_orders or not tab.open:
            return
        unpaid = tab.authorization is not None or max(tab.net_paid) <= 0
        refund = self._new_refund(tab)
        taken = [(held, held.take(held.units)) for held in tab.open]
        sales = [self._register.gave_back(tab, held, part, stage.today) for held, part in taken]
        sales += self._extras_back(tab, None)
        for held, part in taken:
            self._shelve(tab, refund, held, part, stage.today, "CANCEL")
        if unpaid and stage.happens(0.5):
            self._close_return(tab, self._new_return(tab, taken, sales), refund)
        else:
            self._register.agree(tab, "REFUND", sales).refund_id = refund.id
        order.cancelled_at = stage.moment
        self._till.void(tab)
        self._pay_out(tab, refund)
        if not any(payment.kind == "REFUND" for payment in order.payments):
            order.financial_status = "VOIDED"
        stage.tell("orders/cancelled", order.id, order.id)

    def _refundable(self, tab: Tab) -> bool:
        gone = tab.order.id in self._stage.deleted_orders
        unpaid = tab.authorization is not None or self._till.owed(tab) != NOTHING
        return not (gone or unpaid or tab.order.cancelled_at is not None) and bool(tab.open)

    def _some_goods(self, tab: Tab) -> list[Taken]:
        """Take some units of a line or two, or everything that is left."""
        chance, goods = self._stage.chance, tab.open
        if chance.random() < 0.2:  # noqa: PLR2004 - one in five sends all back
            return [(held, held.take(held.units)) for held in goods]
        chosen = chance.sample(goods, min(len(goods), chance.choice((1, 1, 1, 2))))
        return [(held, held.take(chance.randint(1, held.units))) for held in chosen]

    def _shelve(  # noqa: PLR0913, PLR0917 - who, what, when, how
        self, tab: Tab, refund: Refund, held: Held, part: Part, day: date, how: str | None
    ) -> None:
        """Write the refund's lines; units that reach the shelf count at the cost in force on `day`."""
        back = part.units if how else self._kept(part.units)
        line = held.line
        if line is None:
            return
        amounts = (_scaled(part.net, back, part.units), _scaled(part.tax, back, part.units))
        rest = (part.net.plus(-amounts[0]), part.tax.plus(-amounts[1]))
        lots = ((back, how or "RETURN", amounts), (part.units - back, "NO_RESTOCK", rest))
        for units, restock, (net, tax) in lots:
            if units:
                subtotal = net.plus(tax) if tab.order.taxes_included else net
                number = self._stage.ids.next("refund line")
                refund.lines.append(RefundLine(number, line.id, units, restock, subtotal, tax))
        if back and not line.gift_card:
            cost = self._stock.cost(line, midnight(day, self._stage.profile.zone))
            self._register.shelved(tab, held, back, cost, day)
            if not tab.order.test:
                self._stock.move(line.variant_id, -back)

    def _kept(self, units: int) -> int:
        """Return how many of the units are fit for the shelf."""
        if not self._stage.happens(self._stage.profile.chances.not_restocked):
            return units
        return self._stage.chance.randint(0, units - 1)

    def _adjustments(self, tab: Tab) -> list[Sale]:
        """Give goodwill or keep a restocking fee, where the money left on the order allows it."""
        stage, chances = self._stage, self._stage.profile.chances
        owed = -self._till.owed(tab)
        if stage.happens(chances.goodwill):
            amount = self._amount(tab, _GOODWILL)
            if min(tab.net_paid.plus(-owed).plus(-amount)) > 0:
                action = stage.chance.choice(("RETURN", "UPDATE", "UNKNOWN"))
                return [self._adjust(tab, "ADJUSTMENT", -1, amount, action)]
        elif stage.happens(chances.restocking_fee):
            amount = self._amount(tab, _RESTOCKING)
            if min(owed.plus(-amount)) > 0:
                kind = stage.chance.choice(("FEE", "ADJUSTMENT"))
                return [self._adjust(tab, kind, 1, amount, "ORDER")]
        return []

    def _amount(self, tab: Tab, pence: tuple[int, ...]) -> Both:
        minor = self._baskets.pence(self._stage.chance.choice(pence))
        return self._baskets.both(minor, tab.market, self._stage.today)

    def _adjust(self, tab: Tab, kind: str, sign: int, amount: Both, action: str) -> Sale:
        """Charge (+) or give (−) `amount`, in which some shops count tax."""
        taxes = tab.market.taxes if self._stage.happens(0.4) else ()
        parts = sum(parts for _, parts in taxes)
        shop, seen = (priced(value, 0, parts, included=True) for value in amount)
        held = Held(kind, 1, Both(sign * shop.net, sign * seen.net), Both(sign * shop.tax, sign * seen.tax), NOTHING)
        held.taxes = taxes
        return self._register.adjusted(tab, held, action, self._stage.today)

    def _extras_back(self, tab: Tab, kind: str | None) -> list[Sale]:
        """Give back what is left of shipping, tips, duties and fees: of one kind, or all."""
        return [
            self._register.gave_back(tab, held, held.take(1), self._stage.today)
            for held in tab.extras
            if held.units and held.total != NOTHING and kind in (None, held.line_type)
        ]

    def _new_refund(self, tab: Tab) -> Refund:
        refund = Refund(self._stage.ids.next("refund"), self._stage.moment, [], NOTHING)
        tab.order.refunds.append(refund)
        self._stage.tell("refunds/create", refund.id, tab.order.id)
        return refund

    def _new_return(self, tab: Tab, taken: list[Taken], sales: list[Sale]) -> Return:
        stage, order = self._stage, tab.order
        agreement = self._register.agree(tab, "RETURN", sales)
        lines = [(held.line.id, part.units) for held, part in taken if held.line is not None]
        count = sum(a.reason == "RETURN" for a in order.agreements)
        name = f"{order.name}-R{count}"
        came = Return(stage.ids.next("return"), order.id, name, stage.moment, "OPEN", lines, agreement.id)
        agreement.return_id = came.id
        stage.returns[came.id] = came
        return came

    def _settle_return(self, tab: Tab, came: Return, taken: list[Taken], day: date) -> None:
        """Refund a return: only now it is known which units are fit for the shelf; they count on the return's day."""
        stage = self._stage
        if tab.order.id in stage.deleted_orders:
            return
        refund = self._new_refund(tab)
        for held, part in taken:
            self._shelve(tab, refund, held, part, day, None)
        self._close_return(tab, came, refund)
        sales = self._adjustments(tab)
        if sales:
            self._register.agree(tab, "REFUND", sales).refund_id = refund.id
        self._pay_out(tab, refund)

    def _close_return(self, tab: Tab, came: Return, refund: Refund) -> None:
        came.refund_ids.append(refund.id)
        came.status, came.closed_at = "CLOSED", self._stage.moment
        next(a for a in tab.order.agreements if a.id == came.agreement_id).refund_id = refund.id

    def _pay_out(self, tab: Tab, refund: Refund) -> None:
        """Give back what the order no longer comes to; goods worth more than is left of the money are adjusted for."""
        short = tab.order.current_total()
        if min(short) < 0:
            held = Held("ADJUSTMENT", 1, Both(max(0, -short.shop), max(0, -short.presentment)), NOTHING, NOTHING)
            agreement = tab.order.agreements[-1]
            if agreement.reason != "REFUND" or agreement.refund_id != refund.id:
                agreement = self._register.agree(tab, "REFUND", [])
                agreement.refund_id = refund.id
            agreement.sales.append(self._register.adjusted(tab, held, "ORDER", self._stage.today))
        over = -self._till.owed(tab)
        if max(over) > 0:
            refund.total = over
            self._till.give_back(tab, over, refund)
        self._stage.touch(tab.order)


def _scaled(whole: Both, units: int, of: int) -> Both:
    return Both(whole.shop * units // of, whole.presentment * units // of)
