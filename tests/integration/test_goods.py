"""Products, campaigns and stock asked of real books: sums that are the P&L's, stories found, bad asks answered."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from command_line import CommandLine
from platform_books import PlatformBooks
from shop_desk import TODAY, Desk, days
from sqlalchemy import text

from credora_agent.agent.tellers import TELLERS
from credora_agent.analytics.figure import Bound
from credora_agent.core.errors import BadInput, BadPeriod
from credora_agent.ledger.keep_plan import keep
from credora_agent.reports.service import Reports
from credora_agent.runtime import LOCAL
from credora_agent.sync.importers.mapping import Mapping
from credora_agent.sync.imports import Shop
from credora_agent.sync.normalize import google_ads
from credora_agent.sync.normalize.ads import Account
from credora_agent.tables import planning
from mcp_servers.analytics import TOOLS
from mcp_servers.tool import Context, Toolbox

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database
    from credora_agent.core.period import Period
    from credora_agent.reports.sheets import SheetReport, SheetRow
    from credora_agent.runtime import Urls

MARCH = days("2026-03-01", "2026-03-31")
NOW = date(2026, 4, 15)
LINES = ("net_sales", "shipping_income", "other_income", "revenue", "cogs", "cm1", "fulfilment", "fees", "cm2",
         "marketing", "cm3")  # fmt: skip
GOOGLE = Account("google_ads", "123", "GBP", ZoneInfo("Europe/London"))
HEAD = "order,sku,product,quantity,unit price,order date\n"


def sold(  # noqa: PLR0913 - an order's cells
    sku: str, title: str, price: str, units: int = 1, *, first: date = MARCH.start, number: int = 31
) -> str:
    """Return orders of `units` of a SKU on each of a number of days."""
    each = (first + timedelta(days=i) for i in range(number))
    return "".join(f"{sku}-{day},{sku},{title},{units},{price},{day} 10:00\n" for day in each)


THROWS = HEAD + sold("THR", "Wool Throw – cream", "40", 2) + sold("MUG", "Stone Mug", "20", 3)
COSTS = "sku,unit cost\nTHR,30\nMUG,5\n"


COLUMNS = {"order": "order", "sku": "sku", "title": "product", "quantity": "quantity", "unit_price": "unit price",
           "ordered_at": "order date"}  # fmt: skip
CODES = [{"sku": "D", "as": "discounts"}, {"sku": "POST", "as": "shipping_income"}]
WHOLE = Mapping.model_validate({"columns": COLUMNS, "cancelled": {"order_prefix": "C"}, "codes": CODES})
"""How a source is read that delivers every line above COGS."""


async def advertised(books: Desk, *campaigns: tuple[str, str, int, int, int]) -> None:
    """Spend (campaign, name, pounds a day, purchases a day, value a day) through March, booked and told."""
    google = await PlatformBooks.connect(books, "google_ads", "123")
    each_day = [MARCH.start + timedelta(days=i) for i in range(31)]
    spent = [
        {"campaign": {"id": key, "name": name}, "segments": {"date": str(day)},
         "metrics": {"costMicros": str(pounds * 1_000_000)}}
        for key, name, pounds, _, _ in campaigns for day in each_day
    ]  # fmt: skip
    await google.post(google_ads.day_records(spent, GOOGLE, MARCH.start, MARCH.end).records)
    named = [
        {"tenant": books.shop.tenant, "at": google.connection, "key": key, "name": name, "spend": pounds * 1_000_000,
         "purchases": purchases, "value": value * 1_000_000, "first": MARCH.start, "last": MARCH.end}
        for key, name, pounds, purchases, value in campaigns
    ]  # fmt: skip
    await books.database.write(books.caller, lambda s: s.execute(text(
        "insert into campaigns (tenant_id, connection_id, campaign_id, name, status, first_day, last_day)"
        " values (:tenant, :at, :key, :name, 'ENABLED', :first, :last)"), named))  # fmt: skip
    await books.database.write(books.caller, lambda s: s.execute(text(
        "insert into ad_metrics_daily (tenant_id, connection_id, campaign_id, day, currency, spend_micros, impressions,"
        " clicks, purchases, purchase_value_micros, attribution, run_id, fetched_at)"
        " select :tenant, :at, :key, d, 'GBP', :spend, 10, 1, :purchases, :value, '30d_click', :at, now()"
        " from generate_series(cast(:first as date), cast(:last as date), '1 day') d"), named))  # fmt: skip


async def shelved(books: Desk, **on_hand: int | None) -> None:
    """Put SKUs on a connected shop's shelf."""
    shop = await PlatformBooks.connect(books)
    rows = [{"tenant": books.shop.tenant, "at": shop.connection, "sku": sku, "n": n} for sku, n in on_hand.items()]
    await books.database.write(books.caller, lambda s: s.execute(text(
        "insert into variants (tenant_id, connection_id, variant_id, sku, title, product_id, currency, on_hand,"
        " updated_at) values (:tenant, :at, :sku, :sku, :sku, :sku, 'GBP', :n, now())"), rows))  # fmt: skip


