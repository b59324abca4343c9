"""What each product earns: the P&L down to CM3 on one line a SKU, shared costs given out exactly.

Goods' own amounts are theirs: gross sales, discounts, returns, COGS. What the books hold for the shop as a whole is
shared by stated rules (RULES), by largest remainder, so that the lines add up to the P&L's to the micro; what belongs
to no SKU stands on a line of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import METRICS, STATEMENT
from credora_agent.analytics.pnl import leaves
from credora_agent.core.money import allocate
from credora_agent.ledger.entries import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from credora_agent.analytics.products.ties import Tie
    from credora_agent.ledger.goods import GoodsSums

REST = "(no sku)"
"""The id of the line for all that belongs to no SKU."""
OWN = ("gross_sales", "discounts", "returns", "cogs")
"""Lines the ledger books by SKU."""
SHARED = ("shipping_income", "other_income", "fulfilment", "fees", "marketing")
"""Lines it books for the shop, in the P&L down to CM3."""
LINES = tuple(m.id for m in STATEMENT[: [m.id for m in STATEMENT].index("cm3") + 1])
"""The P&L's lines down to CM3, in its order."""
TOTALS = {m.id: m.parts for m in STATEMENT if m.parts and m.id in LINES}
ASIDE = {"own_ads": ("marketing",), "after_own_ads": ("cm2", "marketing")}
"""Amounts of a line beside the P&L's: what its own campaigns cost, and CM2 less that; the metrics they rest on."""
RULES = (
    "Payment fees and shipping income are shared by net sales; a line whose net sales are not positive bears none.",
    "Fulfilment is shared by units sold.",
    "A campaign that advertises certain products is borne by them, by their net sales (equally while none has any).",
    "All other marketing is shared by net sales.",
    "Other income, and every cost while nothing was sold, stays on the line of what belongs to no SKU.",
)


@dataclass(frozen=True, slots=True)
class Shop:
    """The sums of the shop over the same period: micros by category, units sold, entries, and what is not recorded.

    `costed` is the part of net sales with a known unit cost. `absent` are the categories nobody delivers,
    `missing` those of them a complete P&L needs; `unconverted` counts entries without an exchange rate by category.
    """

    amounts: Mapping[str, int]
    units: int = 0
    costed: int = 0
    entries: Mapping[str, int] = field(default_factory=dict)
    unconverted: Mapping[str, int] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """What one SKU, one product of several, or all that has no SKU came to; money in signed micros, as in the P&L.

    `amounts` has LINES and ASIDE. `missing` are the leaf lines not fully recorded, COGS among them where a unit cost
    is not known; `partial` those with entries that no exchange rate converts. `costed` is the part of net sales with
    a known unit cost, `units` are sold, `returned` came back, `campaigns` are the keys of its own campaigns.
    """

    id: str
    label: str
    skus: tuple[str, ...]
    amounts: Mapping[str, int]
    units: int
    returned: int
    costed: int
    entries: int
    missing: frozenset[str]
    partial: frozenset[str]
    campaigns: tuple[str, ...] = ()

    def bound(self, name: str) -> Bound:
        """Return how an amount of this line stands to the true one."""
        return bound_of(name, self.missing, self.partial)


@cache
def rests_on(name: str) -> frozenset[str]:
    """Return the leaf lines an amount of a line is made of."""
    below = ASIDE.get(name, (name,))
    return frozenset(leaf.value for each in below for leaf in leaves(each))


@lru_cache(maxsize=4096)
def bound_of(name: str, missing: frozenset[str], partial: frozenset[str]) -> Bound:
    """Return how an amount of a line stands to the true one when those leaf lines are missing or partly converted."""
    if rests_on(name) & partial:
        return Bound.PARTIAL
    signs = {METRICS[leaf].sign for leaf in rests_on(name) & missing}
    if not signs:
        return Bound.EXACT
    if len(signs) > 1:
        return Bound.PARTIAL
    return Bound.AT_MOST if signs == {-1} else Bound.AT_LEAST


def product_lines(
    goods: GoodsSums,
    shop: Shop,
    *,
    spend: Mapping[str, int],
    tied: Mapping[str, Tie],
    idle: Mapping[str, str | None] | None = None,
) -> list[Line]:
    """Return one line a SKU that moved, was advertised or is `idle` (SKU → title), and last the line REST.

    `spend` is positive micros by campaign, `tied` says which SKUs some of them advertise. Summed over all lines, every
    amount of LINES is the shop's own to the micro.
    """
    titles = dict(zip(goods.skus, goods.titles, strict=True))
    for sku, title in (idle or {}).items():
        titles.setdefault(sku, title)
    own_campaigns = {key: tie for key, tie in tied.items() if spend.get(key)}
    for tie in own_campaigns.values():
        for sku in tie.skus:
            titles.setdefault(sku, None)
    skus = sorted(titles)
    own = _own(goods, skus, shop)
    net = [own["gross_sales"][i] + own["discounts"][i] + own["returns"][i] for i in range(len(skus) + 1)]
    units = [*_measure(goods, "units_sold", skus), 0]
    units[-1] = max(shop.units - sum(units), 0)
    ads = _own_ads(skus, net, spend, own_campaigns)
    columns = {**own, **_shared(shop, net, units, sum(ads)), "own_ads": ads}
    columns["marketing"] = [a + b for a, b in zip(columns["marketing"], ads, strict=True)]
    return _lines(goods, skus, titles, columns, units, shop, own_campaigns)


