"""Orders changed after they were placed: a line added, a unit removed, a price changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.sandbox.world.basket import NO_CODE
from credora_agent.sandbox.world.model import NOTHING, Both
from credora_agent.sandbox.world.money import MILLION, nearest

if TYPE_CHECKING:
    from credora_agent.sandbox.world.basket import Baskets
    from credora_agent.sandbox.world.checkout import Checkout
    from credora_agent.sandbox.world.model import Sale
    from credora_agent.sandbox.world.register import Register
    from credora_agent.sandbox.world.stage import Stage
    from credora_agent.sandbox.world.stock import Stock
    from credora_agent.sandbox.world.tab import Held, Tab
    from credora_agent.sandbox.world.till import Till


class Edits:
    """Changes orders; each edit is an agreement of its own day, and what it makes owed is settled at once."""

    def __init__(  # noqa: PLR0913, PLR0917 - it works at every desk
        self, stage: Stage, stock: Stock, baskets: Baskets, register: Register, till: Till, checkout: Checkout
    ) -> None:
        self._stage = stage
        self._stock = stock
        self._baskets = baskets
        self._register = register
        self._till = till
        self._checkout = checkout

    def edit(self, tab: Tab) -> None:
        """Change the order in one way."""
        goods = [held for held in tab.open if held.line_type == "PRODUCT"]
        order, stage = tab.order, self._stage
        if not goods or order.cancelled_at is not None or order.id in stage.deleted_orders:
            return
        held, draw = stage.chance.choice(goods), stage.chance.random()
        if draw < 0.35:  # noqa: PLR2004 - of three ways, about a third each
            sales = self._add(tab)
        elif draw < 0.7 and sum(one.units for one in goods) > 1:  # noqa: PLR2004
            sales = [self._remove(tab, held)]
        else:
            sales = [self._reprice(tab, held)]
        self._register.agree(tab, "ORDER_EDIT", sales)
        self._till.settle(tab)
        self._till.set_status(tab)
        stage.touch(order)
        stage.tell("orders/edited", order.id, order.id)

    def _add(self, tab: Tab) -> list[Sale]:
        day = self._stage.today
        variants = self._stock.pick(1)
        drafts = [self._baskets.draft(v, self._stage.chance.randint(1, 2), tab.market, day) for v in variants]
        return self._checkout.add_lines(tab, drafts, NO_CODE, day)

    def _remove(self, tab: Tab, held: Held) -> Sale:
        """Take one unit out; it was never sent, so it is on the shelf again."""
        day, line = self._stage.today, held.line
        sale = self._register.gave_back(tab, held, held.take(1), day)
        if line is not None:
            self._register.shelved(tab, held, 1, self._stock.cost(line, self._stage.moment), day)
            if not tab.order.test:
                self._stock.move(line.variant_id, -1)
        return sale

    def _reprice(self, tab: Tab, held: Held) -> Sale:
        """Let the line cost a tenth less by a discount, or by a lower price, or a tenth more."""
        lower = self._stage.happens(0.7)
        parts = sum(parts for _, parts in held.taxes)
        change = tuple(self._tenth(net, parts, -1 if lower else 1) for net in held.net)
        net, tax = (Both(*pair) for pair in zip(*change, strict=True))
        off = -net if lower and self._stage.happens(0.6) else NOTHING
        return self._register.repriced(tab, held, (net, tax), off, self._stage.today)

    @staticmethod
    def _tenth(net: int, parts: int, sign: int) -> tuple[int, int]:
        part = net // 10
        return sign * part, sign * nearest(part * parts, MILLION)
