"""cfo_propose and cfo_apply as a client calls them, and the commands on what a person made."""

from __future__ import annotations

import asyncio
import csv
import json
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from one_server import scratch
from shop_desk import Desk
from sqlalchemy import text
from typer.testing import CliRunner

from credora_agent.actions.errors import PlanApplied
from credora_agent.actions.papers import PAPERS
from credora_agent.actions.service import Actions
from credora_agent.cli.commands import app
from credora_agent.core.errors import BadInput
from credora_agent.core.postgres import launch
from credora_agent.core.settings import Settings
from credora_agent.runtime import LOCAL, open_runtime
from mcp_servers.actions import TOOLS, USES, Kind, Report
from mcp_servers.tool import Context, NotAllowed, Toolbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.core.db import Database
    from mcp_servers.answer import Answer

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WRITE = frozenset({"read", "write"})
ORDERS = "order,sku,product,quantity,unit price,order date\n1,A,Fig Candle,2,10.00,2026-11-21 10:00\n"


@pytest.fixture
async def books(database: Database, tmp_path: Path) -> Desk:
    """Lend a shop with one order."""
    desk = await Desk.open(database, tmp_path)
    await desk.orders(ORDERS)
    return desk


def tools(books: Desk, *, now: datetime = NOW, scopes: Any = WRITE) -> Toolbox:
    """Return the tools as a client with those scopes has them."""
    actions = Actions(books.database, books.reports)
    return Toolbox(Context(books.caller, TODAY, books.reports, scopes, None, actions, "laptop", now), TOOLS)


async def done(books: Desk, **args: Any) -> Answer:
    """Propose a change and apply it."""
    box = tools(books)
    plan = (await box.answer("cfo_propose", args)).data["detail"]["plan_id"]
    return await box.answer("cfo_apply", {"plan_id": plan})


async def test_a_plan_is_answered_in_words_and_data(books: Desk) -> None:
    """The text alone says what would be, that nothing is, and how to go on; the data has the same, by name."""
    answer = await tools(books).answer(
        "cfo_propose", {"action": "budget", "metric": "marketing", "start": "2026-12-01", "amount": 4000}
    )
    detail = answer.data["detail"]
    assert answer.text == (
        "Set the marketing budget of December 2026 to £4,000.00 (now none). Nothing is changed yet: show the person"
        f" this, and after their yes call cfo_apply with plan_id {detail['plan_id']}, until 09:15 UTC."
    )
    assert (detail["before"], detail["after"], detail["expires_at"]) == ("none", "£4,000.00", "2026-11-22T09:15:00Z")
    assert await books.rows("select * from budgets") == []
    applied = await tools(books).answer("cfo_apply", {"plan_id": detail["plan_id"]})
    assert applied.text == "The marketing budget of December 2026 is £4,000.00 (it was none)."
    with pytest.raises(PlanApplied):
        await tools(books).answer("cfo_apply", {"plan_id": detail["plan_id"]})
    ((via, by),) = await books.rows("select via, detail ->> 'by' from audit_log")
    assert (via, by) == ("mcp", "laptop")


EVERY: dict[str, dict[str, Any]] = {
    "budget": {"metric": "net_sales", "start": "2026-11-05", "end": "2026-11-30", "amount": "1200.50"},
    "alert_above": {"metric": "orders", "amount": 0, "period": "last_7_days"},
    "alert_below": {"metric": "return_rate", "amount": 0.125, "period": "month_to_date"},
    "schedule": {"report": "pnl", "every": "month", "on": 31, "hour": 0},
    "export": {"report": "products", "start": "2026-11-01", "end": "2026-11-21"},
}


@pytest.mark.parametrize("action", EVERY)
async def test_each_kind_of_change_is_made(books: Desk, action: str) -> None:
    """Its row is there, its answer names it, and without its fields it is refused by name."""
    answer = await done(books, action=action, **EVERY[action])
    table = {"budget": "budgets", "schedule": "schedules", "export": "documents"}.get(action, "alerts")
    assert await books.one(f"select count(*) from {table}") == 1
    detail = answer.data["detail"]
    if action == "export":
        assert detail["link"] == f"credora://documents/{detail['id']}"
        assert detail["link"] in answer.text
    elif action != "budget":
        assert f"Its id: {detail['id']}." in answer.text
    for lacking in USES[action].needs:
        args = {name: value for name, value in EVERY[action].items() if name != lacking}
        with pytest.raises(BadInput, match=f"{action} lacks {lacking}"):
            await tools(books).call("cfo_propose", {"action": action, **args})


async def test_what_a_change_has_no_use_for_is_refused(books: Desk) -> None:
    """A budget of two months, an alert with an hour, a removal with an amount: said, and what it takes instead."""
    for args, told in (
        ({**EVERY["budget"], "action": "budget", "end": "2026-12-31"}, "of one month"),
        (
            {**EVERY["alert_above"], "action": "alert_above", "hour": 3},
            "no use for hour. It takes metric, amount, period",
        ),
        ({"action": "remove", "id": "x", "amount": 1}, "no use for amount"),
        ({"action": "nonsense"}, "action: use one of"),
        ({"action": "budget", "tenant_id": "x"}, "tenant_id: unknown"),
        (
            {"action": "alert_above", "metric": "orders", "amount": "many", "period": "yesterday"},
            "amount: use a number",
        ),
    ):
        with pytest.raises(BadInput) as refused:
            await tools(books).call("cfo_propose", args)
        assert told in str(refused.value)
    assert set(USES) == set(get_args(Kind))
    assert set(PAPERS) == set(get_args(Report))


