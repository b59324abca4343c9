"""Every tool's words beside its figures: what a sentence says with a number, a figure of the same answer says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, permutations
from typing import TYPE_CHECKING, Any

import pytest
from live_shop import live_shop, sandbox
from shop_desk import TODAY, Desk

from credora_agent.agent.guard.check import Guard
from credora_agent.agent.guard.claimable import facts
from credora_agent.agent.guard.holding import states
from credora_agent.agent.guard.reading import Lexicon, read
from credora_agent.agent.guard.sentences import split
from credora_agent.agent.guard.written import anglicised, plain
from credora_agent.agent.tellers import TELLERS
from credora_agent.reports.service import Reports
from credora_agent.telling.figures import MOST
from credora_agent.telling.phrasing import spoken, when
from mcp_servers.servers import TOOLS
from mcp_servers.tool import Context, Toolbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date

    from credora_agent.agent.guard.numbers import Number
    from credora_agent.core.db import Database
    from credora_agent.reports.schemas import Figure
    from credora_agent.telling.part import Part

OCTOBER = {"start": "2026-10-01", "end": "2026-10-31"}
SEPTEMBER = {"compare_start": "2026-09-01", "compare_end": "2026-09-30"}
YEAR = {"start": "2025-11-01", "end": "2026-10-31"}
PRICE, HIRE = {"lever": "price", "percent": 8}, {"lever": "monthly_cost", "amount": "3000"}
LOAN, ADS = {"lever": "loan", "amount": "20000", "months": 12, "percent": 8}, {"lever": "ad_spend", "percent": -20}
ASKED: dict[str, dict[str, Any]] = {
    "cfo_pnl": OCTOBER,
    "cfo_pnl compared": {**OCTOBER, **SEPTEMBER},
    "cfo_metrics": {**OCTOBER, **SEPTEMBER, "metrics": ["revenue", "cm2_rate", "aov", "orders", "mer"]},
    "cfo_metrics by week": {**YEAR, "by": "week", "metrics": ["net_sales", "return_rate"]},
    "cfo_metrics ranked": {**YEAR, "by": "day", "metrics": ["revenue"], "order": "highest_first", "limit": 5},
    "cfo_explain_change": {**OCTOBER, **SEPTEMBER, "metric": "net_profit", "asked": "fell"},
    "cfo_explain_change of a rate": {**OCTOBER, **SEPTEMBER, "metric": "return_rate"},
    "cfo_findings": {},
    "cfo_products": OCTOBER,
    "cfo_products compared": {**OCTOBER, **SEPTEMBER, "by": "product"},
    "cfo_campaigns": OCTOBER,
    "cfo_forecast": {"paths": 500},
    "cfo_scenario": {"levers": [PRICE, HIRE]},
    "cfo_scenario of money": {"levers": [LOAN]},
    "cfo_scenario of ads": {"levers": [ADS]},
    "cfo_cohorts": {"months": 12},
    "cfo_inventory": {},
    "cfo_budget": OCTOBER,
    "cfo_reconcile": OCTOBER,
    "cfo_entries": {**OCTOBER, "metric": "net_profit"},
    "cfo_status": {},
}
LIVE: dict[str, dict[str, Any]] = {
    "shopify_orders": OCTOBER,
    "shopify_products": {},
    "shopify_payouts": OCTOBER,
    "meta_performance": OCTOBER,
    "meta_performance by day": {**OCTOBER, "by": "day"},
    "meta_entities": {},
    "google_performance": OCTOBER,
}
NOT_HERE = {"cfo_propose", "cfo_apply", "google_query"}
"""Two that change something, of which no model speaks, and one that asks a platform live."""
MARCH = {"start": "2026-03-01", "end": "2026-03-31"}
DAYS = {"2026-10-01": "2026-03-14", "2026-10-31": "2026-03-25", "2026-09-01": "2026-03-02", "2026-09-30": "2026-03-13",
        "2025-11-01": "2026-03-02"}  # fmt: skip
NO_CLAIMS = re.compile(
    r"`[^`]*`"  # a command
    r"|\d{4}-\d\d-\d\d at \d\d:\d\d UTC"
    r"|(?:in )?eight of ten(?: futures)?|[Oo]ne in ten|half of the futures|[Ff]our in five|a tenth"  # names of a band
    r"|the last three months|above zero|below nought"
)
"""What names something without saying a figure."""
SIDES = (False, True)
"""A number may be written as it is, or without the sign of what was lost."""
OFTEN = 0.85
"""Share of figures that a plain sentence of ours about one of them passes the guard with, at the least."""


@dataclass(frozen=True)
class Shop:
    """A shop that is asked by tools, as of a day."""

    name: str
    tools: Toolbox
    today: date
    known: tuple[str, ...]

    async def part(self, name: str, args: dict[str, Any]) -> Part:
        """Return what a tool found, told."""
        tool = name.split(maxsplit=1)[0]
        return TELLERS[tool](await self.tools.call(tool, args))


@pytest.fixture(scope="module")
async def imported(sample: Desk) -> Shop:
    named = await sample.reports.names(sample.caller)
    box = Toolbox(Context(sample.caller, TODAY, sample.reports), TOOLS)
    return Shop(sample.slug, box, TODAY, tuple(chain.from_iterable(each.values() for each in named)))


@pytest.fixture(scope="module")
async def synced(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """Lend a shop read from all platforms of a sandbox, 24 days old."""
    async with sandbox(days=24) as sim, live_shop(database, tmp_path_factory.mktemp("home"), sim) as shop:
        await shop.import_costs()
        await shop.connect()
        await shop.read_all()
        reports = Reports(database)
        named = await reports.names(shop.caller)
        box = Toolbox(Context(shop.caller, shop.now().date(), reports), TOOLS)
        yield Shop(
            (await reports.books(shop.caller)).shop,
            box,
            shop.now().date(),
            tuple(chain.from_iterable(each.values() for each in named)),
        )


@pytest.fixture(scope="module")
def shops(imported: Shop, synced: Shop) -> dict[str, Shop]:
    return {"imported": imported, "synced": synced}


def unsaid(part: Part, shop: Shop) -> list[tuple[str, str]]:
    """Return (number, sentence) of numbers no figure says, of sentences the guard does not hold as a whole."""
    names = {*shop.known, *(figure.entity for figure in part.figures if figure.entity)}
    guard = Guard(part.figures, today=shop.today, names=names)
    known = facts([*part.figures, *moves(part.figures)], shop.today)
    lexicon = Lexicon(known, names, (), shop.today)
    found = []
    said = (NO_CLAIMS.sub(" ", word.replace(shop.name, "the shop")) for word in part.words)
    for sentence in chain.from_iterable(map(split, said)):
        if guard.judge(sentence).kept:
            continue
        numbers = [item.number for item in read(anglicised(plain(sentence)), lexicon) if item.number is not None]
        found += [
            (f"{number.value} {number.kind}", sentence)
            for number in numbers
            if not any(states(said, fact, lost=lost) for said in forms(number) for fact in known for lost in SIDES)
        ]
    return found


def moves(figures: tuple[Figure, ...]) -> list[Figure]:
    """Return what two figures of one metric and entity differ by."""
    return [
        after.model_copy(update={"value": after.value - before.value})
        for after, before in permutations(figures, 2)
        if (after.metric, after.entity) == (before.metric, before.entity)
        and after.value is not None
        and before.value is not None
        and after.start != before.start
    ]


def forms(number: Number) -> list[Number]:
    """Return what a number may be a figure as: without what stands around it, points as shares, weeks as a count."""
    bare = replace(number, signed="") if number.signed == "()" else number
    kinds = {"points": "ratio", "weeks": "", "months": ""}
    same = [bare, replace(bare, near="")]
    return same + [replace(each, kind=kinds[each.kind]) for each in same if each.kind in kinds]


def of_its_days(name: str, whose: str) -> dict[str, Any]:
    """Return a question's arguments; of the synced shop about days it has seen."""
    args = (ASKED | LIVE)[name]
    if (name, whose) == ("cfo_budget", "synced"):
        return MARCH
    return args if whose == "imported" else {name: DAYS.get(str(each), each) for name, each in args.items()}