async def products(books: Desk, period: Period = MARCH, **how: Any) -> SheetReport:
    """Return the report on products."""
    return await books.reports.products(books.caller, period, today=NOW, **how)


def row(report: SheetReport, name: str) -> SheetRow:
    """Return one line of a report."""
    return next(each for each in report.sheet.rows if each.id == name)


def value(report: SheetReport, name: str, column: str) -> str | None:
    """Return one value of a line, with two decimals."""
    found = row(report, name).values[column]
    return None if found is None else f"{found:.2f}"


async def test_lines_add_up_to_the_statement(sample: Desk) -> None:
    """The invented shop's year: every line of the P&L is the sum of the products' lines and the rest, to the micro."""
    period = days("2025-12-01", "2026-11-30")
    report = await sample.reports.products(sample.caller, period, today=TODAY)
    statement = {line.id: line.total for line in (await sample.pnl("2025-12-01", "2026-11-30")).lines}
    assert len(report.sheet.rows) > 10
    for name in ("gross_sales", "discounts", "returns", *LINES):
        parts = [each.values[name] for each in report.sheet.rows if each.values[name] is not None]
        if statement[name].value is not None:
            assert sum(parts, Decimal(0)) == statement[name].value, name
        assert report.sheet.total is not None
        assert report.sheet.total.values[name] == statement[name].value, name


async def test_a_product_that_loses_after_its_own_advertising(books: Desk) -> None:
    """Throws: 62 × (40 − 30) = 620 a month, their campaign 31 × 25 = 775 → −155; mugs: 93 × 15 = 1,395, untouched."""
    await books.orders(THROWS, mapping=WHOLE)
    await books.costs(COSTS)
    await advertised(books, ("9", "Wool Throw - Always On", 25, 1, 60))
    report = await products(books)
    assert (value(report, "THR", "cm1"), value(report, "THR", "own_ads")) == ("620.00", "-775.00")
    assert (value(report, "THR", "cm3"), value(report, "MUG", "cm3")) == ("-155.00", "1395.00")
    assert row(report, "THR").texts["campaigns"] == "Wool Throw - Always On (by name)"
    said = " ".join(TELLERS["cfo_products"](report).words)
    assert '"Wool Throw – cream" lost' in said
    assert "£155.00 after its own advertising" in said
    assert report.sheet.rows[0].id == "MUG"
    behind = row(report, "THR").behind
    assert behind is not None
    assert (behind.sku, behind.start) == ("THR", MARCH.start)


async def test_the_merchants_word_moves_a_campaign(books: Desk) -> None:
    """Said to advertise mugs: they bear the 775, and the answer kept before is not given again."""
    await books.orders(THROWS, mapping=WHOLE)
    await books.costs(COSTS)
    await advertised(books, ("9", "Wool Throw - Always On", 25, 1, 60))
    assert value(await products(books), "THR", "own_ads") == "-775.00"
    connection = await books.one("select id from platform_connections where platform = 'google_ads'")
    said = [{"connection_id": connection, "campaign_id": "9", "sku": "MUG"}]
    await books.database.write(books.caller, lambda s: keep(s, books.shop.tenant, planning.CampaignProduct, said))
    await books.database.write(books.caller, lambda s: s.execute(text(
        "update tenants set detail_version = detail_version + 1 where id = :t"), {"t": books.shop.tenant}))  # fmt: skip
    report = await products(books)
    assert (value(report, "THR", "own_ads"), value(report, "MUG", "own_ads")) == ("0.00", "-775.00")


