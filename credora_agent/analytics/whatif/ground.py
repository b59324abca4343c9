"""What a what-if stands on: the forecast's futures, the shop's own rates, what is known of each lever's target."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from credora_agent.analytics.cash.inputs import CashInputs
    from credora_agent.analytics.whatif.demand import Rate
    from credora_agent.analytics.whatif.economics import Basis, ShopBasis
    from credora_agent.analytics.whatif.elasticity import Evidence

EXTRAPOLATION = 1.3
"""How many times the highest 28 days ever spent a budget can be before nothing recorded speaks of it."""


@dataclass(frozen=True, slots=True)
class Channel:
    """All advertising, a platform or a campaign, over the window's last 28 days.

    `daily` and `top` (the highest 28 days ever, a day) are micros; `weight` its share of all ad spend; `credited` is
    the share of revenue its platform credits to it, None where nothing is told. `attributed` is that value in micros
    a day on the platform's own base.
    """

    key: str
    label: str
    daily: int
    top: int
    weight: float
    credited: float | None
    attributed: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What is known of one SKU: money in micros as asked of customers (`price`) and as it is bought (`unit_cost`)."""

    sku: str
    price: int | None = None
    unit_cost: int | None = None
    on_hand: int | None = None
    arrivals: tuple[tuple[date, int], ...] = ()
    rate: Rate | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """All of it. `inputs` is None while the history carries no forecast: then only arithmetic is said.

    `skus` has the basis of each SKU that sold in the window, `items` what else is known of those a lever names,
    `channels` those a lever names, by what the lever calls them.
    """

    first_day: date
    horizon: int
    currency: str
    shop: ShopBasis
    skus: Mapping[str, Basis] = field(repr=False)
    items: Mapping[str, Item]
    channels: Mapping[str, Channel]
    inputs: CashInputs | None = None
    notes: tuple[str, ...] = ()