def merged(lines: Iterable[Line], *, id_: str, label: str) -> Line:
    """Return several lines as one: amounts, counts and rows added, everything any of them lacks lacking."""
    some = list(lines)
    columns = zip(*(line.amounts.values() for line in some), strict=True)  # all lines have them in one order
    return Line(
        id=id_,
        label=label,
        skus=tuple(sku for line in some for sku in line.skus),
        amounts=dict(zip(some[0].amounts, map(sum, columns), strict=True)),
        units=sum(line.units for line in some),
        returned=sum(line.returned for line in some),
        costed=sum(line.costed for line in some),
        entries=sum(line.entries for line in some),
        missing=frozenset().union(*(line.missing for line in some)),
        partial=frozenset().union(*(line.partial for line in some)),
        campaigns=tuple(dict.fromkeys(key for line in some for key in line.campaigns)),
    )


def _measure(goods: GoodsSums, name: str, skus: Sequence[str]) -> list[int]:
    by_sku = dict(zip(goods.skus, goods.measure(name).tolist(), strict=True))
    return [by_sku.get(sku, 0) for sku in skus]


def _own(goods: GoodsSums, skus: Sequence[str], shop: Shop) -> dict[str, list[int]]:
    """Return the amounts booked by SKU, one for each and one for the rest of the shop."""
    found = {name: _measure(goods, name, skus) for name in OWN}
    return {name: [*values, shop.amounts.get(name, 0) - sum(values)] for name, values in found.items()}


def _shared(shop: Shop, net: Sequence[int], units: Sequence[int], own_ads: int) -> dict[str, list[int]]:
    by_sales, by_units = _weights(net), _weights(units)
    return {
        "shipping_income": allocate(shop.amounts.get("shipping_income", 0), by_sales),
        "other_income": [*[0] * (len(net) - 1), shop.amounts.get("other_income", 0)],
        "fulfilment": allocate(shop.amounts.get("fulfilment", 0), by_units),
        "fees": allocate(shop.amounts.get("fees", 0), by_sales),
        "marketing": allocate(shop.amounts.get("marketing", 0) - own_ads, by_sales),
    }


def _weights(base: Sequence[int]) -> list[int]:
    """Return what a cost is shared by: what is positive of the base; with nothing positive, all to the last line."""
    positive = [max(value, 0) for value in base]
    return positive if any(positive) else [*[0] * (len(positive) - 1), 1]


def _own_ads(skus: Sequence[str], net: Sequence[int], spend: Mapping[str, int], tied: Mapping[str, Tie]) -> list[int]:
    """Return what the campaigns of each line cost it, as negative micros; nought for the rest."""
    at = {sku: i for i, sku in enumerate(skus)}
    costs = [0] * (len(skus) + 1)
    for key, tie in tied.items():
        positions = [at[sku] for sku in tie.skus]
        weights = [max(net[i], 0) for i in positions]
        for i, part in zip(
            positions, allocate(-spend[key], weights if any(weights) else [1] * len(weights)), strict=True
        ):
            costs[i] += part
    return costs


def _lines(  # noqa: PLR0913, PLR0917 - all that a line is made of
    goods: GoodsSums,
    skus: Sequence[str],
    titles: Mapping[str, str | None],
    columns: dict[str, list[int]],
    units: Sequence[int],
    shop: Shop,
    tied: Mapping[str, Tie],
) -> list[Line]:
    for name, parts in TOTALS.items():
        columns[name] = [sum(each) for each in zip(*(columns[part] for part in parts), strict=True)]
    columns["after_own_ads"] = [a + b for a, b in zip(columns["cm2"], columns["own_ads"], strict=True)]
    counts = {
        name: _measure(goods, name, skus) for name in ("units_returned", "costed_sales", "entries", "unconverted")
    }
    shared = frozenset(name for name in SHARED if shop.unconverted.get(name))
    campaigns = _campaigns(tied)
    names = (*LINES, *ASIDE)
    amounts = list(zip(*(columns[name] for name in names), strict=True))
    lines = [
        Line(
            id=sku,
            label=titles[sku] or sku,
            skus=(sku,),
            amounts=dict(zip(names, amounts[i], strict=True)),
            units=units[i],
            returned=counts["units_returned"][i],
            costed=counts["costed_sales"][i],
            entries=counts["entries"][i],
            missing=shop.missing | _uncosted(counts["costed_sales"][i], columns, i),
            partial=shared | (frozenset(OWN) if counts["unconverted"][i] else frozenset()),
            campaigns=tuple(campaigns.get(sku, ())),
        )
        for i, sku in enumerate(skus)
    ]
    return [*lines, _rest(dict(zip(names, amounts[-1], strict=True)), columns, units[-1], shop, counts)]


def _campaigns(tied: Mapping[str, Tie]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, tie in tied.items():
        for sku in tie.skus:
            found.setdefault(sku, []).append(key)
    return found


def _uncosted(costed: int, columns: Mapping[str, Sequence[int]], i: int) -> frozenset[str]:
    """Return COGS when some sale of a line has no known cost, or nothing shows that all have one."""
    nothing_shown = columns["gross_sales"][i] and not costed and not columns["cogs"][i]
    return frozenset({Category.COGS.value}) if costed != columns["net_sales"][i] or nothing_shown else frozenset()


def _rest(
    amounts: Mapping[str, int],
    columns: Mapping[str, Sequence[int]],
    units: int,
    shop: Shop,
    counts: Mapping[str, Sequence[int]],
) -> Line:
    costed, booked = shop.costed - sum(counts["costed_sales"]), (*OWN, *SHARED)
    return Line(
        id=REST,
        label="Not tied to a SKU",
        skus=(),
        amounts=amounts,
        units=units,
        returned=0,
        costed=costed,
        entries=sum(shop.entries.get(name, 0) for name in booked) - sum(counts["entries"]),
        missing=shop.missing | _uncosted(costed, columns, -1),
        partial=frozenset(name for name in booked if shop.unconverted.get(name)),
    )
