"""What a what-if stands on, read from the books: rates, the SKUs and campaigns its levers name, their shelves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.analytics.cash.assumptions import FIXED_KINDS, WINDOW
from credora_agent.analytics.cash.baseline import Baseline, baseline
from credora_agent.analytics.whatif.channels import channel, unattributed
from credora_agent.analytics.whatif.demand import unit_rate
from credora_agent.analytics.whatif.economics import ShopBasis, shop_basis, sku_bases
from credora_agent.analytics.whatif.elasticity import Evidence, SkuDays, own_elasticity
from credora_agent.analytics.whatif.ground import Ground, Item
from credora_agent.analytics.whatif.levers import ALL_ADS, AdSpend, Discount, Price, Shift, Stock, checked
from credora_agent.core.errors import BadInput
from credora_agent.core.period import Period
from credora_agent.ledger.load_adverts import load_campaign_days
from credora_agent.ledger.load_goods import load_goods, load_shelf, load_stock, load_unit_costs
from credora_agent.ledger.statements import statement
from credora_agent.reports.futures import load_known
from credora_agent.reports.naming import Campaigns, sku_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.analytics.cash.assumptions import Known
    from credora_agent.analytics.whatif.ground import Channel
    from credora_agent.analytics.whatif.levers import Lever
    from credora_agent.ledger.goods import GoodsSums

YEARS = 3 * 365


@dataclass(frozen=True, slots=True)
class Stand:
    """The ground of a what-if, its levers by the shop's own names, and the forecast beneath."""

    ground: Ground
    levers: tuple[Lever, ...]
    base: Baseline
    known: Known


async def load_stand(  # noqa: PLR0913 - the shop, the levers, and the futures asked for
    session: AsyncSession,
    tenant: UUID,
    levers: tuple[Lever, ...],
    *,
    today: date,
    horizon: int,
    paths: int,
    seed: int,
) -> Stand:
    """Return all a what-if stands on. Raises BadInput for empty books and for names the shop does not know."""
    known = await load_known(session, tenant, today)
    if known.books.recorded is None or known.books.recorded.start >= known.sales_from:
        raise BadInput(
            f"The books of {known.books.shop} hold no day before {today}.",
            remedy="Take orders in first: credora import.",
        )
    base = baseline(known, today=today, horizon=horizon, paths=paths, seed=seed)
    period = _window(known)
    sums = await load_goods(session, tenant, period)
    shop = _planned(shop_basis(known.view, known.books, period), known)
    items = _Items(session, tenant, known, sums, shop)
    named, channels = await _named(session, tenant, known, levers, items, shop)
    ground = Ground(
        first_day=known.first_day,
        horizon=base.horizon or horizon,
        currency=known.books.currency,
        shop=shop,
        skus=sku_bases(shop.goods, sums),
        items=await items.found(named),
        channels=channels,
        inputs=base.inputs,
        notes=base.notes,
    )
    return Stand(ground, checked(named), base, known)


def _window(known: Known) -> Period:
    until = known.sales_from - timedelta(days=1)
    recorded = known.books.recorded
    first = until - timedelta(days=WINDOW - 1)
    return Period(max(first, recorded.start) if recorded else first, until)


def _planned(shop: ShopBasis, known: Known) -> ShopBasis:
    """Return the basis with operating costs known as soon as the merchant plans some."""
    said = any(payment.kind in FIXED_KINDS for payment in known.plan.payments)
    return replace(shop, operating_costs=0) if said and shop.operating_costs is None else shop


async def _named(  # noqa: PLR0913, PLR0917 - where names are looked up
    session: AsyncSession,
    tenant: UUID,
    known: Known,
    levers: tuple[Lever, ...],
    items: _Items,
    shop: ShopBasis,
) -> tuple[tuple[Lever, ...], Mapping[str, Channel]]:
    """Return the levers under the shop's own names, and the channels they move."""
    named: list[Lever] = []
    channels: dict[str, Channel] = {}
    until = known.sales_from - timedelta(days=1)
    campaigns: Campaigns | None = None
    for each in levers:
        changed: Any = each
        if isinstance(each, AdSpend | Shift):
            if campaigns is None:
                days = await load_campaign_days(session, tenant, Period(until - timedelta(days=YEARS), until))
                campaigns = Campaigns(days)
            targets = (each.source, each.target) if isinstance(each, Shift) else (each.target,)
            keys = []
            for target in targets:
                key, label, members = campaigns.called(target)
                found = channel(key, label, campaigns.days, members, until=until, shop=shop)
                if found is not None:
                    channels[key] = found
                keys.append(key)
            changed = (
                replace(each, source=keys[0], target=keys[1])
                if isinstance(each, Shift)
                else replace(each, target=keys[0])
            )
        elif getattr(each, "sku", None):
            changed = replace(changed, sku=await items.sku(changed.sku))
        if isinstance(changed, Stock):
            changed = await items.terms(changed)
        named.append(changed)
    if channels and ALL_ADS not in channels and campaigns is not None:
        _, label, members = campaigns.called(ALL_ADS)
        whole = channel(ALL_ADS, label, campaigns.days, members, until=until, shop=shop)
        channels |= {ALL_ADS: whole} if whole is not None else {}
    if not channels and campaigns is not None and shop.marketing:
        channels[ALL_ADS] = unattributed(shop)
    return tuple(named), channels


