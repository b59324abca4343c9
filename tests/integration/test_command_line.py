"""Every command in a process of its own, from an empty home to an answered question."""

from __future__ import annotations

import csv
import json
import signal
import tempfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import CommandLine
from one_server import scratch
from sqlalchemy import make_url

from credora_agent.core.migrate import head
from credora_agent.core.postgres import launch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from one_server import Server

LINES = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID
1,MUG,=HYPERLINK("x"),2,2026-02-27 10:00:00,10.00,7
1,POST,Postage,1,2026-02-27 10:00:00,5.00,7
2,POT,Pot,1,2026-03-02 11:00:00,30.00,8
C2,POT,Pot,-1,2026-03-05 12:00:00,30.00,8
3,MUG,Mug,1,2026-03-06 12:00:00,10.00,
"""
PASSWORD = "it's @ secret/?"  # noqa: S105 - of a role that this module makes and drops
GIFTS = ("--shop", "gifts")
DEMO_DAY = f"{datetime.now(UTC).date() - timedelta(days=40)}"
TODAY = ("--today", "2026-03-31")


@pytest.fixture(scope="module")
def cli() -> Iterator[CommandLine]:
    """Lend a home with two shops: the invented one of the first start, and "gifts" (net sales 30.00)."""
    with tempfile.TemporaryDirectory(prefix="credora-cli-", dir=scratch()) as folder:
        home = Path(folder) / "home"
        line = CommandLine(Path(folder), CREDORA_HOME=str(home), CREDORA_PG_LINGER="60")
        line.first = line.run("up", "--once", "--days", "70")
        line.file("lines.csv", LINES)
        line.taken = line.json("import", "lines.csv", *GIFTS, "--currency", "GBP", "--timezone", "Europe/London")
        yield line
        launch.stop(home)


def test_the_first_start_answers_a_question(cli: CommandLine) -> None:
    """`credora up` on an empty home: an invented shop, said so, connected, read, one answer and what to ask next."""
    said = cli.first.stdout
    assert "invented" in said
    assert "Shopify, Meta Ads, Google Ads" in said
    assert "Net profit" in said
    assert "Took in the merchant's cost sheet and plan" in said
    for command in ("findings", "forecast", "whatif --price +8%", "products", "campaigns", "cohorts", "reconcile"):
        assert f"credora {command} --shop demo" in said


def test_the_demo_goes_on_where_it_was(cli: CommandLine) -> None:
    """The same shop, not connected a second time, and nothing of it booked twice."""
    before = cli.json("pnl", "--shop", "demo", "--start", DEMO_DAY, "--end", DEMO_DAY)
    again = cli.run("up", "--shop", "demo", "--once").stdout
    assert "Connected" not in again
    after = cli.json("pnl", "--shop", "demo", "--start", DEMO_DAY, "--end", DEMO_DAY)
    amounts = [[line["total"]["value"] for line in found["lines"]] for found in (before, after)]
    assert amounts[0] == amounts[1]
    assert amounts[0][0] not in (None, "0.00")


def test_the_demos_sheets_are_taken_in_once(cli: CommandLine) -> None:
    """Its costs and its plan are in the books, its customers known; what the merchant takes back stays away."""
    plan = cli.json("cash", "show", "--shop", "demo")["plan"]
    assert {line["what"] for line in plan} == {"balance", "payment", "tax", "terms", "stock"}
    report = cli.json("pnl", "--shop", "demo", "--start", DEMO_DAY, "--end", DEMO_DAY)
    assert float(report["cogs_coverage"]["value"]) > 0.9
    streams = [row for source in cli.json("connections", "--shop", "demo")["connections"] for row in source["streams"]]
    customers = next(row for row in streams if row["stream"] == "customers")
    assert customers["state"] == "idle", customers["error"]
    cli.run("cash", "remove", plan[0]["id"], "--shop", "demo")
    assert "Took in" not in cli.run("up", "--shop", "demo", "--once").stdout
    assert len(cli.json("cash", "show", "--shop", "demo")["plan"]) == len(plan) - 1


def test_the_first_start_takes_a_file(cli: CommandLine) -> None:
    """`credora up FILE`: taken in, and a question about its last whole month answered."""
    cli.file("first.csv", LINES)
    said = cli.run("up", "first.csv", "--shop", "mine", "--currency", "GBP", "--timezone", "Europe/London").stdout
    assert "5 rows read" in said
    assert "How did February 2026 compare" in said
    assert "£25.00" in said


@pytest.mark.parametrize(("command", "said"), [("serve", "Serving http://127.0.0.1:"), ("worker", "0 differences")])
def test_what_runs_on_ends_at_ctrl_c(cli: CommandLine, command: str, said: str) -> None:
    """It says that it runs; an interrupt ends it at once, quietly, with the code of an interrupt."""
    process = cli.start(command)
    assert process.stdout is not None
    assert said in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, "")


def test_an_import_says_what_became_of_it(cli: CommandLine) -> None:
    """5 rows, none broken, 5 entries on 4 days; the mapping that was taken is told."""
    done = cli.taken
    assert (done["shop"], done["kind"], done["rows"], done["rejected"]) == ("gifts", "lines", 5, 0)
    assert (done["entries_added"], done["entries_superseded"], done["days_touched"]) == (5, 0, 4)
    assert done["mapping"]["columns"]["order"] == "InvoiceNo"
    assert done["mapping"]["cancelled"] == {"order_prefix": "C"}
    assert "Recognised" in done["understood"]
    again = cli.json("import", "lines.csv", *GIFTS)
    assert (again["entries_added"], again["days_touched"]) == (0, 0)
    assert "nothing changed" in cli.run("import", "lines.csv", *GIFTS).stdout


def test_books_are_opened_and_not_twice(cli: CommandLine) -> None:
    """Empty books, for platforms to be connected to; a name, a currency and a zone that are none are refused."""
    made = cli.json("shops", "add", "live", "--currency", "eur", "--timezone", "Europe/Berlin")
    assert made == {"shop": "live", "currency": "EUR", "timezone": "Europe/Berlin"}
    again = cli.json("shops", "add", "live", "--currency", "EUR", "--timezone", "Europe/Berlin", code=1)
    assert "taken" in again["error"]["cause"]
    for wrong in (("Live!", "EUR", "Europe/Berlin"), ("l2", "EUX", "Europe/Berlin"), ("l3", "EUR", "Berlin")):
        refused = cli.json("shops", "add", wrong[0], "--currency", wrong[1], "--timezone", wrong[2], code=1)
        assert refused["error"]["remedy"]
    assert "empty" in cli.run("ask", "--shop", "live", "how was october?").stdout


def test_the_shops_are_listed(cli: CommandLine) -> None:
    found = {shop["shop"]: (shop["currency"], shop["timezone"]) for shop in cli.json("shops")["shops"]}
    assert found["gifts"] == found["demo"] == ("GBP", "Europe/London")
    refused = cli.json("pnl", code=1)["error"]
    assert refused["code"] == "unknown_shop"
    assert f"--shop: {', '.join(sorted(found))}" in refused["remedy"]


def test_the_statement_as_json_and_csv(cli: CommandLine) -> None:
    """By month: February 20.00 goods + 5.00 postage, March 40.00 − 30.00; net sales 20 + 10 = 30."""
    report = cli.json("pnl", "--start", "2026-02-01", "--end", "2026-03-31", "--by", "month", *GIFTS, "--csv", "p.csv",
                      "--compare", "year-before", *TODAY)  # fmt: skip
    lines = {line["id"]: line for line in report["lines"]}
    assert [part["value"] for part in lines["net_sales"]["parts"]] == ["20.00", "10.00"]
    assert (lines["net_sales"]["total"]["value"], lines["revenue"]["total"]["value"]) == ("30.00", "35.00")
    assert (lines["cogs"]["total"]["value"], lines["marketing"]["total"]["value"]) == (None, None)
    assert report["compare"] == {"start": "2025-02-01", "end": "2025-03-31"}
    with (cli.folder / "p.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["line"]: row for row in csv.DictReader(file)}
    assert len(rows) == 18
    assert rows["net_sales"]["2026-02-01..2026-03-31"] == "30.00"
    assert rows["cogs"]["2026-02-01..2026-03-31"] == ""
    assert "Net profit" in cli.run("pnl", *GIFTS, *TODAY).stdout


def test_the_bridge(cli: CommandLine) -> None:
    """20 + 5 + 30 − 30 + 10 = 35.00 stated, as a plain decimal string, and all of it net profit so far."""
    found = cli.json("reconcile", *GIFTS, *TODAY)
    assert (found["control_total"], found["agrees"], found["difference"]) == ("35.00", True, "0.00")
    assert found["steps"][-1]["running"] == found["net_profit"]["value"] == "35.00"
    assert found["period"] == {"start": "2026-02-27", "end": "2026-03-06"}
    assert "35.00" in cli.run("reconcile", *GIFTS, *TODAY).stdout


def test_rows_by_page_by_figure_and_as_csv(cli: CommandLine) -> None:
    """5 rows of 2 + 2 + 1; by a figure's id those of its days; the CSV holds all and no formula."""
    seen, cursor = [], []
    for size in (2, 2, 1):
        page = cli.json("entries", "net_profit", *GIFTS, "--limit", "2", *cursor)
        assert (page["total_entries"], page["total"], len(page["entries"])) == (5, "35.00", size)
        seen += [entry["id"] for entry in page["entries"]]
        cursor = ["--cursor", page["next_cursor"]] if page["next_cursor"] else []
    assert cursor == []
    assert len(set(seen)) == 5
    march = cli.json("entries", "net_sales@2026-03-01..2026-03-31", *GIFTS, "--csv", "rows.csv")
    assert (march["total_entries"], march["total"]) == (3, "10.00")
    entry = march["entries"][0]
    assert (entry["file"], entry["row"], entry["record"]["UnitPrice"], entry["order"]) == ("lines.csv", 4, "30.00", "2")
    cli.run("entries", "net_profit", *GIFTS, "--csv", "all.csv")
    with (cli.folder / "all.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 5
    assert sum(Decimal(row["reporting_amount"]) for row in rows) == 35
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "@", "+"))]


