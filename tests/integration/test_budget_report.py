"""Budgets of a real shop: kept, held against its books day by day, and the same from the command line."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_line import CommandLine
from one_server import scratch
from shop_desk import Desk, days

from credora_agent.core.errors import BadPeriod
from credora_agent.core.postgres import launch
from credora_agent.reports.budget_lines import months_named, wanted
from credora_agent.telling.budget import tell_budget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.reports.budget import BudgetedLine, BudgetReport

HEAD = "order,sku,quantity,unit price,order date\n"
NOVEMBER = days("2026-11-01", "2026-11-30")
TODAY = date(2026, 11, 16)


async def plan(books: Desk, *given: tuple[str, str, str]) -> None:
    for line, months, amount in given:
        await books.reports.set_budgets(books.caller, wanted(line, months_named(months), Decimal(amount), "GBP"))


async def found(books: Desk, period: Any = NOVEMBER, today: date = TODAY) -> BudgetReport:
    return await books.reports.budget(books.caller, period, today=today)


def only(report: BudgetReport) -> BudgetedLine:
    (line,) = report.lines
    return line


async def test_a_month_is_held_against_what_was_due(books: Desk) -> None:
    """One sale of £10 a day from 1 to 15 November; £600 is budgeted, even days: £300 due by the 15th, £150 short."""
    await books.orders(HEAD + "".join(f"{n},A,1,10.00,2026-11-{n:02} 09:00\n" for n in range(1, 16)))
    await plan(books, ("net_sales", "2026-11", "600"))
    line = only(await found(books))
    assert [str(each) for each in (line.budget, line.actual, line.by_now, line.variance)] == [
        "600.000000", "150.000000", "300.000000", "-150.000000",
    ]  # fmt: skip
    assert (line.course, str(line.variance_rate)) == ("even days", "-0.5000")
    assert line.projected is None
    words = " ".join(tell_budget(await found(books)).words)
    assert "net sales at most £150.00, £150.00 under plan (−50.0%), unfavourable" in words


async def test_today_is_not_over(books: Desk) -> None:
    """What was sold today counts tomorrow, and so does what was due today."""
    await books.orders(f"{HEAD}1,A,1,10.00,2026-11-01 09:00\n2,A,1,90.00,2026-11-02 09:00\n")
    await plan(books, ("gross_sales", "2026-11", "30"))
    line = only(await found(books, today=date(2026, 11, 2)))
    assert (str(line.actual), str(line.by_now), line.favourable) == ("10.000000", "1.000000", True)
    nothing = await found(books, today=date(2026, 11, 1))
    assert only(nothing).actual is None
    assert any("No day of these months is over" in note for note in nothing.notes)


async def test_a_month_before_the_books_compares_with_nothing(books: Desk) -> None:
    """Books from 10 November on. October has no actual, and of November 11 of 30 days are held against each other."""
    await books.orders(f"{HEAD}1,A,1,10.00,2026-11-10 09:00\n2,A,1,10.00,2026-11-20 09:00\n")
    await plan(books, ("gross_sales", "2026-10..2026-11", "600"))
    report = await found(books, days("2026-10-01", "2026-11-30"), today=date(2026, 11, 21))
    line = only(report)
    assert (str(line.budget), str(line.actual), str(line.by_now)) == ("600.000000", "20.000000", "110.000000")
    assert any("The books begin on 2026-11-10" in note for note in report.notes)


async def test_costs_over_budget_are_unfavourable(sample: Desk) -> None:
    """The invented shop's discounts and returns, spoken positively; what they may still come to; what has no budget."""
    await plan(sample, ("returns", "2026-11", "1"), ("revenue", "2026-11", "1"), ("marketing", "2026-11", "5"))
    report = await found(sample, today=date(2026, 11, 22))
    lines = {line.line: line for line in report.lines}
    returns = await sample.figure("returns", "2026-11-01", str(report.until))
    assert returns.value is not None
    assert lines["returns"].actual == -returns.value > 0
    assert lines["returns"].favourable is False
    revenue = lines["revenue"]
    assert revenue.projected and revenue.actual and revenue.low and revenue.high  # noqa: PT018 - all or none
    assert revenue.actual < revenue.low < revenue.projected < revenue.high
    assert lines["marketing"].actual is None
    assert any("Not recorded, so not comparable: Marketing" in note for note in report.notes)
    assert any("Without a budget" in note and "COGS" in note for note in report.notes)