async def test_an_uncosted_sku_is_a_bound(books: Desk) -> None:
    """No cost of mugs: no COGS, CM1 at most 1,860, and the shop's total at most too."""
    await books.orders(THROWS, mapping=WHOLE)
    await books.costs("sku,unit cost\nTHR,30\n")
    report = await products(books)
    assert value(report, "MUG", "cogs") is None
    assert (value(report, "MUG", "cm1"), row(report, "MUG").bounds["cm1"]) == ("1860.00", Bound.AT_MOST)
    assert "cm1" not in row(report, "THR").bounds
    assert report.sheet.total is not None
    assert report.sheet.total.bounds["cm1"] is Bound.AT_MOST
    assert any("no unit cost" in note for note in report.notes)


async def test_ties_stand_in_one_order_and_name_each_other(books: Desk) -> None:
    """A and B sold alike → A before B whatever is asked first, each tied with the other; a limit says what it cut."""
    await books.orders(HEAD + sold("B", "Bowl", "10") + sold("A", "Ash tray", "10") + sold("C", "Cup", "9"))
    for lowest in (False, True):
        report = await products(books, order="net_sales", lowest_first=lowest)
        alike = [each for each in report.sheet.rows if each.id in {"A", "B"}]
        assert [each.id for each in alike] == ["A", "B"]
        assert alike[0].marks[-1] == "tied with B"
    cut = await products(books, order="net_sales", limit=1)
    assert (len(cut.sheet.rows), cut.sheet.left_out) == (1, 2)


async def test_products_by_product_and_beside_another_period(books: Desk) -> None:
    """THR in two colours is one product by title; it sold 31 × 80 in March and nothing before."""
    await books.orders(HEAD + sold("T1", "Throw", "40") + sold("T2", "Throw", "40"))
    report = await products(books, by="product", compare=MARCH.previous())
    (line,) = report.sheet.rows
    assert (line.label, f"{line.values['net_sales']:.0f}", line.values["net_sales_before"]) == ("Throw", "2480", 0)
    assert line.values["net_sales_change"] == line.values["net_sales"]


async def test_new_and_unsold_are_said(books: Desk) -> None:
    """N first sold in March: new; D on the shelf sold nothing: unsold; S sold ten: few sales."""
    before = sold("O", "Old", "10", first=date(2026, 1, 1), number=80)
    await books.orders(HEAD + before + sold("N", "New", "10") + sold("S", "Some", "10", number=10))
    await shelved(books, D=5, O=10)
    report = await products(books)
    assert {"new"} <= {*row(report, "N").marks}
    assert "new" not in row(report, "O").marks
    assert "few sales" in row(report, "S").marks
    assert row(report, "D").marks == ("unsold",)


@pytest.mark.parametrize(
    ("how", "says"), [({"order": "beauty"}, "no order by"), ({"limit": 0}, "0 lines"), ({"limit": -1}, "-1 lines")]
)
async def test_bad_asks_are_told(books: Desk, how: dict[str, Any], says: str) -> None:
    """An unknown order and a limit no list can have, of products and campaigns alike."""
    for ask in (books.reports.products, books.reports.campaigns):
        with pytest.raises(BadInput, match=says):
            await ask(books.caller, MARCH, today=NOW, **how)
    with pytest.raises(BadPeriod, match="after today"):
        await books.reports.campaigns(books.caller, MARCH, today=date(2026, 2, 1))


async def test_empty_books_say_so(books: Desk) -> None:
    """Nothing imported: no line, no error, and words that say what is missing."""
    for name in ("cfo_products", "cfo_campaigns"):
        tools = Toolbox(Context(books.caller, NOW, books.reports), TOOLS)
        report = await tools.call(name, {"start": "2026-03-01", "end": "2026-03-31"})
        assert report.sheet.rows == ()  # type: ignore[attr-defined]
        assert TELLERS[name](report).words[0]
    stock = await books.reports.inventory(books.caller, today=NOW)
    assert stock.sheet.rows == ()
    assert "No stock figures" in TELLERS["cfo_inventory"](stock).words[0]


