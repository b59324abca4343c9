"""An invented shop and all that happens to it: the same for the same seed, however its time is cut into pieces."""

from __future__ import annotations

from datetime import UTC, timedelta
from math import exp
from typing import TYPE_CHECKING

from credora_agent.sandbox.world.advertising import Advertising
from credora_agent.sandbox.world.balance import Balance
from credora_agent.sandbox.world.basket import Baskets
from credora_agent.sandbox.world.checkout import NO_LEAD, Checkout, Lead
from credora_agent.sandbox.world.customers import Customers
from credora_agent.sandbox.world.days import growth, local_day, midnight, season
from credora_agent.sandbox.world.disputes import Disputes
from credora_agent.sandbox.world.edits import Edits
from credora_agent.sandbox.world.lives import Lives
from credora_agent.sandbox.world.markets import markets_of
from credora_agent.sandbox.world.payouts import Payouts
from credora_agent.sandbox.world.plan_sheet import Sheet
from credora_agent.sandbox.world.refunds import Refunds
from credora_agent.sandbox.world.register import Register
from credora_agent.sandbox.world.stage import Stage
from credora_agent.sandbox.world.stock import Stock
from credora_agent.sandbox.world.till import Till

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from credora_agent.sandbox.world.model import AdDay, Happening, TruthRow
    from credora_agent.sandbox.world.profile import Profile

_ORGANIC = 0.74
"""The part of the orders that no advertising leads to, over the story's span."""

_OPENS, _CLOSES, _PEAK = 6, 24, 19.5
_PAYOUTS_AT, _RATES_AT = 300, 15 * 3600


