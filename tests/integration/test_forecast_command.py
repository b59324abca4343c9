"""`credora forecast` as another process meets it."""

from __future__ import annotations

import csv
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import CommandLine
from one_server import scratch

from credora_agent.core.postgres import launch

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = date(2026, 11, 22)
ON = ("--today", TODAY.isoformat())


@pytest.fixture(scope="module")
def cli() -> Iterator[CommandLine]:
    """Lend a home with one shop that sold for 100 to 160 on each of 200 days, in a terminal of 80 columns."""
    with tempfile.TemporaryDirectory(prefix="credora-cli-", dir=scratch()) as folder:
        home = Path(folder) / "home"
        line = CommandLine(Path(folder), CREDORA_HOME=str(home), CREDORA_PG_LINGER="60", COLUMNS="80")
        rows = [f"{n},A,Candle,1,{100 + 37 * n % 61}.00,{TODAY - timedelta(days=200 - n)} 10:00:00" for n in range(200)]
        line.file("lines.csv", "\n".join(["order,sku,product,quantity,unit price,order date", *rows]) + "\n")
        line.json("import", "lines.csv", "--shop", "gifts", "--currency", "GBP", "--timezone", "Europe/London")
        yield line
        launch.stop(home)


def test_it_speaks_in_words_within_eighty_columns(cli: CommandLine) -> None:
    """Sales, the question for cash, bands, assumptions with their sources."""
    said = cli.run("forecast", *ON, "--paths", "500").stdout
    flat = " ".join(said.split())
    assert "Sales of the next 28 days: about £3," in flat
    assert "Tell me the cash on hand" in flat
    assert "own data: 90 days" in said
    assert "●" in said
    assert max(map(len, said.splitlines())) <= 80


def test_json_has_all_of_it_and_csv_a_row_a_day(cli: CommandLine) -> None:
    """Thirty days: percentiles of sales and of cash in ascending order, the same under the same seed."""
    asked = ("forecast", *ON, "--horizon", "30", "--seed", "4", "--paths", "500")
    found = cli.json(*asked, "--csv", "days.csv")
    assert (found["horizon_days"], found["seed"], found["reach"]) == (30, 4, "seasonless")
    assert cli.json(*asked) == found
    with (cli.folder / "days.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 30
    assert rows[0]["day"] == "2026-11-22"
    assert float(rows[9]["sales_p5"]) <= float(rows[9]["sales_p50"]) <= float(rows[9]["sales_p95"])
    assert rows[29]["cash_change_p50"] == found["fans"][1]["values"][3][29]


def test_cash_stated_gives_odds(cli: CommandLine) -> None:
    """12,000 in hand and nothing planned: less than 1 % in any window."""
    cli.json("cash", "balance", "12000", "--day", "2026-11-21", *ON)
    said = " ".join(cli.run("forecast", *ON, "--paths", "500").stdout.split())
    assert "Cash stays above zero in more than 99% of futures over the next 90 days" in said
    assert "less than 1%" in said


def test_what_cannot_be_asked_is_refused_in_one_sentence(cli: CommandLine) -> None:
    """A horizon of none."""
    assert cli.json("forecast", "--horizon", "0", *ON, code=1)["error"]["code"] == "bad_input"