async def test_refunds_only_and_a_single_sale(books: Desk) -> None:
    """One sale on the 1st, its return on the 20th: asked for the 20th there are returns only; for the 1st few sales."""
    await books.orders(HEAD + "1,A,Cup,1,10,2026-03-01 10:00\nC1,A,Cup,-1,10,2026-03-20 10:00\n")
    late = await products(books, days("2026-03-20", "2026-03-31"))
    assert value(late, "A", "net_sales") == "-10.00"
    assert "returns only" in row(late, "A").marks
    first = await products(books, days("2026-03-01", "2026-03-10"))
    assert (value(first, "A", "units"), value(first, "A", "cm1_rate")) == ("1.00", "1.00")
    assert "few sales" in row(first, "A").marks


async def test_campaigns_are_judged_at_their_margin(books: Desk) -> None:
    """Sales 4,340, COGS 2,325: CM2 2,015. Throws' campaign at a fourth of value, mugs' at three fourths.

    Throw: 775 spent, 31 × 60 of value at CM2 25 % = 465 → loses 310. Mug: 310 spent, 31 × 40 at 75 % = 930 → earns 620.
    """
    await books.orders(THROWS, mapping=WHOLE)
    await books.costs(COSTS)
    await advertised(books, ("9", "Wool Throw - Always On", 25, 1, 60), ("8", "Stone Mugs", 10, 1, 40))
    report = await books.reports.campaigns(books.caller, MARCH, today=NOW)
    throw, mug = (f"google_ads:123:{key}" for key in "98")
    assert [each.id for each in report.sheet.rows] == [throw, mug]
    assert (value(report, throw, "platform_roas"), value(report, throw, "break_even_roas")) == ("2.40", "4.00")
    assert (value(report, throw, "poas"), value(report, throw, "profit_after_ads")) == ("0.60", "-310.00")
    assert (value(report, mug, "profit_after_ads"), value(report, mug, "cost_per_purchase")) == ("620.00", "10.00")
    behind = row(report, throw).behind
    assert behind is not None
    assert behind.campaign == throw
    total = report.sheet.total
    assert total is not None
    assert f"{total.values['blended_roas']:.2f}" == "4.00"


async def test_a_campaign_of_few_purchases_and_one_without_spend(books: Desk) -> None:
    """No purchase: nothing is divided, and neither earns nor loses is said; no spend: no ROAS."""
    await books.orders(THROWS, mapping=WHOLE)
    await books.costs(COSTS)
    await advertised(books, ("1", "Quiet", 5, 0, 0), ("2", "Idle", 0, 1, 50))
    report = await books.reports.campaigns(books.caller, MARCH, today=date(2026, 4, 2))
    quiet, idle = row(report, "google_ads:123:1"), row(report, "google_ads:123:2")
    assert quiet.values["cost_per_purchase"] is None
    assert {*quiet.marks} >= {"few purchases", "no purchases"}
    assert idle.values["platform_roas"] is None
    assert "no spend" in idle.marks
    assert quiet.values["provisional_days"] == 6
    assert any("provisional" in note for note in report.notes)


async def test_stock_is_advised_once_terms_are_said(books: Desk) -> None:
    """2 throws a day: 6 on hand last three days. Without terms no order; with 10 days' lead one in twelves."""
    await books.orders(THROWS, mapping=WHOLE)
    await books.costs(COSTS)
    await shelved(books, THR=6, MUG=-4, NIL=50)
    today = date(2026, 4, 1)
    report = await books.reports.inventory(books.caller, today=today)
    assert [each.id for each in report.sheet.rows] == ["MUG", "THR", "NIL"]
    assert (value(report, "THR", "days_of_cover"), value(report, "THR", "suggested_order")) == ("3.00", None)
    assert "runs out 4 Apr" in row(report, "THR").marks
    assert "oversold" in row(report, "MUG").marks
    assert {"dead stock", "no unit cost"} <= {*row(report, "NIL").marks}
    assert any("suppliers" in note for note in report.notes)
    terms = [{"sku": "", "lead_days": 10, "least_units": 30, "pack_units": 12}]
    await books.database.write(books.caller, lambda s: keep(s, books.shop.tenant, planning.SupplyTerms, terms))
    await books.database.write(books.caller, lambda s: s.execute(text(
        "update tenants set detail_version = detail_version + 1 where id = :t"), {"t": books.shop.tenant}))  # fmt: skip
    report = await books.reports.inventory(books.caller, today=today)
    order = row(report, "THR").values["suggested_order"]
    assert order is not None
    assert order >= 30
    assert order % 12 == 0
    assert value(report, "THR", "order_in") == "0.00"
    point = row(report, "THR").values["reorder_point"]
    await books.database.write(books.caller, lambda s: s.execute(text(
        "update variants set on_hand = :n where sku = 'THR'"), {"n": (point or 0) + 20}))  # fmt: skip
    await books.database.write(books.caller, lambda s: s.execute(text(
        "update tenants set detail_version = detail_version + 1 where id = :t"), {"t": books.shop.tenant}))  # fmt: skip
    later = await books.reports.inventory(books.caller, today=today)
    assert value(later, "THR", "order_in") == "10.00", "20 above the reorder point, at 2 a day"
    assert value(report, "NIL", "suggested_order") is None
    assert value(report, "THR", "stock_value") == "180.00"
    said = " ".join(TELLERS["cfo_inventory"](report).words)
    assert '"Stone Mug" is out of stock while selling' in said
    assert "order" in said


