"""The merchant's plan in the books: taken in from a sheet or typed, listed as it was said, taken back."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from command_line import CommandLine
from shop_desk import TODAY, Desk
from sqlalchemy import text

from credora_agent.core.errors import BadFile, BadInput
from credora_agent.ledger.keep_plan import load_plan
from credora_agent.sync import imports, plans
from credora_agent.sync.importers.plan_csv import write_plan
from credora_agent.sync.importers.plan_lines import PlanLine, plan_cells
from credora_agent.sync.imports import Imported, Intake

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database
    from credora_agent.runtime import Urls

ORDERS = "order,sku,product,quantity,unit price,order date\n1,CUP,Cup,2,10,2026-03-01 10:00\n"
HEAD = (
    "what,name,kind,direction,amount,currency,every,from,until,sku,units,unit_cost,arrives,deposit,balance_days,"
    "lead_days,due_days,share,factor\n"
)
PLAN = f"""{HEAD}balance,main,,,9400,,,2026-03-30,,,,,,,,,,,
payment,Rent,rent,,2150,,month,2026-04-01,,,,,,,,,,,
payment,Grant,other,in,500,EUR,once,2026-05-01,,,,,,,,,,,
stock,Big,,,,,,2026-03-30,,CUP,400,4.20,2026-05-08,30%,0,,,,
terms,,,,,,,,,,,,,50%,30,21,,,
tax,VAT,,,,,quarter,2026-01-01,,,,,,,,,37,70%,
event,Fair,,,,,,2026-06-01,2026-06-03,,,,,,,,,,1.5
payment,Wrong,rent,,-5,,month,2026-04-01,,,,,,,,,,,
"""


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    """Lend a shop that has sold one cup, and advertises it by two campaigns of the same name."""
    desk = await Desk.open(database, tmp_path)
    await desk.orders(ORDERS)
    for number, name in (("7", "Cups"), ("8", "Cups"), ("9", "Plates - Always On")):
        await change(
            desk,
            "insert into campaigns (tenant_id, connection_id, campaign_id, name)"
            " select tenant_id, id, :number, :name from platform_connections where tenant_id = :tenant",
            number=number, name=name,
        )  # fmt: skip
    return desk


async def change(desk: Desk, sql: str, **parameters: Any) -> None:
    """Run a statement on the shop."""
    given = {"tenant": desk.shop.tenant, **parameters}
    await desk.database.write(desk.caller, lambda s: s.execute(text(sql), given))


async def take(desk: Desk, content: str, **how: Any) -> Imported:
    """Take a sheet in."""
    path = desk.file(content)
    return await imports.import_plan(desk.database, desk.caller, desk.shop, path, today=TODAY, intake=Intake(**how))


async def listed(desk: Desk) -> list[PlanLine]:
    """Return the plan."""
    return await desk.database.read(desk.caller, lambda s: plans.list_plan(s, desk.shop.tenant))


async def test_a_sheet_is_taken_in_once(desk: Desk) -> None:
    """Seven lines kept, the one that makes no sense named with its row; again, nothing changes, not even a version."""
    done = await take(desk, PLAN)
    assert (done.rows, done.rejected, done.posted.added, done.posted.superseded) == (8, 1, 7, 0)
    assert done.first_rejected[0].row == 9
    assert "not above nought" in done.first_rejected[0].reason
    detail = "select detail_version from tenants where id = :tenant"
    before = await desk.one(detail, tenant=desk.shop.tenant)
    again = await take(desk, PLAN)
    assert (again.posted.added, again.posted.superseded) == (0, 0)
    assert await desk.one(detail, tenant=desk.shop.tenant) == before
    more = await take(desk, PLAN.replace("2150", "2300"))
    assert (more.posted.added, more.posted.superseded) == (0, 1)
    assert await desk.one("select amount_micros from planned_payments where name = 'Rent'") == -2_300_000_000


async def test_the_arithmetic_reads_what_was_said(desk: Desk) -> None:
    """The plan as the forecast loads it: what leaves is negative, what no rate is known for is named."""
    await take(desk, PLAN)
    plan = await desk.database.read(desk.caller, lambda s: load_plan(s, desk.shop.tenant))
    assert [(each.account, each.amount) for each in plan.balances] == [("main", 9_400_000_000)]
    assert [(each.name, each.amount, each.every) for each in plan.payments] == [("Rent", -2_150_000_000, "month")]
    assert [(each.sku, each.units, float(each.deposit_rate), each.status) for each in plan.stock_orders] == [
        ("CUP", 400, 0.3, "ordered")
    ]
    assert [(each.sku, each.lead_days) for each in plan.terms] == [("", 21)]
    assert [(each.name, float(each.share)) for each in plan.taxes] == [("VAT", 0.7)]
    assert plan.unconverted == ("Grant (EUR)",)


async def test_strict_takes_all_or_nothing(desk: Desk) -> None:
    with pytest.raises(BadFile, match="Row 9"):
        await take(desk, PLAN, strict=True)
    assert await listed(desk) == []


async def test_what_is_written_is_the_same_plan_elsewhere(desk: Desk, tmp_path: Path) -> None:
    """Exported and taken into another shop, every line is the same."""
    await take(desk, PLAN)
    lines = await listed(desk)
    path = tmp_path / "out.csv"
    write_plan(path, lines)
    other = await Desk.open(desk.database, tmp_path)
    await take(other, path.read_text(encoding="utf-8"))
    assert [plan_cells(line) for line in await listed(other)] == [plan_cells(line) for line in lines]
    assert len(lines) == 7


async def test_a_line_is_taken_back_by_the_beginning_of_its_id(desk: Desk) -> None:
    await take(desk, PLAN)
    rent = next(line for line in await listed(desk) if line.values.get("name") == "Rent")
    take_back = plans.take_back
    gone = await desk.database.write(desk.caller, lambda s: take_back(s, desk.shop.tenant, rent.id.hex[:8]))
    assert gone.values["name"] == "Rent"
    assert len(await listed(desk)) == 6
    with pytest.raises(BadInput, match="No line"):
        await desk.database.write(desk.caller, lambda s: take_back(s, desk.shop.tenant, rent.id.hex[:8]))
    with pytest.raises(BadInput, match="6 lines"):
        await desk.database.write(desk.caller, lambda s: take_back(s, desk.shop.tenant, ""))


async def test_a_campaign_is_found_by_name_or_key(desk: Desk) -> None:
    """By its name in any case, by its number; two of one name are named by their keys; near names are offered."""
    rows = ("plates - ALWAYS on,CUP", "7,CUP", "Cups,CUP", "Plate,CUP", "8,CAP")
    sheet = "\n".join(("what,name,sku", *(f"campaign,{row}" for row in rows), ""))
    done = await take(desk, sheet)
    assert done.posted.added == 2
    alike, unknown, sku = (row.reason for row in done.first_rejected)
    assert "2 campaigns are called 'Cups'" in alike
    assert "lines_csv::7, lines_csv::8" in alike
    assert "Did you mean 'Plates - Always On'" in unknown
    assert "Did you mean 'CUP'" in sku
    assert await desk.rows("select campaign_id, sku from campaign_products order by 1") == [("7", "CUP"), ("9", "CUP")]
    assert (await take(desk, sheet)).posted.added == 0
    key = next(line for line in await listed(desk) if line.values["campaign_id"] == "9").values["campaign"]
    assert key == "lines_csv::9"


def test_the_commands(urls: Urls, tmp_path: Path) -> None:
    """Every command, from an empty plan to an empty one; each mistake says what to do."""
    cli = CommandLine(tmp_path, CREDORA_DATABASE_URL=urls.app, CREDORA_HOME=str(tmp_path / "home"))
    name = "cash-shop"
    cli.file("orders.csv", ORDERS)
    cli.run("import", "orders.csv", "--shop", name, "--currency", "GBP", "--timezone", "Europe/London")
    shop = ("--shop", name)
    day = (*shop, "--today", "2026-03-31")
    assert "Nothing is planned" in cli.run("cash", "show", *shop).stdout
    said = cli.json("cash", "balance", "-250.40", *day)
    assert (said["added"], said["lines"][0]["amount"], said["lines"][0]["from"]) == (1, "-250.40", "2026-03-31")
    pay = ("cash", "pay", "=Rent", "2150", "--every", "month", "--from", "2026-04-01", "--kind", "rent", *day)
    assert "Noted: payment =Rent" in cli.run(*pay).stdout
    assert "Already so" in cli.run(*pay).stdout
    stock = ("--units", "400", "--unit-cost", "4.20", "--ordered", "2026-03-30", "--arrives", "2026-05-08")
    assert (
        "Did you mean 'CUP'"
        in cli.run("cash", "stock", "Big", *stock, "--deposit", "30%", "--sku", "CUPS", *day).stdout
    )
    cli.run("cash", "terms", "CUP", "--lead-days", "21", "--least", "50", "--pack", "10", *day)
    assert (
        "--share"
        in cli.run("cash", "tax", "VAT", "--every", "quarter", "--from", "2026-01-01", "--due-days", "37", *day).stdout
    )
    cli.run("cash", "event", "Fair", "--from", "2026-06-01", "--until", "2026-06-03", "--factor", "1.5", *day)
    shown = cli.run("cash", "show", *shop).stdout
    for title in ("Cash at the end", "Payments", "Stock orders", "How goods are bought", "Sales tax", "unlike others"):
        assert title in shown
    wrong = cli.json("cash", "pay", "x", "0", "--every", "month", "--from", "2026-04-01", *day, code=1)
    assert wrong["error"]["code"] == "bad_input"
    assert "positive" in wrong["error"]["remedy"]
    assert "No campaign" in cli.run("cash", "map-campaign", "Cups", "CUP", *day, code=1).stderr

    plan = cli.json("cash", "show", *shop, "--csv", "plan.csv")["plan"]
    assert len(plan) == 6
    with (tmp_path / "plan.csv").open(encoding="utf-8", newline="") as file:
        assert "'=Rent" in {row["name"] for row in csv.DictReader(file)}
    for line in plan:
        cli.run("cash", "remove", line["id"][:13], *shop)
    assert cli.json("cash", "show", *shop)["plan"] == []
    assert "6 lines added" in cli.run("cash", "import", "plan.csv", *day).stdout
    assert "nothing changed" in cli.run("cash", "import", "plan.csv", *day).stdout
    cli.run("cash", "export", "again.csv", *shop)
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "plan.csv").read_bytes()
