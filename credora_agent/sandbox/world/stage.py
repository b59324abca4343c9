"""What everything in a world shares: its chance, its time, its books, and the things that exist so far."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from credora_agent.sandbox.world.days import local_day
from credora_agent.sandbox.world.ids import Ids
from credora_agent.sandbox.world.model import Happening
from credora_agent.sandbox.world.rates import Rates
from credora_agent.sandbox.world.timeline import Timeline
from credora_agent.sandbox.world.truth import TruthLedger

if TYPE_CHECKING:
    from datetime import date, datetime

    from credora_agent.sandbox.world.model import BalanceRow, Order, Payout, Product, Return, Variant
    from credora_agent.sandbox.world.profile import Profile

_RATES_BEFORE = 430
"""How many days of rates there are when the world begins."""


class Stage:
    """One world's things and its one source of chance, drawn from only as events happen."""

    def __init__(self, *, seed: int, start: datetime, profile: Profile, currencies: tuple[str, ...]) -> None:
        self.seed = seed
        self.profile = profile
        self.chance = Random(f"world {seed} {profile.name}")  # noqa: S311 - play data, repeatable on purpose
        self.timeline = Timeline(start)
        self.ids = Ids(profile.id_base, seed)
        self.truth = TruthLedger()
        self.first_day = local_day(start, profile.zone)
        self.rates = Rates(seed, profile.currency, currencies, self.first_day - timedelta(days=_RATES_BEFORE))
        self.rates.publish(self.first_day - timedelta(days=1))
        self.products: dict[int, Product] = {}
        self.variants: dict[int, Variant] = {}
        self.orders: dict[int, Order] = {}
        self.deleted_orders: set[int] = set()
        self.returns: dict[int, Return] = {}
        self.balance: dict[int, BalanceRow] = {}
        self.payouts: dict[int, Payout] = {}
        self.customers: dict[int, datetime] = {}
        self.told: list[Happening] = []

    @property
    def moment(self) -> datetime:
        """The moment of the event that is happening."""
        return self.timeline.moment

    @property
    def today(self) -> date:
        """The shop's own day of that moment."""
        return local_day(self.timeline.moment, self.profile.zone)

    def happens(self, chance: float) -> bool:
        """Return whether a thing of this chance happens now."""
        return self.chance.random() < chance

    def tell(self, topic: str, subject_id: int, order_id: int | None = None) -> None:
        """Let it be known that something changed."""
        self.told.append(Happening(self.timeline.moment, topic, subject_id, order_id))

    def touch(self, order: Order) -> None:
        """Mark the order as changed now."""
        order.updated_at = self.timeline.moment
        self.tell("orders/updated", order.id, order.id)