async def test_a_budget_is_replaced_and_removed(books: Desk) -> None:
    await plan(books, ("marketing", "2026", "1200"), ("marketing", "2026-12", "400"))
    kept = {each.month.month: str(each.amount) for each in await books.reports.budgets(books.caller)}
    assert (len(kept), kept[1], kept[12]) == (12, "100.000000", "400.000000")
    assert await books.reports.remove_budgets(books.caller, "marketing", months_named("2026-12")) == 1
    assert await books.reports.remove_budgets(books.caller, "marketing", None) == 11
    assert await books.reports.budgets(books.caller) == ()


async def test_without_books_or_budgets_it_says_so(books: Desk) -> None:
    assert "Nothing is budgeted" in str((await found(books)).lack)
    assert "credora budget set" in tell_budget(await found(books)).words[0]
    await plan(books, ("net_sales", "2026-11", "600"))
    report = await found(books)
    assert only(report).actual is None
    assert tell_budget(report).words[0] == "November 2026: 1 line is budgeted; nothing to compare yet."
    with pytest.raises(BadPeriod, match="whole months"):
        await found(books, days("2026-11-02", "2026-11-30"))


@pytest.fixture(scope="module")
def cli() -> Iterator[CommandLine]:
    """Lend a home with one shop: two customers, three orders."""
    with tempfile.TemporaryDirectory(prefix="credora-people-", dir=scratch()) as folder:
        home = Path(folder) / "home"
        line = CommandLine(Path(folder), CREDORA_HOME=str(home), CREDORA_PG_LINGER="60")
        head = "order,sku,quantity,unit price,order date,customer email\n"
        rows = "1,A,1,10.00,2026-09-03,a@x.test\n2,A,1,10.00,2026-11-03,a@x.test\n3,A,2,10.00,2026-11-05,b@x.test\n"
        line.file("orders.csv", head + rows)
        line.run("import", "orders.csv", "--shop", "gifts", "--currency", "GBP", "--timezone", "Europe/London")
        yield line
        launch.stop(home)


def test_budgets_go_out_and_come_in_by_command(cli: CommandLine) -> None:
    """Set, listed, written, removed, taken in again: the same. Then held against the books; bad input is told."""
    cli.run("budget", "set", "marketing", "2026-12", "4,000")
    cli.run("budget", "set", "Net sales", "2026-11", "30")
    cli.run("budget", "set", "net_profit", "2026-11", "-5")
    before = cli.json("budget", "list")
    assert [(each["line"], each["amount"]) for each in before] == [
        ("net_sales", "30.00"), ("net_profit", "-5.00"), ("marketing", "4000.00"),
    ]  # fmt: skip
    cli.run("budget", "export", "budgets.csv")
    for name in ("marketing", "net_sales", "net_profit"):
        assert cli.json("budget", "remove", name)["removed"] == 1
    assert cli.json("budget", "import", "budgets.csv")["budgets"] == 3
    assert cli.json("budget", "list") == before
    report = cli.json("budget", "--month", "2026-11", "--today", "2026-11-07")
    assert next((line["line"], line["actual"]) for line in report["lines"]) == ("net_sales", "30.00")
    assert "Net sales" in cli.run("budget", "--today", "2026-11-07", "--csv", "out.csv").stdout
    assert (cli.folder / "out.csv").read_text().startswith("id,label,budget,actual")
    refused = cli.json("budget", "set", "marketing", "2026-12", "-3", code=1)
    assert refused["error"]["remedy"] == "Write 3.00 instead."
    cli.file("bad.csv", "line,month,amount\nmarketing,2026-12,-1\n")
    assert "Row 2" in cli.json("budget", "import", "bad.csv", code=1)["error"]["cause"]
    assert cli.json("budget", "import", "none.csv", code=1)["error"]["code"] == "bad_file"


def test_cohorts_by_command(cli: CommandLine) -> None:
    """Two cohorts; every age of them in the CSV; a projection of two customers is refused, and said."""
    day = ("--today", "2026-11-22")
    report = cli.json("cohorts", *day)
    assert [(line["month"], line["customers"]) for line in report["cohorts"]] == [("2026-09-01", 1), ("2026-11-01", 1)]
    said = cli.run("cohorts", *day, "--projection", "--csv", "cohorts.csv").stdout
    assert "Customers of" in said or "The one customer of" in said
    assert "No projection" in said
    assert all(len(line) <= 80 for line in said.splitlines()[3:12])
    rows = (cli.folder / "cohorts.csv").read_text().splitlines()
    assert len(rows) == 1 + 3 + 1
    assert cli.json("cohorts", "--months", "0", code=1)["error"]["code"] == "bad_input"