EVERY = [("imported", name) for name in ASKED if name not in {"cfo_cohorts", "cfo_scenario of ads"}]
EVERY += [("synced", name) for name in (*ASKED, *LIVE)]


def test_every_tool_is_asked() -> None:
    assert {name.split()[0] for name in (*ASKED, *LIVE)} | NOT_HERE == {tool.name for tool in TOOLS} == {*TELLERS}


@pytest.mark.parametrize(("whose", "name"), EVERY)
async def test_what_is_said_stands_in_the_figures(whose: str, name: str, shops: dict[str, Shop]) -> None:
    """Both shops: each number of each sentence is a figure's, or follows from two; ids are each one figure's."""
    shop = shops[whose]
    part = await shop.part(name, of_its_days(name, whose))
    assert part.words
    assert unsaid(part, shop) == []
    ids = [figure.id for figure in part.figures]
    assert len(ids) == len({*ids})
    assert len(ids) <= MOST + 5 or name.startswith(("cfo_pnl", "cfo_metrics"))


async def test_a_model_can_speak_of_what_is_shown(shops: dict[str, Shop]) -> None:
    """A plain sentence about a figure, by its label, name and days, with its value as it is shown, is let through."""
    heard = kept = 0
    for name in (*ASKED, *LIVE):
        shop = shops["synced"]
        part = await shop.part(name, of_its_days(name, "synced"))
        names = {*shop.known, *(figure.entity for figure in part.figures if figure.entity)}
        for figure in part.figures:
            if figure.value is not None:
                whose = f" of {figure.entity}" if figure.entity else ""
                said = f"{figure.label}{whose} was {spoken(figure)} {when(figure.start, figure.end)}."
                heard += 1
                kept += Guard(part.figures, today=shop.today, names=names).judge(said).kept
    assert heard > 500
    assert kept >= OFTEN * heard


@pytest.mark.parametrize("name", ["cfo_products", "cfo_forecast", "cfo_entries", "shopify_orders"])
async def test_the_checker_is_strict(name: str, shops: dict[str, Shop]) -> None:
    """With every figure a third larger the same words are no longer borne out."""
    whose = "synced" if name in LIVE else "imported"
    shop = shops[whose]
    part = await shop.part(name, of_its_days(name, whose))
    off = tuple(
        each.model_copy(update={"value": each.value and each.value * Decimal("1.337")}) for each in part.figures
    )
    assert unsaid(part, shop) == []
    assert unsaid(replace(part, figures=off), shop)
