"""Which advertising accounts a shop has, and what its campaigns spend and bring: planned once, by its seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.sandbox.world.model import AdAccount

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from credora_agent.sandbox.world.profile import Profile


class Plan(NamedTuple):
    """A campaign to be: when it runs (parts of the story's span), and what it spends and brings.

    `daily` and `per_order` are pence: its spend on an ordinary day at the start, and what one order costs it at
    its start and at the story's end. `month` is the one month of the year it runs in, if it does not run always.
    """

    account: int
    name: str
    kind: str
    first: float
    last: float | None
    ends_as: str
    daily: int
    per_order: int
    per_order_late: int
    click: int
    promoted: bool = False
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A campaign's plan with its id, account and days."""

    id: str
    account: AdAccount
    plan: Plan
    first: date
    last: date | None

    def runs(self, day: date) -> bool:
        """Return whether it spends on `day` of its account."""
        within = self.first <= day and (self.last is None or day <= self.last)
        return within and self.plan.month in (None, day.month)


_PLANNED_FOR = 13.7
"""How many orders a day the plans' budgets were made for."""

_SALES, _TRAFFIC = "OUTCOME_SALES", "OUTCOME_TRAFFIC"
_DEMO = (
    Plan(0, "Prospecting - Broad UK", _SALES, 0, None, "ACTIVE", 1500, 1300, 9500, 62),
    Plan(0, "Retargeting - 30 days", _SALES, 0, None, "ACTIVE", 480, 780, 900, 48),
    Plan(0, "Wool Throw - Always On", _SALES, 0.08, None, "ACTIVE", 3300, 4100, 4600, 71, promoted=True),
    Plan(0, "Black Friday", _SALES, 0, None, "PAUSED", 4200, 1250, 1400, 66, month=11),
    Plan(0, "Spring Launch", _TRAFFIC, 0.32, 0.42, "DELETED", 900, 2600, 2600, 35),
    Plan(1, "DACH - Interests", _SALES, 0.3, None, "ACTIVE", 520, 2300, 2500, 58),
    Plan(2, "Search - Brand", "SEARCH", 0, None, "ENABLED", 380, 560, 640, 31),
    Plan(2, "Shopping - All products", "SHOPPING", 0, 0.45, "REMOVED", 900, 1500, 1700, 44),
    Plan(2, "Performance Max - Home", "PERFORMANCE_MAX", 0.4, None, "ENABLED", 1250, 1700, 1800, 52),
    Plan(3, "Search - Ireland", "SEARCH", 0.15, None, "ENABLED", 260, 1900, 2100, 40),
)
_ZONES = ("Europe/London", "America/New_York", "Australia/Sydney", "Asia/Tokyo", "America/Los_Angeles", "Asia/Kuwait")


def accounts_of(seed: int, profile: Profile) -> tuple[list[AdAccount], list[AdAccount]]:
    """Return all accounts, and those of them that spend, in the order plans count them."""
    chance = Random(f"ad accounts {seed}")  # noqa: S311 - play data, repeatable on purpose
    currencies = [profile.currency, "EUR", "USD", "GBP"]
    zones = [profile.zone, "Europe/Berlin", "America/New_York", "Europe/Dublin"]
    if not profile.story:
        currencies = [chance.choice((profile.currency, "GBP", "USD", "EUR", "JPY", "KWD")) for _ in range(4)]
        zones = [chance.choice(_ZONES) for _ in range(4)]
    metas = [
        AdAccount("meta", str(chance.randrange(10**14, 10**15)), f"{profile.shop_name} {place}", currency, zone)
        for place, currency, zone in zip(("Main", "Abroad"), currencies, zones, strict=False)
    ]
    top, sub, *clients, disabled = (str(chance.randrange(10**9, 10**10)) for _ in range(5))
    names = zip(clients, ("Home", "Ireland"), currencies[2:], zones[2:], ((top, sub), (sub,)), strict=True)
    googles = [
        AdAccount("google", number, f"{profile.shop_name} {place}", currency, zone, manager_ids=above)
        for number, place, currency, zone, above in names
    ]
    others = [
        AdAccount("google", top, "Lantern Agency", "USD", "America/New_York", manager=True),
        AdAccount("google", sub, "Lantern Retail", "USD", "America/New_York", manager=True, manager_ids=(top,)),
        AdAccount("google", disabled, "Old shop", "USD", "UTC", manager_ids=(sub,), status="CANCELED"),
    ]
    return [*metas, *others, *googles], [*metas, *googles]


def campaigns_of(seed: int, profile: Profile, accounts: list[AdAccount], start: date) -> list[Running]:
    """Return the campaigns that will run in these accounts from `start` on."""
    chance = Random(f"campaigns {seed}")  # noqa: S311 - play data, repeatable on purpose
    plans = _DEMO if profile.story else tuple(_drawn(chance))
    scale = profile.orders_a_day / _PLANNED_FOR
    running = []
    for plan in plans:
        account = accounts[plan.account]
        number = chance.randrange(10**16, 10**17) if account.platform == "meta" else chance.randrange(10**10, 10**11)
        first = start + timedelta(days=int(plan.first * profile.horizon_days))
        last = None if plan.last is None else start + timedelta(days=int(plan.last * profile.horizon_days))
        scaled = plan._replace(daily=max(80, int(plan.daily * scale)))
        running.append(Running(str(number), account, scaled, first, last))
    return running


def _drawn(chance: Random) -> Iterator[Plan]:
    """Yield a campaign or two of each account, half of them over before the story ends."""
    for account, kinds in enumerate(((_SALES, _TRAFFIC), (_SALES,), ("PERFORMANCE_MAX", "SEARCH"), ("SHOPPING",))):
        for kind in kinds:
            over = chance.choice((None, 0.4, 0.7))
            gone = "ARCHIVED" if account < 2 else "REMOVED"  # noqa: PLR2004 - the first two are Meta's
            ends_as = gone if over else ("ACTIVE" if account < 2 else "ENABLED")  # noqa: PLR2004
            cost, first = chance.randint(700, 3000), chance.choice((0.0, 0.0, 0.25))
            name = f"{kind.replace('_', ' ').title()} {chance.randint(1, 99)}"
            yield Plan(account, name, kind, first, over, ends_as, chance.randint(300, 1800), cost, cost, 50)
