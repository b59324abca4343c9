"""What-ifs over real books: break-evens by hand, the same futures on both sides, plain answers to bad asks."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from command_line import CommandLine
from platform_books import PlatformBooks
from sqlalchemy import text

from credora_agent.agent.tellers import TELLERS
from credora_agent.analytics.whatif.words import lever
from credora_agent.core.errors import BadInput
from credora_agent.ledger.keep_plan import keep
from credora_agent.tables import planning
from mcp_servers.analytics import TOOLS
from mcp_servers.tool import Context, Toolbox

if TYPE_CHECKING:
    from pathlib import Path

    from shop_desk import Desk

    from credora_agent.reports.schemas_scenario import Scenario
    from credora_agent.runtime import Urls

TODAY = date(2026, 6, 1)
HEAD = "order,sku,product,quantity,unit price,order date\n"
COSTS = "sku,unit cost\nCAN,8\nMUG,5\n"
POUND = 1_000_000


def sold(days: int, *, prices: tuple[str, ...] = ("20",), until: date = TODAY) -> str:
    """Return orders of each of the last `days` days: candles at `prices` in turn over time, and three mugs at £10."""
    lines = []
    for i in range(days):
        day = until - timedelta(days=days - i)
        price = prices[i * len(prices) // days]
        lines.append(f"c{day},CAN,Candle,{2 + i % 3},{price},{day} 10:00\nm{day},MUG,Mug,3,10,{day} 11:00\n")
    return HEAD + "".join(lines)


@pytest.fixture
async def shop(books: Desk) -> Desk:
    """Lend a shop of 140 days: two to four candles at £20 a day that cost £8, three mugs at £10 that cost £5."""
    await books.orders(sold(140))
    await books.costs(COSTS)
    return books


async def asked(desk: Desk, *words: tuple[str, str], **how: Any) -> Scenario:
    """Return the what-if of levers as they are written."""
    given = {"today": TODAY, "paths": 300} | how
    return await desk.reports.scenario(desk.caller, tuple(lever(*each) for each in words), **given)


async def advertise(desk: Desk, *campaigns: tuple[str, str, int]) -> None:
    """Spend (campaign, name, pounds a day) for 60 days, each pound credited with three."""
    at = (await PlatformBooks.connect(desk, "meta_ads", "1")).connection
    rows = [
        {"tenant": desk.shop.tenant, "at": at, "key": key, "name": name, "spend": pounds * POUND,
         "value": 3 * pounds * POUND, "first": TODAY - timedelta(days=60), "last": TODAY - timedelta(days=1)}
        for key, name, pounds in campaigns
    ]  # fmt: skip
    await desk.database.write(desk.caller, lambda s: s.execute(text(
        "insert into campaigns (tenant_id, connection_id, campaign_id, name) values (:tenant, :at, :key, :name)"
    ), rows))  # fmt: skip
    await desk.database.write(desk.caller, lambda s: s.execute(text(
        "insert into ad_metrics_daily (tenant_id, connection_id, campaign_id, day, currency, spend_micros, impressions,"
        " clicks, purchases, purchase_value_micros, attribution, run_id, fetched_at)"
        " select :tenant, :at, :key, d, 'GBP', :spend, 10, 1, 1, :value, '7d_click', :at, now()"
        " from generate_series(cast(:first as date), cast(:last as date), '1 day') d"), rows))  # fmt: skip


async def planned(desk: Desk, table: Any, **row: Any) -> None:
    """Keep one line of the merchant's plan."""
    await desk.database.write(desk.caller, lambda s: keep(s, desk.shop.tenant, table, [row]))


def line(found: Scenario, metric: str) -> Any:
    """Return one line of a what-if."""
    return next(row for row in found.rows if row.metric == metric)


async def test_break_even_by_hand(shop: Desk) -> None:
    """A candle at £20 leaves £12: +10 % bears 2 ÷ 14 fewer units, at the least, as fees and fulfilment are unknown."""
    found = await asked(shop, ("price", "CAN:+10%"))
    (even,) = found.break_evens
    assert round(even.values["units"], 6) == Decimal("-0.142857")
    assert (even.values["unit_before"], even.values["unit_after"]) == (12, 14)
    assert (even.bound, even.missing) == ("at_least", ("fulfilment", "fees"))
    said = TELLERS["cfo_scenario"](found).words
    assert said[0].startswith('+10.0% on the price of "CAN" pays as long as units fall by less than 14.3%')
    assert "not fully recorded, so the true figure is higher" in said[0]


async def test_the_answer_is_kept_and_reproducible(shop: Desk) -> None:
    """Asked again, and asked with the levers in another order, the answer is the same; another seed's is not."""
    levers = (("price", "+5%"), ("hire", "1000"), ("volume", "-5%"))
    first = await asked(shop, *levers)
    assert await asked(shop, *levers) == first
    assert await asked(shop, *reversed(levers)) == first
    assert (await asked(shop, *levers, seed=9)).rows != first.rows