class World:
    """One shop. Nothing happens but through `advance`; everything else only looks."""

    def __init__(self, *, seed: int, start: datetime, profile: Profile) -> None:
        self.profile = profile
        self.seed = seed
        self.now = start.astimezone(UTC)
        self.shop_name, self.currency, self.zone = profile.shop_name, profile.currency, profile.zone
        slug = "-".join("".join(m if m.isalnum() else " " for m in profile.shop_name.lower()).split())
        self.shop_domain = f"{slug}-{seed}.myshopify.com"
        first = local_day(self.now, profile.zone)
        self._ads = Advertising(seed, profile, first)
        currencies = tuple({*self._ads.currencies, *profile.presentment, profile.payout_currency})
        self._stage = stage = Stage(seed=seed, start=self.now, profile=profile, currencies=currencies)
        self._set_up(stage)
        self.products, self.variants, self.orders = stage.products, stage.variants, stage.orders
        self.deleted_orders, self.returns, self.customers = stage.deleted_orders, stage.returns, stage.customers
        self.balance, self.payouts = stage.balance, stage.payouts
        self.ad_accounts, self.campaigns = self._ads.accounts, self._ads.campaigns
        self._ads.plan(stage)
        self._begin_days(first)

    def _set_up(self, stage: Stage) -> None:
        self._stock = Stock(stage)
        baskets, register, balance = Baskets(stage, self._stock), Register(stage), Balance(stage)
        till = Till(stage, balance)
        self._customers = Customers(stage, markets_of(stage.profile))
        self._checkout = Checkout(stage, self._stock, baskets, register)
        refunds = Refunds(stage, self._stock, baskets, register, till)
        edits = Edits(stage, self._stock, baskets, register, till, self._checkout)
        self._lives = Lives(stage, baskets, till, balance, refunds, edits, Disputes(stage, balance))
        self._payouts, self._balance = Payouts(stage, balance), balance

    def _begin_days(self, first: date) -> None:
        days = [first + timedelta(days=n) for n in range(self.profile.horizon_days)]
        pulls = sum(self._pull(day) for day in days)
        self._scale = self.profile.orders_a_day * _ORGANIC * len(days) / pulls if pulls else 0.0
        self._plan_day(first)

    def advance(self, to: datetime) -> list[Happening]:
        """Let everything happen up to `to`, in order, and return what a shop's webhooks would tell of it.

        A moment that is past already changes nothing.
        """
        if to <= self.now:
            return []
        self._stage.timeline.run(to)
        self.now = to.astimezone(UTC)
        told, self._stage.told = self._stage.told, []
        return told

    def ad_days(self, account_id: str, since: date, until: date) -> list[AdDay]:
        """Return what the platform says now of an account's days from `since` to `until`; all-zero ones left out."""
        return self._ads.days(account_id, since, until, self.now)

    def rates(self) -> list[tuple[date, str, str, str]]:
        """Return the rates published so far as (day, base, quote, decimal text); the quote is the shop's currency."""
        return self._stage.rates.table()

    def cost_history(self) -> list[tuple[str, date, str]]:
        """Return what a careful merchant's own cost sheet says so far: (sku, valid from, decimal text)."""
        return self._stock.cost_history()

    def plan_sheet(self) -> list[dict[str, str]]:
        """Return the merchant's own sheet of the days to come as of now, by column; see `columns.PLAN_COLUMNS`."""
        today = local_day(self.now, self.zone)
        sheet = Sheet(self._stage, self._stock, self._balance, self._payouts, self.truth(), today, self._pull)
        return sheet.rows()

    def truth(self) -> list[TruthRow]:
        """Return the truth ledger as of now: what events wrote, and what platforms say advertising has cost."""
        return [*self._stage.truth.rows(), *self._ads.truth(self.now)]

    def summary(self) -> dict[str, object]:
        """Return how much of everything there is, and the truth's sums by category and currency in minor units."""
        sums: dict[str, int] = {}
        for row in self.truth():
            key = f"{row.category} {row.currency}"
            sums[key] = sums.get(key, 0) + row.amount
        goods = (v for v in self.variants.values() if not self.products[v.product_id].gift_card)
        low = sorted(goods, key=self._stock.days_of_cover)[:5]
        return {
            "now": self.now.isoformat(),
            "orders": len(self.orders),
            "customers": len(self.customers),
            "refunds": sum(len(order.refunds) for order in self.orders.values()),
            "returns": len(self.returns),
            "balance": len(self.balance),
            "payouts": len(self.payouts),
            "campaigns": len(self.campaigns),
            "truth": dict(sorted(sums.items())),
            "running_low": {v.sku or f"variant-{v.id}": round(self._stock.days_of_cover(v), 1) for v in low},
        }

    def _pull(self, day: date) -> float:
        return season(day) * growth(day, self._stage.first_day, self.profile.horizon_days)

    def _plan_day(self, day: date) -> None:
        second = int(midnight(day, self.zone).timestamp())
        self._stage.timeline.plan_first(second, self._day, day)

    def _day(self, day: date) -> None:
        """Let the day begin: costs change first, then its orders and payouts are planned."""
        timeline = self._stage.timeline
        begins = int(midnight(day, self.zone).timestamp())
        length = int(midnight(day + timedelta(days=1), self.zone).timestamp()) - begins
        if timeline.second == begins:
            self._stock.daily()
        timeline.plan(begins + _PAYOUTS_AT, self._payouts.daily)
        timeline.plan(begins + _RATES_AT, self._stage.rates.publish, day)
        for lead, mean in [(NO_LEAD, self._pull(day) * self._scale), *self._ads.expected(day)]:
            for second in self._moments(self._poisson(mean), begins, length):
                if second >= timeline.second:
                    timeline.plan(second, self._order, lead)
        self._plan_day(day + timedelta(days=1))

    def _order(self, lead: Lead) -> None:
        tab = self._checkout.place(self._customers, lead)
        self._lives.begin(tab)
        self._ads.credit(self._stage, tab.order)

    def _moments(self, count: int, begins: int, length: int) -> Iterator[int]:
        """Yield seconds of a day when orders come: in the evening mostly, now and then right at midnight."""
        chance = self._stage.chance
        edges = (0, 1, length - 1, length - 2, 3599, 3600, 7199, 7200)
        for _ in range(count):
            if self._stage.happens(self.profile.chances.midnight):
                yield begins + chance.choice(edges)
            else:
                hour = chance.triangular(_OPENS, _CLOSES, _PEAK)
                yield begins + min(length - 1, int(hour / 24 * length))

    def _poisson(self, mean: float) -> int:
        limit, product, count = exp(-mean), self._stage.chance.random(), 0
        while product > limit:
            product *= self._stage.chance.random()
            count += 1
        return count
