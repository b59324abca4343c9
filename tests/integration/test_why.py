"""Explanations and findings over real books: a small shop with the demo's story in it, found from data alone."""

from __future__ import annotations

import csv
import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from command_line import CommandLine
from one_server import scratch
from platform_books import PlatformBooks
from shop_desk import Desk, days
from sqlalchemy import text

from credora_agent.core.errors import BadInput, BadPeriod
from credora_agent.core.postgres import launch
from credora_agent.ledger import details
from credora_agent.ledger.entries import Category, Window
from credora_agent.ledger.keep_plan import drop, keep
from credora_agent.ledger.platform_rows import AdDayRow, CampaignRow
from credora_agent.tables import planning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.core.db import Database
    from credora_agent.reports.schemas_explain import Explanation
    from credora_agent.reports.schemas_findings import Finding

TODAY = date(2026, 11, 22)
HEAD = "order,sku,product,quantity,unit price,order date"
GOODS = (
    ("CAN-FIG", "Fig Candle 220 g", 24, 6.10, 5), ("THR-WOL", "Recycled Wool Throw cream", 62, 30.50, 2),
    ("MUG", "Stoneware Mug", 18, 6.20, 3), ("VAS", "Stoneware Vase", 22, 8.10, 2), ("TEA", "Fireside Tea", 9, 3.30, 2),
    ("SNU", "Brass Snuffer", 15, 5.10, 1), ("MIS", "Linen Mist", 16, 4.20, 1), ("BOO", "The Quiet Home", 18, 9.00, 1),
)  # fmt: skip
RISE = TODAY - timedelta(days=60)
LENGTH = 196
POUND = 10**6


def sales(until: date = TODAY, length: int = LENGTH) -> str:
    """Return every day's orders, one line each, the same each time."""
    chance, rows, number = Random(3), [HEAD], 0  # noqa: S311 - play data
    for back in range(length, 0, -1):
        day = until - timedelta(days=back)
        for sku, title, price, _, a_day in GOODS:
            for _ in range(chance.randint(max(a_day - 1, 0), a_day + 1)):
                number += 1
                rows.append(f"{number},{sku},{title},1,{price}.00,{day} 10:00:00")
    return "\n".join(rows) + "\n"


def costs() -> str:
    rows = [f"{sku},{cost:.2f},2025-01-01" for sku, _, _, cost, _ in GOODS]
    return "\n".join(("sku,unit cost,valid from", *rows, f"CAN-FIG,8.47,{RISE}")) + "\n"