async def test_findings_and_removals_by_their_ids(books: Desk) -> None:
    """An alert's finding is dismissed and restored by its key; the alert is removed by its id."""
    added = await done(books, action="alert_above", metric="orders", amount=0, period="yesterday")
    key = (await books.reports.findings(books.caller, today=TODAY)).findings[0].key
    assert "is set aside" in (await done(books, action="dismiss", id=key)).text
    assert "is shown again" in (await done(books, action="restore", id=key)).text
    assert "is removed" in (await done(books, action="remove", id=added.data["detail"]["id"])).text
    assert await Actions(books.database, books.reports).alerts(books.caller) == ()


async def test_nothing_is_changed_by_whoever_may_only_read(books: Desk) -> None:
    """Without the scope to write neither tool runs, and no plan is made."""
    box = tools(books, scopes=frozenset({"read"}))
    for name, args in (
        ("cfo_propose", {"action": "budget", **EVERY["budget"]}),
        ("cfo_apply", {"plan_id": "x"}),
    ):
        with pytest.raises(NotAllowed):
            await box.call(name, args)
    assert await books.rows("select * from proposals") == []


class Commands:
    """The command line in this process, over a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.runner = home, CliRunner(env={"CREDORA_HOME": str(home), "COLUMNS": "140"})

    def run(self, *words: str, code: int = 0) -> str:
        """Return what a command prints; it must end with that code."""
        done = self.runner.invoke(app, words)
        assert done.exit_code == code, (words, done.output)
        return done.output

    def json(self, *words: str, code: int = 0) -> Any:
        """Return the one JSON value a command prints."""
        return json.loads(self.run(*words, "--json", code=code))


@pytest.fixture(scope="module")
def cli() -> Iterator[Commands]:
    """Lend a home with a shop that sold a candle on each of the last nineteen days."""
    with tempfile.TemporaryDirectory(prefix="credora-actions-", dir=scratch()) as folder:
        line = Commands(Path(folder) / "home")
        today = datetime.now(UTC).date()
        rows = [f"{n},A,Fig Candle,1,10.00,{today - timedelta(days=n)} 10:00" for n in range(1, 20)]
        orders = Path(folder) / "orders.csv"
        orders.write_text("\n".join(["order,sku,product,quantity,unit price,order date", *rows]) + "\n")
        line.run("import", str(orders), "--shop", "s", "--currency", "GBP", "--timezone", "UTC")
        yield line
        launch.stop(line.home)


def test_alerts_and_schedules_at_the_command_line(cli: Commands) -> None:
    """Added, listed, told of, and removed by the beginning of their ids; each change is in the audit log."""
    assert "No alert is set" in cli.run("alerts")
    alert = cli.json("alerts", "add", "orders", "above", "3", "--over", "last-7-days")
    assert alert["says"] == "You will be told among the findings: Orders, last 7 days: above 3."
    assert "Orders, last 7 days: above 3" in cli.run("alerts")
    assert "You asked to be told: Orders" in cli.run("findings")
    cli.run("alerts", "remove", alert["id"][:8])
    assert cli.json("alerts") == []
    assert cli.json("alerts", "add", "orders", "over", "3", code=1)["error"]["cause"] == "'over' is no direction."
    assert cli.json("alerts", "add", "orders", "above", "3", "--over", "x", code=1)["error"]["code"] == "bad_input"
    rate = cli.json("alerts", "add", "return_rate", "above", "12.5%")
    assert cli.json("alerts")[0]["threshold"] == "0.125"
    cli.run("alerts", "remove", rate["id"])

    assert "Nothing is scheduled" in cli.run("schedules")
    added = cli.json("schedules", "add", "pnl", "--every", "week", "--on", "5", "--hour", "17")
    assert "Profit and loss statement of last week, every Friday at 17:00" in cli.run("schedules")
    assert cli.json("schedules", "add", "pnl", "--every", "hour", code=1)["error"]["code"] == "bad_input"
    cli.run("schedules", "remove", added["id"][:8])
    assert cli.json("schedules") == []


def test_a_worker_makes_what_is_due_once(cli: Commands, tmp_path: Path) -> None:
    """Due since a minute: `worker --once` makes it, and the next one makes nothing; shown, saved, deleted."""
    cli.run("schedules", "add", "entries", "--metric", "gross_sales", "--every", "day", "--over", "last_7_days")
    assert cli.json("documents")["documents"] == []
    asyncio.run(_overdue(cli.home))
    for _ in range(2):
        cli.run("worker", "--once")
    (document,) = cli.json("documents")["documents"]
    assert "entries-gross_sales" in cli.run("documents")
    out = tmp_path / "rows.csv"
    assert "7 ledger rows make up gross sales" in cli.run("documents", "show", document["id"][:8], "--out", str(out))
    with out.open(newline="", encoding="utf-8") as file:
        assert sum(float(row["amount"]) for row in csv.DictReader(file)) == 70
    cli.run("documents", "remove", document["id"])
    assert cli.json("documents", "show", document["id"], code=1)["error"]["code"] == "bad_input"
    assert "There are no documents." in cli.run("documents")


async def _overdue(home: Path) -> None:
    """Let the slot of every schedule have come a minute ago."""
    async with open_runtime(Settings(home=home)) as runtime:
        (tenant,) = await runtime.shops()
        sql = text("update schedules set next_at = now() - interval '1 minute'")
        await runtime.database.write(LOCAL.at(tenant.id), lambda s: s.execute(sql))
