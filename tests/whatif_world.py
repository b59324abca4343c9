"""A shop as a what-if stands on it: round numbers, no chance but the seeded one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.analytics.cash.inputs import CashInputs, Opening, Rates
from credora_agent.analytics.whatif.demand import unit_rate
from credora_agent.analytics.whatif.economics import Basis, ShopBasis
from credora_agent.analytics.whatif.ground import Channel, Ground, Item
from credora_agent.analytics.whatif.levers import ALL_ADS
from credora_agent.core.period import Period

if TYPE_CHECKING:
    from numpy.typing import NDArray

POUND = 1_000_000
FIRST = date(2026, 11, 28)
DAYS = 90


def basis(units: int = 900, price: int = 20, cost: int = 8, **other: Any) -> Basis:
    """Return goods sold in 90 days at `price` pounds that cost `cost`: £1 of shipping, £2 of fulfilment, 3 % fees."""
    net, shipping = units * price * POUND, units * POUND
    given = {
        "days": DAYS,
        "units": units,
        "sales": net + shipping,
        "net_sales": net,
        "shipping": shipping,
        "cogs": units * cost * POUND,
        "fulfilment": units * 2 * POUND,
        "fees": (net + shipping) * 3 // 100,
    }
    return Basis(**(given | other))


def ground(*, horizon: int = 60, paths: int = 200, opening: float | None = 5_000.0, **other: Any) -> Ground:
    """Return a shop of two SKUs, A (600 units at £20) and B (300), that advertises for £30 a day."""
    goods, a = basis(900), basis(600)
    sales = _sales(paths, horizon, goods.sales / DAYS / POUND)
    inputs = CashInputs(
        first_day=FIRST,
        sales_from=FIRST,
        sales=sales,
        recent=np.full(DAYS, goods.sales / DAYS / POUND),
        recent_tax=np.zeros(DAYS),
        refund_lag=np.ones(1),
        ad_spend=np.full(horizon, 30.0),
        rates=Rates(fees=0.03, fulfilment=0.09, cogs=0.38),
        opening=None if opening is None else Opening(opening, FIRST - timedelta(days=1), ("main",)),
    )
    shop = ShopBasis(
        goods=goods,
        period=Period(FIRST - timedelta(days=DAYS), FIRST - timedelta(days=1)),
        other_income=0,
        marketing=30 * DAYS * POUND,
        operating_costs=10 * DAYS * POUND,
        financing=0,
        orders=500,
        charged=goods.sales * 6 // 5,
    )
    given: dict[str, Any] = {
        "first_day": FIRST,
        "horizon": horizon,
        "currency": "GBP",
        "shop": shop,
        "skus": {"A": a, "B": basis(300)},
        "items": {
            "A": Item("A", 24 * POUND, 8 * POUND, 40, rate=unit_rate(600, DAYS, shop_mean=5.0)),
            "B": Item("B", 24 * POUND, 8 * POUND, None, rate=unit_rate(300, DAYS, shop_mean=5.0)),
        },
        "channels": {
            ALL_ADS: Channel(ALL_ADS, "all advertising", 30 * POUND, 40 * POUND, 1.0, 0.5, 100 * POUND),
            "meta": Channel("meta", "Meta Ads", 20 * POUND, 30 * POUND, 2 / 3, 0.4, 80 * POUND),
            "google": Channel("google", "Google Ads", 10 * POUND, 10 * POUND, 1 / 3, 0.1, 20 * POUND),
        },
        "inputs": inputs,
    }
    return Ground(**(given | other))


def _sales(paths: int, horizon: int, usual: float) -> NDArray[np.float64]:
    return np.random.default_rng(1).gamma(20, usual / 20, size=(paths, horizon))
