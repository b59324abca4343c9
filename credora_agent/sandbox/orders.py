"""An invented shop's orders, costs and rates as files: the same for the same seed and day, none of it real.

The orders are a Shopify export of some fourteen months up to yesterday: growth, quiet Saturdays, a strong
November and December, discount codes, refunds, cancellations, tips, gift cards, and buyers abroad.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from credora_agent.sandbox.basket import Market, Sale, build, rows
from credora_agent.sandbox.catalogue import ITEMS, REPRICED
from credora_agent.sandbox.columns import COLUMNS, PLAN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZONE = "Europe/London"
CURRENCY = "GBP"
DAYS = 426
"""How many days the books reach back, yesterday included: fourteen months."""

ORDERS = 3500
"""How many orders are expected over these days; the number written differs by chance."""

_BESTSELLER = 24
_WEEKDAY = (1.02, 0.96, 0.97, 1.0, 1.04, 0.86, 1.15)
_MONTH = (0.74, 0.82, 0.92, 0.88, 0.9, 0.78, 0.74, 0.8, 0.95, 1.12, 1.45, 1.7)
_NAMES = "Ada Bea Cal Dev Eli Fay Gus Hana Ivo Joy Kit Lea Max Nia Oli Pia Quin Rae Sol Tess Uma Vic Wes Yara".split()  # noqa: SIM905
_SURNAMES = "Ash Birch Clay Dale Elm Firth Glen Hart Isles Jute Knoll Lark Moss North Oaks Penn Reed Stone".split()  # noqa: SIM905
_MARKETS = (
    Market("GB", "GBP", "VAT 20%", 20, 100, 395, included=True),
    Market("DE", "EUR", "MwSt 19%", 19, 118, 950, included=True),
    Market("IE", "GBP", "VAT 23%", 23, 100, 850, included=True),
    Market("FR", "GBP", "TVA 20%", 20, 100, 850, included=True),
    Market("US", "USD", "CA State Tax 7.25%", 7.25, 132, 1500, included=False),
    Market("US", "GBP", "NY State Tax 4%", 4, 100, 1200, included=False),
    Market("CH", "GBP", "", 0, 100, 1200, included=False),
)
_SHARES = (78, 4, 6, 3, 3, 4, 2)


def write_orders(path: Path, *, seed: int, today: date) -> int:
    """Write the orders up to the day before `today` to `path`, newest first, and return how many there are.

    Every order adds up as Shopify's do: its lines less discounts are Subtotal, and with shipping, taxes (where
    prices exclude them) and any tip they are Total.
    """
    chance = Random(f"orders {seed} {today}")  # noqa: S311 - play data, repeatable on purpose
    sales = list(_sales(chance, today))
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for sale in reversed(sales):
            out.writerows(rows(sale))
    return len(sales)


def write_costs(path: Path, *, today: date) -> None:
    """Write each product's unit cost in pounds to `path`; one of them rose 120 days before `today`."""
    first = today - timedelta(days=DAYS + 30)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("SKU", "Unit cost", "Valid from", "Currency"))
        out.writerows((item.sku, f"{item.cost / 100:.2f}", first, CURRENCY) for item in ITEMS)
        sku, cost = REPRICED
        out.writerow((sku, f"{cost / 100:.2f}", today - timedelta(days=120), CURRENCY))


