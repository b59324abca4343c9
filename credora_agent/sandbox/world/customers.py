"""Who buys: people met before, more often those met lately, and new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credora_agent.sandbox.world.markets import Market
    from credora_agent.sandbox.world.stage import Stage


class Customers:
    """Buyers with the market each lives in."""

    def __init__(self, stage: Stage, markets: list[Market]) -> None:
        self._stage = stage
        self._markets = markets
        self._shares = [market.share for market in markets]
        self._met: list[tuple[int, Market]] = []

    def buyer(self, *, new: bool) -> tuple[int | None, Market]:
        """Return a buyer's customer id (None: without an account) and market; `new` ones were never met."""
        stage = self._stage
        if self._met and not new and stage.happens(stage.profile.chances.repeat):
            lately = 1 - stage.chance.random() ** 1.6
            return self._met[min(len(self._met) - 1, int(lately * len(self._met)))]
        market = stage.chance.choices(self._markets, self._shares)[0]
        if stage.happens(stage.profile.chances.guest):
            return None, market
        number = stage.ids.next("customer")
        stage.customers[number] = stage.moment
        self._met.append((number, market))
        return number, market
