"""Which assumptions a set of levers needs, and what a reader must know of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credora_agent.analytics.whatif import assumptions as made_of
from credora_agent.analytics.whatif.assumptions import Assumption, Origin
from credora_agent.analytics.whatif.demand import rates
from credora_agent.analytics.whatif.ground import EXTRAPOLATION
from credora_agent.analytics.whatif.levers import Discount, Price, Stock
from credora_agent.analytics.whatif.moves import ALL_GOODS, moves
from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from credora_agent.analytics.whatif.ground import Ground
    from credora_agent.analytics.whatif.levers import Lever

Range = tuple[float, float]
STEEPEST = 20.0


@dataclass(frozen=True, slots=True)
class Said:
    """What the person asking assumes instead, each as (low, high); None leaves it to own data and literature."""

    elasticity: Range | None = None
    ad_elasticity: Range | None = None
    pull_forward: Range | None = None

    def __post_init__(self) -> None:
        for name, given, least, most in (
            ("A price elasticity", self.elasticity, -STEEPEST, 0.0),
            ("An ad elasticity", self.ad_elasticity, 0.0, 1.0),
            ("The share pulled forward", self.pull_forward, 0.0, 1.0),
        ):
            if given is not None and not least <= given[0] <= given[1] <= most:
                raise BadInput(
                    f"{name} of {given[0]:g} to {given[1]:g} is not possible.",
                    remedy=f"Give one from {least:g} to {most:g}, or two as LOW..HIGH.",
                )


def assumptions(ground: Ground, levers: tuple[Lever, ...], said: Said) -> dict[str, Assumption]:
    """Return what the levers need assumed, by id, in one order whatever order the levers came in."""
    found: dict[str, Assumption] = {}
    for each in levers:
        for one in _of(ground, each, said):
            found[one.id] = one
    made = moves(ground, levers)
    for target in sorted(made.ads):
        channel = ground.channels[target]
        one = made_of.ad_elasticity(
            target, channel.label, said=said.ad_elasticity, beyond=beyond(ground, target, made.ads)
        )
        found[one.id] = one
    if made.ads:
        found["carry_over"] = made_of.carry_over()
    return found


def beyond(ground: Ground, target: str, spend: dict[str, float]) -> bool:
    """Tell whether a channel is to spend more than 1.3 × its highest 28 days ever."""
    channel = ground.channels[target]
    return channel.daily * spend[target] * (spend.get(ALL_GOODS, 1.0) if target else 1.0) > EXTRAPOLATION * channel.top


def _of(ground: Ground, each: Lever, said: Said) -> list[Assumption]:
    if isinstance(each, Price):
        return [_elasticity(ground, each.sku, said)]
    if isinstance(each, Discount):
        return [_elasticity(ground, each.sku, said), made_of.pulled_forward(said.pull_forward)]
    return _demand(ground, each.sku) if isinstance(each, Stock) else []


def _elasticity(ground: Ground, sku: str | None, said: Said) -> Assumption:
    item = ground.items.get(sku or ALL_GOODS)
    own = item.evidence.found if item is not None and item.evidence is not None else None
    return made_of.price_elasticity(sku, said=said.elasticity, own=own)


def _demand(ground: Ground, sku: str) -> list[Assumption]:
    """Return the demand of a SKU whose shelf can be followed: one that sells, and whose stock is known."""
    item = ground.items[sku]
    rate = item.rate
    if rate is None or item.on_hand is None:
        return []
    how = f"Its own sales of the last {ground.shop.goods.days} days, {rate.mean:.2f} a day, moving with the shop's."
    if rate.leans:
        how = f"Fewer than 30 sales: its own and the shop's mean SKU together, {rate.mean:.2f} a day."
    origin = Origin.PRIOR if rate.leans else Origin.OWN
    return [Assumption(f"demand:{sku}", f"Units of {sku} wanted a day", origin, how, rates(rate))]