async def advertise(books: Desk) -> None:
    """Run a campaign for the throw that loses, one that decays, and one that earns."""
    meta = await PlatformBooks.connect(books, "meta_ads", "123")
    first, last = TODAY - timedelta(days=LENGTH), TODAY - timedelta(days=1)
    named = {"1": "Wool Throw - Always On", "2": "Prospecting - Broad UK", "3": "Retargeting"}
    rows = []
    for i in range(LENGTH):
        day, late = first + timedelta(days=i), i * 7 // LENGTH
        for campaign, spend, bought, value in (
            ("1", 60, 1, 65),
            ("2", 20, Decimal(3) / (1 + late), 45 * 3 // (1 + late)),
            ("3", 8, 1, 60),
        ):
            rows.append(
                AdDayRow(campaign, day, "GBP", spend * POUND, 900, 30, Decimal(bought).quantize(Decimal("1e-6")),
                         value * POUND, "7d_click")
            )  # fmt: skip
    window = Window("ad_days", "123", first, last)
    for campaign, name in named.items():
        row = CampaignRow(campaign, name, "ACTIVE", None, first, last)
        await meta.write(lambda s, t, r=row: details.keep_campaigns(s, t, [r]))
    await meta.write(lambda s, t: details.replace_ad_days(s, t, window, rows, fetched_at=datetime.now(UTC)))
    await books.database.write(
        books.caller,
        lambda s: keep(s, books.shop.tenant, planning.CampaignProduct, [
            {"connection_id": meta.connection, "campaign_id": "1", "sku": "THR-WOL"},
        ]),
    )  # fmt: skip


@pytest.fixture(scope="module")
async def story(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Lend the shop: 28 weeks of sales, costs of which one rose, three campaigns; no line of the P&L is missing."""
    books = await Desk.open(database, tmp_path_factory.mktemp("why"))
    await books.orders(sales())
    await books.costs(costs())
    await advertise(books)
    every = [category.value for category in Category]
    provided = text("update platform_connections set provides = :every where tenant_id = :tenant")
    await books.database.write(
        books.caller, lambda s: s.execute(provided, {"every": every, "tenant": books.shop.tenant})
    )
    return books


async def found(books: Desk, **how: Any) -> dict[str, Finding]:
    report = await books.reports.findings(books.caller, today=TODAY, **how)
    return {f"{finding.rule}:{finding.subject.rpartition(':')[2]}": finding for finding in report.findings}


async def test_the_story_is_found_from_data_alone(story: Desk) -> None:
    """The losing throw, the decaying campaign, the cost that rose unseen: each with what it costs a month."""
    told = await found(story)
    assert {"product_after_ads:THR-WOL", "campaign_decay:2", "cost_change:CAN-FIG"} <= set(told)
    cost = told["cost_change:CAN-FIG"]
    sold = Decimal(next(each.value for each in cost.evidence if each.label == "Units sold"))
    assert cost.since == RISE
    assert cost.at_stake == pytest.approx(Decimal("2.37") * sold * 30 / 91, abs=Decimal("0.01"))
    assert told["product_after_ads:THR-WOL"].at_stake > 500  # type: ignore[operator]
    assert not any(finding.rule in {"fee_drift", "margin_drop", "taking_off"} for finding in told.values())


async def test_every_figure_leads_to_its_rows(story: Desk) -> None:
    """The units a cost change rests on are rows of that product: as many as the sample says."""
    finding = (await found(story))["cost_change:CAN-FIG"]
    units = next(each for each in finding.evidence if each.label == "Units sold")
    assert units.behind is not None
    value = await story.one(
        "select sum(units_sold) from sku_daily where sku = :sku and local_date between :start and :end",
        sku=units.behind.sku, start=units.behind.start, end=units.behind.end,
    )  # fmt: skip
    assert value == finding.sample == units.value


async def test_a_dismissed_finding_stays_away_until_it_is_restored(story: Desk) -> None:
    """Dismiss, list without it, list with it, restore; a key that is none is refused."""
    key = (await found(story))["cost_change:CAN-FIG"].key
    reports, me = story.reports, story.caller
    assert (await reports.dismiss(me, key, today=TODAY, reason="supplier's price, known")).dismissed
    assert "cost_change:CAN-FIG" not in await found(story)
    every = await found(story, dismissed=True)
    assert every["cost_change:CAN-FIG"].dismissed is not None
    assert every["cost_change:CAN-FIG"].dismissed.reason == "supplier's price, known"
    assert (await reports.findings(me, today=TODAY)).hidden == 1
    await reports.restore(me, key)
    assert "cost_change:CAN-FIG" in await found(story)
    for refused in (reports.restore(me, key), reports.dismiss(me, "nothing", today=TODAY)):
        with pytest.raises(BadInput):
            await refused


async def test_the_cash_dip_is_found_once_cash_and_plan_are_stated(story: Desk) -> None:
    """£3,000 in the bank and a stock order of £12,000 due in two weeks: no word before a forecast knew of it."""
    assert "cash_low:cash" not in await found(story)
    tenant, soon = story.shop.tenant, TODAY + timedelta(days=14)

    async def plan(session: Any) -> None:
        await keep(session, tenant, planning.CashBalance, [
            {"account": "main", "day": TODAY - timedelta(days=1), "amount_micros": 3_000 * POUND, "currency": "GBP"},
        ])  # fmt: skip
        await keep(session, tenant, planning.PlannedPayment, [
            {"id": "00000000-0000-4000-8000-000000000001", "name": "Candles for Christmas", "kind": "other",
             "amount_micros": -12_000 * POUND, "currency": "GBP", "every": "once", "first_day": soon},
        ])  # fmt: skip

    await story.database.write(story.caller, plan)
    await story.reports.forecast(story.caller, today=TODAY, paths=400, horizon=60)
    finding = (await found(story))["cash_low:cash"]
    assert "Cash is lowest around 2026-12" in finding.title
    await story.database.write(story.caller, lambda s: drop(s, tenant, planning.PlannedPayment))


async def explained(books: Desk, metric: str, start: str, end: str, **how: Any) -> Explanation:
    period = days(start, end)
    compare = how.pop("compare", period.previous())
    return await books.reports.explain(books.caller, metric, period, compare, today=TODAY, **how)


@pytest.mark.parametrize(
    "metric",
    [
        "net_profit",
        "revenue",
        "cm3",
        "ad_spend",
        "orders",
        "aov",
        "break_even_mer",
        "platform_roas",
        "poas",
        "cm1_rate",
        "cogs_coverage",
    ],
)
async def test_drivers_add_up_over_real_books(story: Desk, metric: str) -> None:
    """Σ drivers = Δ, Σ days = Δ, Σ items + others = driver: exactly, whatever the metric."""
    told = await explained(story, metric, "2026-10-01", "2026-10-31")
    delta = told.after.value - told.before.value  # type: ignore[operator]
    assert sum(driver.effect for driver in told.drivers) == delta == told.change.delta
    if told.days:
        assert sum(day.effect for day in told.days) == delta
    for driver in told.drivers:
        assert not driver.items or sum(item.effect for item in driver.items) + driver.others == driver.effect


async def test_the_cost_that_rose_explains_the_margin(story: Desk) -> None:
    """CM1 of four weeks after the rise beside four before: unit costs lead, by the candle, with its rows."""
    after, before = (
        (TODAY - timedelta(days=28), TODAY - timedelta(days=1)),
        (RISE - timedelta(days=28), RISE - timedelta(days=1)),
    )
    told = await explained(
        story, "cm1_rate", *(day.isoformat() for day in after), compare=days(*(day.isoformat() for day in before)),
        asked="rose",
    )  # fmt: skip
    assert told.drivers[0].key == "unit_cost"
    assert told.drivers[0].items[0].behind[0].sku == "CAN-FIG"
    assert told.premise.moved == "fell"
    assert told.premise.contradicted


async def test_what_cannot_be_explained_says_why(story: Desk) -> None:
    """An unknown metric, a period beyond the books, a period beside itself, days to come, empty books."""
    with pytest.raises(BadInput, match="no metric"):
        await explained(story, "happiness", "2026-10-01", "2026-10-31")
    with pytest.raises(BadInput, match="run from"):
        await explained(story, "revenue", "2024-10-01", "2024-10-31")
    with pytest.raises(BadInput, match="divided by is nought"):
        await explained(story, "mer", "2026-10-01", "2026-10-31")
    with pytest.raises(BadPeriod, match="itself"):
        await explained(story, "revenue", "2026-10-01", "2026-10-31", compare=days("2026-10-01", "2026-10-31"))
    with pytest.raises(BadPeriod, match="after today"):
        await explained(story, "revenue", "2027-10-01", "2027-10-31")


async def test_empty_books_and_a_single_day(books: Desk) -> None:
    """No book, no finding and a reason; one day's only order: no finding, and a change of a day with one side empty."""
    report = await books.reports.findings(books.caller, today=TODAY)
    assert report.findings == ()
    assert report.notes
    with pytest.raises(BadInput, match="empty"):
        await explained(books, "revenue", "2026-10-01", "2026-10-31")
    await books.orders(f"{HEAD}\n1,A,Cup,1,5.00,2026-11-20 10:00:00\n2,A,Cup,2,5.00,2026-11-21 10:00:00\n")
    assert (await books.reports.findings(books.caller, today=TODAY)).findings == ()
    told = await explained(books, "revenue", "2026-11-21", "2026-11-21")
    assert (told.change.delta, told.premise.expected) == (Decimal(5), None)
    assert [driver.key for driver in told.drivers] == ["units_per_order"]


@pytest.fixture(scope="module")
def cli() -> Iterator[CommandLine]:
    """Lend a home with a shop whose candle's cost rose."""
    with tempfile.TemporaryDirectory(prefix="credora-why-", dir=scratch()) as folder:
        home = Path(folder) / "home"
        line = CommandLine(Path(folder), CREDORA_HOME=str(home), CREDORA_PG_LINGER="60", COLUMNS="100")
        line.file("lines.csv", sales(length=120))
        line.file("costs.csv", costs())
        line.json("import", "lines.csv", "--shop", "gifts", "--currency", "GBP", "--timezone", "Europe/London")
        line.json("costs", "import", "costs.csv")
        yield line
        launch.stop(home)


ON = ("--today", TODAY.isoformat())


def test_findings_from_the_command_line(cli: CommandLine) -> None:
    """In words, as JSON and CSV; dismissed with a reason, gone, listed by --all, restored."""
    said = cli.run("findings", *ON).stdout
    assert "Fig Candle" in said
    key = next(each["key"] for each in cli.json("findings", *ON)["findings"] if each["rule"] == "cost_change")
    assert cli.json("findings", "dismiss", key, "--reason", "=known", *ON)["dismissed"]
    assert cli.json("findings", *ON)["findings"] == []
    cli.run("findings", "--all", "--csv", "found.csv", *ON)
    with (cli.folder / "found.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["key"], row["dismissed"], row["reason"]) == (key, "dismissed", "'=known")
    assert "Restored" in cli.run("findings", "restore", key).stdout
    assert cli.json("findings", "restore", key, code=1)["error"]["code"] == "bad_input"


def test_an_explanation_from_the_command_line(cli: CommandLine) -> None:
    """A table whose shown rows add up to the shown total; --csv has the drivers; a bad range is refused."""
    asked = ("explain", "cm1", "--start", "2026-10-01", "--end", "2026-10-31", *ON)
    told = cli.json(*asked, "--csv", "why.csv")
    with (cli.folder / "why.csv").open(encoding="utf-8") as file:
        drivers = [Decimal(row["effect"]) for row in csv.DictReader(file) if not row["item"]]
    assert sum(drivers) == Decimal(told["change"]["delta"])
    said = cli.run(*asked, "--asked", "rose").stdout
    assert "Unit costs" in said
    assert "Shapley" in said
    assert "--compare 'soon' is not a range" in cli.run(*asked, "--compare", "soon", code=1).stderr