class _Items:
    """The SKUs a shop knows, each read once it is asked for."""

    def __init__(self, session: AsyncSession, tenant: UUID, known: Known, sums: GoodsSums, shop: ShopBasis) -> None:
        self._session, self._tenant, self._known, self._sums, self._shop = session, tenant, known, sums, shop
        self._shelf: dict[str, tuple[str | None, int | None, int | None]] | None = None

    async def sku(self, name: str) -> str:
        """Return the SKU meant. Raises BadInput naming near ones."""
        shelf = await self._on_shelf()
        titles: dict[str, str | None] = {sku: title for sku, (title, _, _) in shelf.items()}
        titles |= {sku: title for sku, title in zip(self._sums.skus, self._sums.titles, strict=True) if title}
        titles |= {sku: None for sku in self._sums.skus if sku not in titles}
        return sku_called(name, titles)

    async def terms(self, order: Stock) -> Stock:
        """Return the order with what the merchant's supply terms say of it."""
        for terms in sorted(self._known.plan.terms, key=lambda each: each.sku != order.sku):
            if terms.sku in {order.sku, ""}:
                return replace(
                    order,
                    lead_days=terms.lead_days if order.lead_days is None else order.lead_days,
                    deposit=terms.deposit_rate if order.deposit is None else order.deposit,
                    balance_days=terms.balance_days if order.balance_days is None else order.balance_days,
                )
        return order

    async def found(self, levers: Iterable[Lever]) -> dict[str, Item]:
        """Return what is known of the SKUs the levers name."""
        levers = tuple(levers)
        named = {each.sku for each in levers if getattr(each, "sku", None)}  # type: ignore[union-attr]
        if not named:
            return {}
        costs = await load_unit_costs(self._session, self._tenant)
        priced = {each.sku for each in levers if isinstance(each, Price | Discount) and each.sku}
        found = {}
        for sku in sorted(str(each) for each in named):
            _, price, on_hand = (await self._on_shelf()).get(sku, (None, None, None))
            valid = [cost for cost in costs if cost.sku == sku and cost.valid_from <= self._known.first_day]
            dearest = valid[-1] if valid else None
            same = dearest is not None and dearest.currency == self._known.books.currency
            found[sku] = Item(
                sku=sku,
                price=price,
                unit_cost=dearest.unit_cost if dearest is not None and same else None,
                on_hand=on_hand,
                arrivals=tuple(
                    (order.arrives_on, order.units)
                    for order in self._known.plan.stock_orders
                    if order.sku == sku and order.status in {"planned", "ordered"}
                ),
                rate=self._rate(sku),
                evidence=await self._evidence(sku) if sku in priced else None,
            )
        return found

    def _rate(self, sku: str) -> Any:
        if sku not in self._sums.skus:
            return None
        sold = self._sums.measure("units_sold")
        moved = sold[sold > 0]
        days = self._shop.goods.days
        return unit_rate(
            int(sold[self._sums.skus.index(sku)]), days, shop_mean=float(moved.mean()) / days if len(moved) else 0.0
        )

    async def _evidence(self, sku: str) -> Evidence:
        until = self._known.sales_from - timedelta(days=1)
        recorded = self._known.books.recorded
        first = max(recorded.start if recorded else until, until - timedelta(days=YEARS - 1))
        asked = {"tenant": self._tenant, "sku": sku, "start": first, "end": until}
        rows = (await self._session.execute(statement("sku_prices"), asked)).all()
        table = np.array([(row[0].toordinal(), *row[1:]) for row in rows], dtype=np.int64).reshape(-1, 5).T
        shop_units = np.zeros((until - first).days + 1, dtype=np.int64)
        shop_units[table[0] - first.toordinal()] = table[4]
        return own_elasticity(SkuDays(*table[:4]), shop_units, first=first.toordinal())

    async def _on_shelf(self) -> dict[str, tuple[str | None, int | None, int | None]]:
        if self._shelf is None:
            mine = self._known.books.currency
            shelf = await load_shelf(self._session, self._tenant)
            prices = {item.sku: item.price for item in shelf if item.sku and item.currency == mine}
            stock = await load_stock(self._session, self._tenant)
            self._shelf = {item.sku: (item.title, prices.get(item.sku), item.on_hand) for item in stock}
        return self._shelf