async def test_as_it_goes_is_the_forecasts_own_future(shop: Desk) -> None:
    """£900 on the bank: the lowest cash, and the odds to fall below nought, are those that the forecast gives."""
    yesterday = TODAY - timedelta(days=1)
    await planned(shop, planning.CashBalance, account="main", day=yesterday, amount_micros=900 * POUND, currency="GBP")
    found = await asked(shop, ("hire", "1000"))
    ahead = await shop.reports.forecast(shop.caller, today=TODAY, paths=300)
    figures = {figure.metric: figure for figure in ahead.figures}
    assert found.seed == ahead.seed
    assert found.cash is not None
    assert round(found.cash.baseline.lowest.middle) == round(figures["lowest_cash"].value)


async def test_a_hire_is_arithmetic(shop: Desk) -> None:
    """£1,000 a month from 1 June over 90 days: two months and 29 of August's 31 days in profit, two paid salaries."""
    await planned(shop, planning.CashBalance, account="main", day=TODAY - timedelta(days=1), amount_micros=POUND * 500,
                  currency="GBP")  # fmt: skip
    found = await asked(shop, ("hire", "1000"))
    moved = line(found, "net_profit").difference
    assert moved.low == moved.high
    assert round(moved.middle, 2) == Decimal("-2935.48")
    assert found.cash is not None
    assert found.cash.known
    assert found.cash.end.low == found.cash.end.high == -2000
    assert (found.confidence, found.assumptions, found.verdict) == ("arithmetic", (), "down")
    said = " ".join(TELLERS["cfo_scenario"](found).words)
    assert "Net profit would be down by £2,935 over the 90 days" in said
    assert "It falls below" not in said
    assert "falls below nought in" in said


async def test_without_a_balance(shop: Desk) -> None:
    """Cash is a change only, and the answer says what is needed for more."""
    found = await asked(shop, ("pay", "300"))
    assert found.cash is not None
    assert not found.cash.known
    assert found.cash.end.middle == -300
    assert "needs your balance" in " ".join(TELLERS["cfo_scenario"](found).words)


async def test_own_elasticity(books: Desk) -> None:
    """Three prices for ten weeks each are own data; one price is none, and the prior says so."""
    await books.orders(sold(210, prices=("20", "22", "25")))
    await books.costs(COSTS)
    found = await asked(books, ("price", "CAN:+5%"))
    assert found.assumptions[0].source == "own data", found.notes
    (own,) = found.assumptions
    assert (own.source, own.id) == ("own data", "price_elasticity:CAN"), own.basis
    assert "3 own prices over" in own.basis
    found = await asked(books, ("price", "MUG:+5%"))
    assert found.assumptions[0].source == "prior"
    assert any("1 price for at least 8 weeks" in note for note in found.notes)


async def test_what_is_said_is_assumed(shop: Desk) -> None:
    """An elasticity of the merchant's own is one number, named as theirs."""
    box = Toolbox(Context(shop.caller, TODAY, shop.reports), TOOLS)
    found: Any = await box.call(
        "cfo_scenario", {"levers": [{"lever": "price", "percent": 10}], "price_elasticity": -1.0}
    )
    assert [(each.source, each.middle) for each in found.assumptions] == [("you said", Decimal(-1))]
    assert found.confidence == "you said"
    with pytest.raises(BadInput, match="levers"):
        await box.call("cfo_scenario", {"levers": [{"lever": "magic"}]})


async def test_stock_on_the_shop_own_terms(shop: Desk) -> None:
    """Terms and cost from the shop's own records; 9 candles last three days, so the order wins back lost sales."""
    at = (await PlatformBooks.connect(shop)).connection
    await shop.database.write(shop.caller, lambda s: s.execute(text(
        "insert into variants (tenant_id, connection_id, variant_id, sku, title, currency, price_micros, on_hand,"
        " updated_at) values (:tenant, :at, '1', 'CAN', 'Candle', 'GBP', 24000000, 9, now())"
    ), {"tenant": shop.shop.tenant, "at": at}))  # fmt: skip
    with pytest.raises(BadInput, match="How long CAN takes"):
        await asked(shop, ("stock", "CAN:200"))
    await planned(shop, planning.SupplyTerms, sku="", lead_days=20, deposit_rate=Decimal("0.25"), balance_days=10)
    found = await asked(shop, ("stock", "can:200"))
    values = found.break_evens[0].values
    assert (values["worth"], values["deposit"], values["balance_due"]) == (1600, 400, 30)
    assert round(values["cover_now"], 1) == 3
    (shelf,) = found.shelves
    assert shelf.lost_units_before > shelf.lost_units_after > 0
    assert found.verdict == "up"
    price = await asked(shop, ("price", "Candle=26.40"))
    assert price.break_evens[0].values["change"] == Decimal("0.1")