def test_a_row_s_history(cli: CommandLine) -> None:
    """A shop of one line with an id, 1.00 then 2.00: two versions, the second stands."""
    columns = {"order": "o", "sku": "s", "quantity": "q", "unit_price": "p", "ordered_at": "d", "line_id": "i"}
    mapping = {"version": 1, "columns": columns}
    cli.file("map.json", json.dumps(mapping))
    shop = ("--shop", "edited", "--currency", "EUR", "--timezone", "Europe/Paris", "--mapping", "map.json")
    for price in ("1.00", "2.00"):
        cli.file("e.csv", f"i,o,s,q,p,d\nx,1,A,1,{price},2026-03-01\n")
        done = cli.json("import", "e.csv", *shop, "--save-mapping", "kept.json")
    assert (done["entries_added"], done["entries_superseded"]) == (0, 1)
    assert json.loads((cli.folder / "kept.json").read_text())["columns"] == mapping["columns"]
    page = cli.json("entries", "gross_sales", "--shop", "edited")
    versions = cli.json("entries", "--history", str(page["entries"][0]["id"]), "--shop", "edited")
    assert [(v["version"], v["amount"]) for v in versions] == [(1, "1.00"), (2, "2.00")]
    assert "stands" in cli.run("entries", "--history", str(page["entries"][0]["id"]), "--shop", "edited").stdout