async def test_answers_are_kept_until_the_books_move(books: Desk) -> None:
    """Asked twice: read once, the same; one more order: another answer."""
    await books.orders(THROWS, mapping=WHOLE)
    first = await products(books)
    assert await products(books) == first
    await books.orders(HEAD + "X,THR,Wool Throw – cream,1,40,2026-03-05 10:00\n")
    assert value(await products(books), "THR", "units") == "63.00"


async def test_by_command(database: Database, urls: Urls, tmp_path: Path) -> None:
    """Each command in words, as JSON and as CSV, with every column and none cut; a bad order is one clear message."""
    cli = CommandLine(tmp_path, CREDORA_DATABASE_URL=urls.app, CREDORA_HOME=str(tmp_path / "home"))
    cli.file("first.csv", HEAD + sold("MUG", "Stone Mug", "20", 3))
    cli.run("import", "first.csv", "--shop", "goods", "--currency", "GBP", "--timezone", "Europe/London")
    found = await database.read(LOCAL, lambda s: s.execute(text("select id from tenants where slug = 'goods'")))
    tenant = found.scalar_one()
    shop_of = Shop(tenant, "GBP", ZoneInfo("Europe/London"), b"salt")
    books = Desk(database, Reports(database), LOCAL.at(tenant), shop_of, "goods", tmp_path)
    await books.orders(HEAD + sold("THR", "Wool Throw – cream", "40", 2), mapping=WHOLE)
    await books.costs(COSTS)
    await advertised(books, ("9", "Wool Throw - Always On", 25, 1, 60))
    await shelved(books, THR=6)
    shop, march = ("--shop", books.slug), ("--start", "2026-03-01", "--end", "2026-03-31", "--today", "2026-04-01")
    said = cli.run("products", *shop, *march).stdout
    assert "lost at least £155.00 after its own advertising" in " ".join(said.split())
    assert all(len(line) <= 80 for line in said.splitlines())
    wide = cli.run("products", *shop, *march, "--wide", "--compare", "previous").stdout
    assert "Fulfilment" in wide
    assert "£2,480.00" in wide
    rows = cli.json("products", *shop, *march, "--by", "product", "--limit", "1")["sheet"]
    assert (len(rows["rows"]), rows["left_out"]) == (1, 1)
    cli.run("products", *shop, *march, "--csv", "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        lines = {line["id"]: line for line in csv.DictReader(file)}
    assert (lines["THR"]["cm3"], lines["total"]["net_sales"]) == ("-155.00", "4340.00")
    said = cli.run("campaigns", *shop, *march, "--order", "poas", "--lowest").stdout
    assert '"Wool Throw - Always On" lost £310.00 by its platform\'s own count' in " ".join(said.split())
    said = cli.run("inventory", *shop, "--today", "2026-04-01").stdout
    assert "runs out 4 Apr" in said
    assert cli.json("inventory", *shop, "--today", "2026-04-01")["sheet"]["rows"][0]["id"] == "THR"
    for words in (("products", "--by", "colour"), ("campaigns", "--order", "beauty"), ("inventory", "--limit", "0")):
        dated = march if words[0] != "inventory" else ()
        assert cli.json(*words, *shop, *dated, code=1)["error"]["code"] == "bad_input"
