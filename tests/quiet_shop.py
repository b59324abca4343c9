"""A shop in which nothing happens but chance: every rate stays what it was; what a rule finds is a false alarm."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.campaigns.decay import BLOCK, REACHES, Decay, decay
from credora_agent.analytics.findings.base import Buyer, Seen, Withheld
from credora_agent.analytics.inventory.demand import WINDOW_DAYS, rates
from credora_agent.analytics.products.lines import Shop, product_lines
from credora_agent.core.period import Period
from credora_agent.ledger.adverts import Campaign, CampaignDays
from credora_agent.ledger.goods import GoodsSums, Stock, UnitCost, UnitGrid

if TYPE_CHECKING:
    from numpy.typing import NDArray

TODAY = date(2026, 11, 28)
WEEKS, SKUS, CAMPAIGNS, DAYS = 60, 30, 6, 420
POUND = 10**6
AD_DAYS = REACHES[-1] * BLOCK
_WEEKDAYS = np.array([1.1, 0.9, 0.9, 1.0, 1.0, 1.2, 0.9])


class QuietShop:
    """One draw of the shop: orders vary more than Poisson's, baskets hold several, some days are strong for all."""

    def __init__(self, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        chance = self.chance
        strength = chance.lognormal(0, 0.15, DAYS) * np.resize(_WEEKDAYS, DAYS)
        self.orders = chance.poisson(chance.uniform(6, 45) * strength)
        taste = chance.dirichlet(np.full(SKUS, 1.5))
        self.units = np.stack([chance.multinomial(int(n), taste) for n in self.orders]).T
        self.units = self.units + chance.binomial(self.units, 0.25)
        self.price = np.round(chance.uniform(8, 60, SKUS)) * POUND
        self.cost = np.round(self.price * chance.uniform(0.25, 0.5, SKUS))
        self.discounts = self.units * self.price[:, None] * chance.beta(1, 20, (SKUS, DAYS))
        self.back = chance.binomial(self.units, chance.uniform(0.01, 0.08, SKUS)[:, None])

    @property
    def gross(self) -> NDArray[np.float64]:
        """Return gross sales by SKU and day."""
        return self.units * self.price[:, None]

    def by_week(self, table: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the sums of days by week."""
        days = np.rint(np.atleast_2d(table)).astype(np.int64)
        return days.reshape(days.shape[0], WEEKS, 7).sum(axis=2)

    def seen(self) -> Seen:
        """Return what rules look at."""
        chance = self.chance
        gross, returns = self.gross, self.back * self.price[:, None] * 0.95
        cogs = (self.units - self.back) * self.cost[:, None]
        net = (gross - self.discounts - returns).sum(axis=0)
        shipping = self.orders * chance.normal(2.5, 0.5) * POUND
        fees = (net + shipping) * chance.normal(0.024, 0.001, DAYS)
        fulfilment = self.orders * chance.normal(4.2, 0.3, DAYS) * POUND
        ads, spend = self.ads((net + shipping - cogs.sum(axis=0) - fees - fulfilment).sum() / (net + shipping).sum())
        daily = {
            "gross_sales": gross.sum(axis=0), "discounts": -self.discounts.sum(axis=0), "returns": -returns.sum(axis=0),
            "shipping_income": shipping, "other_income": np.zeros(DAYS), "cogs": -cogs.sum(axis=0), "fees": -fees,
            "fulfilment": -fulfilment, "marketing": -spend[-DAYS:], "operating_costs": np.zeros(DAYS),
            "financing": np.zeros(DAYS), "orders": self.orders, "units": self.units.sum(axis=0),
        }  # fmt: skip
        shop = {name: self.by_week(values)[0] for name, values in daily.items()}
        shop["net_sales"] = shop["gross_sales"] + shop["discounts"] + shop["returns"]
        shop["revenue"] = shop["net_sales"] + shop["shipping_income"]
        shop["cm1"] = shop["revenue"] + shop["cogs"]
        shop["cm2"] = shop["cm1"] + shop["fees"] + shop["fulfilment"]
        shop["cm3"] = shop["cm2"] + shop["marketing"]
        goods = {
            name: self.by_week(table)
            for name, table in (
                ("gross_sales", gross), ("discounts", -self.discounts), ("returns", -returns), ("cogs", -cogs),
                ("units", self.units), ("returned", self.back),
            )
        }  # fmt: skip
        names = tuple(f"S{i:02}" for i in range(SKUS))
        sums, whole = self.quarter(names, goods, shop)
        spent = ads.sums([Period(TODAY - timedelta(days=91), TODAY - timedelta(days=1))])[0][:, 0].tolist()
        spending = {campaign.key: int(amount) for campaign, amount in zip(ads.campaigns, spent, strict=True)}
        grid = UnitGrid(names, TODAY - timedelta(days=WINDOW_DAYS), self.units[:, -WINDOW_DAYS:].astype(np.int64))
        return Seen(
            today=TODAY,
            currency="GBP",
            weeks=WEEKS,
            shop=shop,
            days=self.orders.astype(np.int64),
            sku_names=names,
            skus=goods,
            titles={name: f"Product {name}" for name in names},
            lines=tuple(product_lines(sums, whole, spend=spending, tied={})),
            sums=whole,
            ads=ads,
            decays=self.decays(ads),
            costs=tuple(UnitCost(name, date(2025, 1, 1), int(self.cost[i]), "GBP") for i, name in enumerate(names)),
            stock=tuple(Stock(name, None, name, int(self.units[i, -60:].sum()) + 30) for i, name in enumerate(names)),
            rates=rates(grid),
            withheld=(
                Withheld(TODAY - timedelta(days=90), 50 * POUND),
                Withheld(TODAY - timedelta(days=85), -50 * POUND),
            ),
            buyer=Buyer(400 * POUND, 90_000 * POUND, 900),
        )

    def quarter(
        self, names: tuple[str, ...], goods: dict[str, NDArray[np.int64]], shop: dict[str, NDArray[np.int64]]
    ) -> tuple[GoodsSums, Shop]:
        """Return the last thirteen weeks' goods and shop."""
        table = [goods[name][:, -13:].sum(axis=1) for name in ("gross_sales", "discounts", "returns", "cogs")]
        net = table[0] + table[1] + table[2]
        counts = [goods[name][:, -13:].sum(axis=1) for name in ("units", "returned")]
        measures = np.stack([*table, *counts, net, counts[0], np.zeros(SKUS, dtype=np.int64)]).astype(np.int64)
        lines = ("gross_sales", "discounts", "returns", "shipping_income", "cogs", "fulfilment", "fees", "marketing")
        amounts = {name: int(shop[name][-13:].sum()) for name in lines}
        costed = int(net.sum())
        whole = Shop(amounts=amounts, units=int(counts[0].sum()), costed=costed)
        return GoodsSums(names, names, measures), whole

    def ads(self, margin: float) -> tuple[CampaignDays, NDArray[np.float64]]:
        """Return campaigns that each earn 1.15 to 2.5 times what they cost at the shop's CM2 rate, and spend by day."""
        chance, rows = self.chance, []
        campaigns = tuple(
            Campaign("c", "meta_ads" if i % 2 else "google_ads", "1", str(i), f"Campaign {i}", None, None, "GBP", "7d",
                     TODAY - timedelta(days=AD_DAYS), TODAY - timedelta(days=1))
            for i in range(CAMPAIGNS)
        )  # fmt: skip
        total = np.zeros(AD_DAYS)
        for i in range(CAMPAIGNS):
            spend = np.rint(chance.uniform(8, 60) * chance.lognormal(0, 0.2, AD_DAYS) * POUND)
            value = 50 * POUND
            yields = chance.uniform(1.15, 2.5) / margin / value
            bought = chance.poisson(spend * yields * chance.gamma(12, 1 / 12, AD_DAYS))
            worth = np.rint(bought * value * chance.lognormal(0, 0.3, AD_DAYS))
            days = np.arange(AD_DAYS) + TODAY.toordinal() - AD_DAYS
            rows.append(np.stack([days, np.full(AD_DAYS, i), spend, worth, bought * POUND, bought * 900, bought * 20,
                                  np.ones(AD_DAYS), np.zeros(AD_DAYS)]))  # fmt: skip
            total += spend
        table = np.concatenate(rows, axis=1).astype(np.int64)
        return CampaignDays(campaigns, table[0], table[1], table[2:]), total

    def decays(self, ads: CampaignDays) -> dict[str, Decay]:
        """Return each campaign's trend, by the blocks the product reads."""
        found = {}
        for i, campaign in enumerate(ads.campaigns):
            mine = ads.measures[:, ads.positions == i].astype(float)
            spend, bought = (mine[row].reshape(-1, BLOCK).sum(axis=1) for row in (0, 2))
            moved = decay(spend, bought / POUND)
            if moved is not None:
                found[campaign.key] = moved
        return found