def test_costs_and_rates(cli: CommandLine) -> None:
    """A mug costs 5.00 USD at 0.8: 3 mugs are −12.00 GBP; the pot's 2 units have no cost: coverage 30 of 30."""
    shop = ("--shop", "costed")
    cli.json("import", "lines.csv", *shop, "--currency", "GBP", "--timezone", "Europe/London")
    cli.file("costs.csv", "sku,unit cost,currency\nMUG,5.00,USD\nPOT,x,USD\n")
    done = cli.json("costs", "import", "costs.csv", *shop, "--rejected", "bad.csv")
    assert (done["rows"], done["rejected"], done["entries_added"]) == (2, 1, 2)
    assert "POT" in (cli.folder / "bad.csv").read_text()
    cli.file("rates.csv", "Date,Base,Quote,Rate\n2026-02-27,USD,GBP,0.8\n2026-03-06,USD,GBP,0.8\n")
    assert cli.json("rates", "import", "rates.csv", *shop)["entries_superseded"] == 2
    report = cli.json("pnl", *shop, *TODAY)
    lines = {line["id"]: line["total"] for line in report["lines"]}
    assert (lines["cogs"]["value"], lines["cm1"]["value"]) == ("-12.00", "23.00")


def test_an_answer_has_all_its_parts(cli: CommandLine) -> None:
    """The whole turn as JSON: words, plan, calls, figures, blocks, sources, timings; and as words for a person."""
    turn = cli.json("ask", "net sales in march 2026 compared with february", *GIFTS, *TODAY)
    assert set(turn) >= {"answer", "plan", "tool_calls", "figures", "blocks", "sources", "timings", "status"}
    assert turn["status"] == "answered"
    assert "£10.00" in turn["answer"]
    assert {"10.00", "20.00"} <= {figure["value"] for figure in turn["figures"]}
    assert all(call["error"] is None for call in turn["tool_calls"])
    assert turn["sources"][0]["rows"].startswith("credora entries net_sales --start 2026-")
    assert turn["timings"]["total_ms"] >= turn["timings"]["plan_ms"]
    assert "£10.00" in cli.run("ask", "net sales in march 2026", *GIFTS, *TODAY).stdout


