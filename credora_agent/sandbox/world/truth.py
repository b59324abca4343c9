"""The truth ledger: what each event really meant for the shop's profit, written when it happens."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from credora_agent.sandbox.world.model import TruthRow

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.sandbox.world.model import Order


class TruthLedger:
    """Rows kept by order, so that a deleted order leaves no trace, and rows of no order."""

    def __init__(self) -> None:
        self._of_orders: dict[int, list[TruthRow]] = {}
        self._others: list[TruthRow] = []

    def note(  # noqa: PLR0913, PLR0917 - a row's own fields
        self, order: Order, day: date, category: str, amount: int, sku: str | None, about: str
    ) -> None:
        """Write what an event of `order` meant on `day`; test orders mean nothing, and so does an amount of nought."""
        if amount and not order.test:
            row = TruthRow(day, category, amount, order.currency, sku, about)
            self._of_orders.setdefault(order.id, []).append(row)

    def note_other(self, day: date, category: str, amount: int, currency: str, about: str) -> None:
        """Write what an event of no order meant on `day`."""
        if amount:
            self._others.append(TruthRow(day, category, amount, currency, None, about))

    def forget(self, order_id: int) -> None:
        """Take back all that was ever written about the order."""
        self._of_orders.pop(order_id, None)

    def rows(self) -> list[TruthRow]:
        """Return all rows: by order as the orders came, then the others as they happened."""
        return [*chain.from_iterable(self._of_orders.values()), *self._others]