def write_plan(path: Path, *, today: date) -> None:
    """Write the merchant's own sheet of the days to come: cash, running costs, the tax quarter, a large order due."""
    arrives, quarter = today + timedelta(days=38), date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    monthly = (("Payroll", "payroll", 28, "2300.00"), ("Rent and rates", "rent", 1, "790.00"),
               ("Software and apps", "operating", 15, "150.00"))  # fmt: skip
    lines: list[dict[str, object]] = [
        {"what": "balance", "name": "main", "amount": "4100.00", "from": today - timedelta(days=1)},
        *({"what": "payment", "name": name, "kind": kind, "direction": "out", "amount": amount, "every": "month",
           "from": following.replace(day=day)} for name, kind, day, amount in monthly),
        {"what": "tax", "name": "VAT", "every": "quarter", "from": quarter, "due_days": 37, "share": "40%"},
        {"what": "terms", "lead_days": 21, "least": 24, "pack": 12, "deposit": "30%", "balance_days": 14},
        *({"what": "stock", "name": f"Restock {item.title}", "sku": item.sku, "units": item.weight * 15,
           "unit_cost": f"{item.cost / 100:.2f}", "from": today, "arrives": arrives, "deposit": "30%",
           "balance_days": 0} for item in ITEMS if item.weight >= _BESTSELLER),
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(PLAN_COLUMNS)
        for line in lines:
            money = {"currency": CURRENCY} if {"amount", "unit_cost"} & set(line) else {}
            out.writerow([(line | money).get(name, "") for name in PLAN_COLUMNS])


def write_rates(path: Path, *, seed: int, today: date) -> None:
    """Write what a euro and a dollar were worth in pounds on each weekday to `path`, to the day before `today`."""
    chance = Random(f"rates {seed} {today}")  # noqa: S311 - play data, repeatable on purpose
    per_100000 = {"EUR": 85_600, "USD": 78_400}
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("Date", "Base", "Quote", "Rate"))
        for back in range(DAYS + 14, 0, -1):
            day = today - timedelta(days=back)
            if day.weekday() > 4:  # noqa: PLR2004 - no rates are published at weekends
                continue
            for base, rate in per_100000.items():
                per_100000[base] = rate + round(chance.gauss(0, 230))
                out.writerow((day, base, CURRENCY, f"0.{per_100000[base]:05d}"))


def _sales(chance: Random, today: date) -> Iterator[Sale]:
    """Yield the orders, oldest first, numbered from 1001."""
    days = [today - timedelta(days=back) for back in range(DAYS, 0, -1)]
    pulls = [_pull(day, n) for n, day in enumerate(days)]
    scale = ORDERS / sum(pulls)
    people: list[tuple[str, Market]] = []
    number = 1001
    for day, pull in zip(days, pulls, strict=True):
        for moment in sorted(_moments(chance, day, _poisson(chance, pull * scale))):
            name, market = _buyer(chance, people)
            yield build(chance, number, moment, name, market, days_old=(today - day).days)
            number += 1


def _pull(day: date, n: int) -> float:
    """Return how many orders a day draws compared with others: growth, weekday, month and Black Friday week."""
    pull = (1 + 0.9 * n / DAYS) * _WEEKDAY[day.weekday()] * _MONTH[day.month - 1]
    friday = black_friday(day.year)
    if friday <= day <= friday + timedelta(days=3):
        return pull * 3.4
    if friday - timedelta(days=4) <= day < friday:
        return pull * 1.6
    return pull * 0.45 if (day.month, day.day) in ((12, 24), (12, 25), (12, 26)) else pull


def black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


def _moments(chance: Random, day: date, count: int) -> Iterator[datetime]:
    for _ in range(count):
        second = min(86_399, max(0, round(chance.triangular(6, 24, 19.5) * 3600)))
        at = time(second // 3600, second // 60 % 60, second % 60)
        local = datetime.combine(day, at, tzinfo=ZoneInfo(ZONE))
        yield local.astimezone(UTC).astimezone(ZoneInfo(ZONE))


def _poisson(chance: Random, mean: float) -> int:
    limit, product, count = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def _buyer(chance: Random, people: list[tuple[str, Market]]) -> tuple[str, Market]:
    """Return a buyer met before (about one in three) or a new one, who is added to `people`."""
    if people and chance.random() < 0.34:  # noqa: PLR2004
        return chance.choice(people)
    market = chance.choices(_MARKETS, _SHARES)[0]
    person = (f"{chance.choice(_NAMES)} {chance.choice(_SURNAMES)}{len(people) + 1}", market)
    people.append(person)
    return person