def test_a_question_is_planned_without_books(cli: CommandLine) -> None:
    found = cli.json("plan", "how did november compare with october?", "--today", "2011-12-10")
    assert found["calls"][0]["args"]["start"] == "2011-11-01"


def test_checks_and_background_work(cli: CommandLine) -> None:
    """doctor: nothing fails; worker --once: no shop's sums differ from its ledger; migrate: nothing to do."""
    checks = cli.json("doctor")["checks"]
    assert {check["state"] for check in checks} <= {"ok", "warn"}
    assert "tenant isolation" in {check["name"] for check in checks}
    found = cli.json("worker", "--once")["shops"]
    assert {shop["shop"]: shop["differences"] for shop in found}.items() >= {"gifts": 0, "demo": 0}.items()
    assert head() in cli.run("migrate").stdout


def test_strict_refuses_and_rejected_rows_are_kept(cli: CommandLine) -> None:
    """One broken row of 3: --strict takes nothing; without it two are booked and the third is written to a file."""
    cli.file("part.csv", LINES.replace("30.00,8\nC2", "3x,8\nC2").split("C2")[0])
    shop = ("--shop", "strict", "--currency", "GBP", "--timezone", "Europe/London")
    refused = cli.json("import", "part.csv", *shop, "--strict", code=1)["error"]
    assert refused["cause"].startswith("Row 4:")
    assert "strict" not in {each["shop"] for each in cli.json("shops")["shops"]}
    done = cli.json("import", "part.csv", *shop, "--rejected", "left.csv")
    assert (done["rows"], done["rejected"], done["first_rejected"][0]["row"]) == (3, 1, 4)
    with (cli.folder / "left.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["row"], "3x" in row["reason"]) == ("4", True)


@pytest.fixture
async def hosted(server: Server) -> AsyncIterator[str]:
    """Lend the address of an empty database whose only login is its owner, as a hoster gives one."""
    async with server.connect() as connection:
        quoted = PASSWORD.replace("'", "''")
        await connection.execute(f"create role hosted login createrole password '{quoted}'")
        await connection.execute("grant credora_app to hosted with admin option")
        await connection.execute("create database hosted owner hosted")
    url = make_url(server.url(server.admin, "hosted")).set(
        drivername="postgresql", username="hosted", password=PASSWORD
    )
    yield url.render_as_string(hide_password=False)
    await server.drop("hosted")
    async with server.connect() as connection:
        await connection.execute("drop role hosted")


async def test_a_database_of_one_s_own(server: Server, hosted: str, tmp_path: Path) -> None:
    """CREDORA_DATABASE_URL with the owner's login only: nothing is started, and the owner works as credora_app.

    Before `migrate` every command says to run it. The table owner's power is not used: without a shop bound,
    the connection of the product sees no row.
    """
    home = tmp_path / "unused"
    cli = CommandLine(tmp_path, CREDORA_DATABASE_URL=hosted, CREDORA_HOME=str(home))
    assert "credora migrate" in cli.json("shops", code=1)["error"]["remedy"]
    cli.run("migrate")
    cli.file("lines.csv", LINES)
    cli.json("import", "lines.csv", *GIFTS, "--currency", "GBP", "--timezone", "Europe/London")
    assert cli.json("reconcile", *TODAY)["control_total"] == "35.00"
    checks = {check["name"]: check["state"] for check in cli.json("doctor")["checks"]}
    assert checks["tenant isolation"] == "ok"
    assert not (home / "pg").exists()
    async with server.connect("hosted") as connection:
        assert await connection.fetchval("select count(*) from transactions") == 5
        owner = await connection.fetchval("select tableowner from pg_tables where tablename = 'transactions'")
        await connection.execute("set role hosted")
        assert await connection.fetchval("select count(*) from transactions") == 0
    assert owner == "hosted"
