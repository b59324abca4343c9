"""One request's view of a shop: what may be seen of it, as of when, and what is noted along the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError

from credora_agent.sandbox.shopify.nodes import Customer, LineOf, PaymentOf, RefundOf, ReturnOf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from credora_agent.sandbox.shopify.site import Site
    from credora_agent.sandbox.world.model import Order
    from credora_agent.sandbox.world.world import World

RECENT = timedelta(days=60)
"""How far back orders are visible without `read_all_orders`."""

Args = dict[str, Any]


class Invalid(GraphQLError):
    """A request that validates but asks for something that is refused."""

    def __init__(self, message: str, code: str = "BAD_REQUEST") -> None:
        """Say why, and by which code."""
        super().__init__(message, extensions={"code": code})


@dataclass
class Call:
    """What resolvers may use.

    `lag`: children younger than this are not there yet; `paging`: a fault of the first page;
    `faults`: all that were asked for.

    `memory` is what resolvers have worked out during this call.
    """

    site: Site
    world: World
    scopes: frozenset[str]
    lag: timedelta = timedelta()
    paging: str | None = None
    faults: dict[str, dict[str, Any]] = field(default_factory=dict)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """Return the moment the world has reached."""
        return self.world.now

    def arrived(self, at: datetime) -> bool:
        """Say whether a child written at `at` can be read yet."""
        return not self.lag or at <= self.now - self.lag

    def visible(self, order: Order) -> bool:
        """Say whether the app may see an order at all."""
        if order.id in self.world.deleted_orders:
            return False
        return "read_all_orders" in self.scopes or order.created_at > self.now - RECENT

    def orders(self) -> Iterator[Order]:
        """Return the orders the app may see, oldest first."""
        return filter(self.visible, list(self.world.orders.values()))

    def order(self, number: int) -> Order | None:
        """Return an order the app may see."""
        found = self.world.orders.get(number)
        return found if found and self.visible(found) else None

    def customer(self, number: int | None) -> Customer | None:
        """Return a buyer."""
        created = self.world.customers.get(number) if number else None
        return Customer(number, created) if number and created else None

    @cached_property
    def parts(self) -> dict[tuple[str, int], Any]:
        """Return what lies within the visible orders, by kind and number."""
        found: dict[tuple[str, int], Any] = {}
        for order in self.orders():
            for line in order.lines:
                found["LineItem", line.id] = LineOf(order, line)
            for refund in order.refunds:
                found["Refund", refund.id] = RefundOf(order, refund)
            for payment in order.payments:
                found["OrderTransaction", payment.id] = PaymentOf(order, payment)
            for returned in self.returns(order):
                found["Return", returned.it.id] = returned
        return found

    def returns(self, order: Order) -> list[ReturnOf]:
        """Return an order's returns."""
        ids = [one.return_id for one in order.agreements if one.return_id and self.arrived(one.happened_at)]
        return [ReturnOf(order, self.world.returns[number]) for number in ids if number in self.world.returns]
