"""What is still held of an order: the part of each sale not yet given back. The world's own reckoning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.sandbox.world.model import NOTHING, Both

if TYPE_CHECKING:
    from credora_agent.sandbox.world.markets import Market
    from credora_agent.sandbox.world.model import LineItem, Order, Payment


class Part(NamedTuple):
    """A part of a sale given back: before tax, its tax, and the discount that was on it."""

    units: int
    net: Both
    tax: Both
    discount: Both

    @property
    def total(self) -> Both:
        """What the part came to with tax."""
        return self.net.plus(self.tax)


@dataclass(slots=True)
class Held:
    """A sale as it stands: `units`, `net`, `tax` and `discount` are what is left of it."""

    line_type: str
    units: int
    net: Both
    tax: Both
    discount: Both
    taxes: tuple[tuple[str, int], ...] = ()
    line: LineItem | None = None
    sku: str | None = None

    @property
    def total(self) -> Both:
        """What is left of it with tax."""
        return self.net.plus(self.tax)

    def take(self, units: int) -> Part:
        """Take `units` out and return what they came to; the last ones take whatever rounding left."""
        part = Part(units, *(_share(whole, units, self.units) for whole in (self.net, self.tax, self.discount)))
        self.units -= units
        self.net, self.tax = self.net.plus(-part.net), self.tax.plus(-part.tax)
        self.discount = self.discount.plus(-part.discount)
        if self.line is not None:
            self.line.current_quantity -= units
        return part


def _share(whole: Both, units: int, of: int) -> Both:
    return Both(whole.shop * units // of, whole.presentment * units // of)


@dataclass(slots=True)
class Tab:
    """An order with what the world knows of it and no platform says."""

    order: Order
    market: Market
    gateway: str
    liable: bool = False
    goods: list[Held] = field(default_factory=list)
    extras: list[Held] = field(default_factory=list)
    paid: dict[str, Both] = field(default_factory=dict)
    """By gateway, what was paid and not given back."""
    authorization: Payment | None = None
    card: Both = NOTHING
    """What a gift card is to pay of it."""

    @property
    def net_paid(self) -> Both:
        """What was paid and not given back, over all gateways."""
        whole = NOTHING
        for amount in self.paid.values():
            whole = whole.plus(amount)
        return whole

    @property
    def open(self) -> list[Held]:
        """The goods of which something is left."""
        return [held for held in self.goods if held.units > 0]