async def test_ads(shop: Desk) -> None:
    """Spend of a campaign or platform by its name: what it has to bring, labelled assumption, and a test to do."""
    await advertise(shop, ("7", "Always On", 10), ("8", "Prospecting", 5))
    found = await asked(shop, ("ads", "prospecting:+400%"))
    (even,) = found.break_evens
    assert even.subject == "Prospecting"
    assert (even.values["daily"], even.values["roas_now"]) == (20, 3)
    assert found.confidence == "assumption"
    notes = " ".join(found.notes)
    assert "Extrapolation: Prospecting" in notes
    assert "switch these ads off every other week" in notes
    assert "incremental" not in notes.lower()
    off = await asked(shop, ("ads", "-100%"))
    assert line(off, "revenue").difference.high < 0
    shift = await asked(shop, ("shift", "2/day:Always On>Prospecting"))
    assert shift.better is not None
    assert (shift.verdict == "cannot_tell") == (Decimal("0.3") < shift.better < Decimal("0.7"))
    with pytest.raises(BadInput, match="no platform or campaign") as near:
        await asked(shop, ("ads", "Prospect:+5%"))
    assert "Prospecting" in near.value.remedy
    with pytest.raises(BadInput, match="spends less a day"):
        await asked(shop, ("shift", "11/day:Always On>Prospecting"))


async def test_too_little_history(books: Desk) -> None:
    """One day of sales carries break-evens and no futures; none at all carries nothing."""
    with pytest.raises(BadInput, match="hold no day"):
        await asked(books, ("price", "+10%"))
    await books.orders(sold(1))
    found = await asked(books, ("price", "+10%"), ("loan", "12000@0%/12m"))
    assert found.rows == ()
    assert (found.cash, found.verdict, found.paths) == (None, "none", 0)
    words = TELLERS["cfo_scenario"](found).words
    assert any("instalments of £1,000.00" in word for word in words)
    assert words[-1] == "More than these break-evens cannot be said yet."
    assert any("There is one day of sales" in note for note in found.notes)


@pytest.mark.parametrize(
    ("words", "how", "says"),
    [
        (("price", "CAM:+8%"), {}, "no SKU 'CAM'"),
        (("price", "CAN=24"), {}, "present price of CAN is not known"),
        (("ads", "-20%"), {}, "no ad spend"),
        (("price", "+8%"), {"horizon": 3_650}, "every figure of a what-if would be an assumption"),
        (("price", "+8%"), {"horizon": 0}, "horizon"),
        (("pay", "5@2030-01-01"), {}, "outside the days"),
        (("discount", "100%"), {}, "not possible"),
        (("price", "-100%"), {}, "leaves nothing"),
    ],
)
async def test_what_cannot_be_asked(shop: Desk, words: tuple[str, str], how: dict[str, Any], says: str) -> None:
    """Each impossible ask is answered in words, with what to do."""
    with pytest.raises(BadInput, match=says) as refused:
        await asked(shop, words, **how)
    assert refused.value.remedy


async def test_without_costs(books: Desk) -> None:
    """Without unit costs the rows are upper bounds that say what they lack, and a cost change cannot be judged."""
    await books.orders(sold(60))
    found = await asked(books, ("price", "-10%"), horizon=28)
    row = line(found, "cm2")
    assert (row.bound, row.difference_bound) == ("at_most", "partial")
    assert "cogs" in row.missing
    with pytest.raises(BadInput, match="unit cost of CAN is not known"):
        await asked(books, ("cost", "CAN=5"), horizon=28)


def test_the_command(urls: Urls, tmp_path: Path) -> None:
    """`credora whatif`: positional and combined levers, JSON, CSV, and mistakes with an example."""
    cli = CommandLine(tmp_path, CREDORA_DATABASE_URL=urls.app, CREDORA_HOME=str(tmp_path / "home"))
    cli.file("orders.csv", sold(60))
    where = ("--shop", "what-if", "--today", TODAY.isoformat())
    cli.run("import", "orders.csv", "--shop", "what-if", "--currency", "GBP", "--timezone", "Europe/London")
    told = cli.run("whatif", "price", "-8%", "--sku", "CAN", "--paths", "200", *where, "--horizon", "28").stdout
    assert told.startswith('−8.0% on the price of "CAN" pays only if units rise by more than')
    assert "What it hangs on" in told
    both = ("--price", "+8%", "--hire", "500", "--loan", "2000@9%/24m")
    found = cli.json("whatif", *both, "--csv", "out.csv", "--paths", "200", "--horizon", "28", *where)
    assert [each["kind"] for each in found["break_evens"]] == ["fixed_cost", "loan", "price", "together"]
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["line"] for row in rows] == ["revenue", "cm2", "cm3", "net_profit", "lowest_cash"]
    assert rows[0]["difference_p50"] == found["rows"][0]["difference"]["middle"]
    for words, says in (
        (("price",), "lacks its size"),
        (("magic", "8%"), "no lever 'magic'"),
        (("--price", "8"), "no percentage"),
        ((), "Nothing is changed"),
    ):
        wrong = cli.json("whatif", *words, *where, code=1)
        assert says in wrong["error"]["cause"]
