"""The shelves: what is picked, what comes and goes, and what a unit costs from which day on."""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from credora_agent.sandbox.world.catalogue import PROMOTED, REPRICED, Item, stock_shelves
from credora_agent.sandbox.world.days import local_day, midnight
from credora_agent.sandbox.world.model import written

if TYPE_CHECKING:
    from datetime import date, datetime

    from credora_agent.sandbox.world.model import LineItem, Variant
    from credora_agent.sandbox.world.stage import Stage

RISE_BEFORE = 122
"""How many days before the story's end the bestseller's cost rose."""

_RISE_PERCENT = 139
_LOW_DAYS, _ORDER_DAYS = 32, 75
_DELIVERY = (12, 30)
_SCARCE_BEFORE, _RUSH_DAYS = 125, 4
_UNITS_AN_ORDER = 2.1
_BESTSELLER = 20
_KEEPS = 0.972
_SETTLED = timedelta(days=3)


class Stock:
    """Variants with what they were made from; deleted ones are remembered for returns and for the cost sheet."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        shelf = stock_shelves(stage)
        self.known: dict[int, Variant] = {variant.id: variant for variant, _ in shelf}
        self.items: dict[int, Item] = {variant.id: item for variant, item in shelf}
        self.cards = [variant for variant, _ in shelf if stage.products[variant.product_id].gift_card]
        self._on_order: set[int] = set()
        self._moved: dict[int, int] = {}
        self._paces: dict[int, float] = {}
        self._arrange()
        self._plan()

    def pick(self, count: int) -> list[Variant]:
        """Return up to `count` different variants, bestsellers more often."""
        picked = self._stage.chance.choices(self._goods, cum_weights=self._weights, k=count)
        return [self._stage.variants[number] for number in dict.fromkeys(picked)]

    def promoted(self) -> Variant | None:
        """Return the variant that has its own advertising, if the shop has it."""
        return next((v for v in self._stage.variants.values() if v.sku == PROMOTED), None)

    def move(self, variant_id: int | None, units: int) -> None:
        """Take `units` off the shelf, or put them back when negative."""
        variant = None if variant_id is None else self.known[variant_id]
        if variant is not None:
            self._moved[variant.id] = self._moved.get(variant.id, 0) + max(0, units)
            variant.on_hand -= units
            variant.updated_at = self._stage.moment

    def cost(self, line: LineItem, moment: datetime) -> int | None:
        """Return the unit cost of a line's variant in force at `moment`; None when none is stated."""
        return None if line.variant_id is None else self.known[line.variant_id].cost_at(moment)

    def daily(self) -> None:
        """Let a day begin: costs change, somebody touches a record, what runs low is ordered."""
        chances = self._stage.profile.chances
        for variant in self._stage.variants.values():
            if self._stage.happens(chances.variant_cost_change_a_day):
                self._drift(variant)
            elif self._stage.happens(chances.variant_touched_a_day) and self._settled(variant):
                self._touch(variant)
            self._learn_pace(variant)
            self._reorder(variant)

    def cost_history(self) -> list[tuple[str, date, str]]:
        """Return what a careful merchant's cost sheet says up to now: (sku, valid from, decimal text)."""
        zone, currency = self._stage.profile.zone, self._stage.profile.currency
        return [
            (self.code(variant), local_day(since, zone), written(cost, currency))
            for variant in self.known.values()
            for since, cost in variant.costs
            if cost is not None
        ]

    def bestsellers(self, count: int) -> list[Variant]:
        """Return so many variants of known cost, those first that are bought most often of themselves."""
        known = [n for n in self._goods if self._stage.variants[n].costs[-1][1]]
        return [self._stage.variants[n] for n in sorted(known, key=lambda n: -self.items[n].weight)[:count]]

    def code(self, variant: Variant) -> str:
        """Return what the shop's own sheets call a variant."""
        return variant.sku or f"variant-{variant.id}"

    def days_of_cover(self, variant: Variant) -> float:
        """Return how many days the units on hand last at the pace of the last weeks."""
        return variant.on_hand / self.pace(variant)

    def pace(self, variant: Variant) -> float:
        """Return how many units a day are sold, as a mean over some five weeks."""
        share = self.items[variant.id].weight / self._weights[-1]
        usual = share * self._stage.profile.orders_a_day * _UNITS_AN_ORDER
        return max(0.02, self._paces.get(variant.id, usual))

    def _learn_pace(self, variant: Variant) -> None:
        """Let yesterday's units move the pace a little, as a mean over some five weeks would."""
        self._paces[variant.id] = self.pace(variant) * _KEEPS + self._moved.pop(variant.id, 0) * (1 - _KEEPS)

    def _arrange(self) -> None:
        self._goods = [n for n in self._stage.variants if self.items[n].weight]
        self._weights = list(accumulate(self.items[n].weight for n in self._goods))

    def _plan(self) -> None:
        """Plan what the story holds: a rise nobody noticed, a cost stated late, a variant taken off the shelf."""
        stage, days = self._stage, self._stage.profile.horizon_days
        for variant in stage.variants.values():
            item = self.items[variant.id]
            if stage.profile.story and item.sku == REPRICED:
                cost = variant.costs[0][1] or 0
                self._on_day(days - RISE_BEFORE, self._cost, variant, cost * _RISE_PERCENT // 100)
            if item.cost is None and item.weight and not item.sku:
                self._on_day(days * 6 // 10, self._cost, variant, max(1, variant.price * 3 // 10))
        with_sku = [v for v in stage.variants.values() if v.sku and v.sku not in (REPRICED, PROMOTED)]
        self._on_day(days * 7 // 10, self._delete, min(with_sku, key=lambda v: self.items[v.id].weight))

    def _on_day(self, number: int, event: object, *args: object) -> None:
        day = self._stage.first_day + timedelta(days=max(1, number))
        second = int(midnight(day, self._stage.profile.zone).timestamp())
        self._stage.timeline.plan_first(second, event, *args)  # type: ignore[arg-type]

    def _drift(self, variant: Variant) -> None:
        story = self._stage.profile.story and self.items[variant.id].sku in (REPRICED, PROMOTED)
        cost = variant.costs[-1][1]
        if cost is None or story or variant.costs[-1][0] == self._stage.moment:
            return
        changed = max(1, cost * self._stage.chance.randint(93, 116) // 100)
        self._cost(variant, changed)
        if changed > cost and self._stage.happens(0.4):
            variant.price += variant.price * self._stage.chance.randint(2, 7) // 100
            self._product_changed(variant)

    def _cost(self, variant: Variant, cost: int) -> None:
        variant.costs.append((self._stage.moment, cost))
        self._touch(variant)

    def _touch(self, variant: Variant) -> None:
        variant.item_updated_at = self._stage.moment
        self._stage.tell("inventory_items/update", variant.inventory_item_id)

    def _settled(self, variant: Variant) -> bool:
        """Whether its cost has stood for some days: a nightly look at it saw the change before anything hides it."""
        return self._stage.moment - variant.costs[-1][0] > _SETTLED

    def _product_changed(self, variant: Variant) -> None:
        variant.updated_at = self._stage.moment
        self._stage.products[variant.product_id].updated_at = self._stage.moment
        self._stage.tell("products/update", variant.product_id)

    def _delete(self, variant: Variant) -> None:
        del self._stage.variants[variant.id]
        product = self._stage.products[variant.product_id]
        product.variants.remove(variant)
        product.status = product.status if product.variants else "ARCHIVED"
        self._product_changed(variant)
        self._arrange()

    def _reorder(self, variant: Variant) -> None:
        """Order what runs low; towards its end the story's bestsellers live from hand to mouth, the big order due."""
        item, stage = self.items[variant.id], self._stage
        left = stage.profile.horizon_days - (stage.today - stage.first_day).days
        scarce = stage.profile.story and item.weight >= _BESTSELLER and 0 <= left < _SCARCE_BEFORE
        low, worth, days = (_RUSH_DAYS, _RUSH_DAYS, 1) if scarce else (_LOW_DAYS, _ORDER_DAYS, 0)
        if item.weight and variant.id not in self._on_order and self.days_of_cover(variant) < low:
            self._on_order.add(variant.id)
            units = int(self.pace(variant) * worth) + 5
            days = days or stage.chance.randint(*_DELIVERY)
            stage.timeline.after(days * 86_400 + 36_000, self._deliver, variant, units)

    def _deliver(self, variant: Variant, units: int) -> None:
        self._on_order.discard(variant.id)
        variant.on_hand += units
        variant.updated_at = self._stage.moment
