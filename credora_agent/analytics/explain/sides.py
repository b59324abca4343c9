"""One side of a comparison: all that a period's lines are made of, before anything is said of why they moved. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from credora_agent.analytics.pnl import COLUMN, ROW
from credora_agent.ledger import adverts
from credora_agent.ledger.entries import Category

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from credora_agent.core.period import Period
    from credora_agent.ledger.adverts import Campaign, CampaignDays
    from credora_agent.ledger.goods import GoodsSums
    from credora_agent.ledger.view import DailyView

GOODS_MEASURES = ("gross_sales", "discounts", "returns", "cogs_sold", "cogs_restored", "units")


class SoldCost(NamedTuple):
    """What the units of one SKU sold in a period cost, and what came back to the shelf, in signed micros."""

    sku: str
    sold: int
    restored: int


class Loaded(NamedTuple):
    """What was read of one period."""

    period: Period
    goods: GoodsSums
    costs: Sequence[SoldCost]
    told: Mapping[str, int]
    """Counts beside the ledger, by measure."""


@dataclass(frozen=True, slots=True)
class Side:
    """A period in numbers. Money is signed micros as in the ledger.

    `length` is its number of days, `calendar` the same weighted by how much each weekday usually sells; `lines` and
    `units` are sums of the whole shop; `skus` has one array for each of GOODS_MEASURES over `Sides.skus`, of which the
    last is all that has no SKU; `ads` one for each of adverts.MEASURES over `Sides.campaigns`.
    """

    period: Period
    length: int
    calendar: float
    orders: int
    lines: Mapping[str, int]
    skus: Mapping[str, NDArray[np.float64]] = field(repr=False)
    ads: Mapping[str, NDArray[np.float64]] = field(repr=False)
    told: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides over the same items. The last SKU is None: what was sold without one."""

    before: Side
    after: Side
    skus: tuple[str | None, ...]
    titles: Mapping[str, str]
    campaigns: tuple[Campaign, ...]


def sides(view: DailyView, before: Loaded, after: Loaded, ads: CampaignDays, weights: Sequence[float]) -> Sides:
    """Return both periods; `view` covers them, `weights` say what each weekday usually sells beside the mean one."""
    skus = (*sorted({*before.goods.skus, *after.goods.skus}), None)
    titles = {
        sku: title
        for loaded in (before, after)
        for sku, title in zip(loaded.goods.skus, loaded.goods.titles, strict=True)
        if title
    }
    made = [_side(view, loaded, skus, ads, weights) for loaded in (before, after)]
    return Sides(made[0], made[1], skus, titles, ads.campaigns)


def _side(
    view: DailyView, loaded: Loaded, skus: Sequence[str | None], ads: CampaignDays, weights: Sequence[float]
) -> Side:
    period = loaded.period
    sums = view.sums([period])[0].tolist()
    lines = {category.value: int(sums[row][COLUMN["amount"]]) for category, row in ROW.items()}
    units = int(sums[ROW[Category.GROSS_SALES]][COLUMN["quantity"]])
    advertised = ads.sums([period])[0].T
    return Side(
        period=period,
        length=period.days,
        calendar=sum(weights[day.weekday()] for day in _days(period)),
        orders=int(sums[ROW[Category.GROSS_SALES]][COLUMN["orders"]]),
        lines=lines,
        skus=_goods(loaded, skus, lines, units),
        ads={name: advertised[i].astype(np.float64) for i, name in enumerate(adverts.MEASURES)},
        told=loaded.told,
    )


def _goods(
    loaded: Loaded, skus: Sequence[str | None], lines: Mapping[str, int], units: int
) -> dict[str, NDArray[np.float64]]:
    """Return the sums by SKU, with what the shop's totals hold beyond them as the last one."""
    place = {sku: i for i, sku in enumerate(skus)}
    table = np.zeros((len(GOODS_MEASURES), len(skus)), dtype=object)
    at = [place[sku] for sku in loaded.goods.skus]
    for row, name in enumerate(("gross_sales", "discounts", "returns")):
        table[row, at] = [int(amount) for amount in loaded.goods.measure(name)]
    table[5, at] = [int(count) for count in loaded.goods.measure("units_sold")]
    for cost in loaded.costs:
        if cost.sku in place:
            table[3, place[cost.sku]], table[4, place[cost.sku]] = cost.sold, cost.restored
    whole: list[Any] = [lines["gross_sales"], lines["discounts"], lines["returns"], None, None, units]
    for row, total in enumerate(whole):
        if total is not None:
            table[row, -1] = total - table[row, :-1].sum()
    # Costs of goods are booked by SKU; what is not belongs to no product, whichever way it went.
    table[3, -1] = lines["cogs"] - table[3, :-1].sum() - table[4, :-1].sum()
    return {name: table[row].astype(np.float64) for row, name in enumerate(GOODS_MEASURES)}


def _days(period: Period) -> list[date]:
    first = period.start.toordinal()
    return [type(period.start).fromordinal(first + i) for i in range(period.days)]


def weekday_weights(view: DailyView, before: date, *, most: int = 182) -> tuple[float, ...]:
    """Return what each weekday, Monday first, sells beside the mean one, by the orders of up to 26 weeks before a day.

    All are 1 where fewer than eight weeks are known. A weekday without orders keeps a weight of nought: the shop is
    closed then.
    """
    gross = ROW[Category.GROSS_SALES]
    orders = view.measures[COLUMN["orders"]]
    last = before.toordinal()
    known = (view.categories == gross) & (view.days < last) & (orders != 0)
    if not known.any():
        return (1.0,) * 7
    first = max(int(view.days[known].min()), last - most)
    first = last - (last - first) // 7 * 7
    if last - first < 56:  # noqa: PLR2004 - eight weeks
        return (1.0,) * 7
    chosen = known & (view.days >= first)
    # Ordinal 1 is a Monday.
    sums = np.bincount((view.days[chosen] - 1) % 7, weights=orders[chosen].astype(np.float64), minlength=7)
    if not sums.any():  # all orders lie in the part of a week that was left out
        return (1.0,) * 7
    return tuple(float(share) for share in sums / sums.mean())
