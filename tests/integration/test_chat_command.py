"""`credora chat` and `credora conversations` as another process meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command_line import CommandLine

from credora_agent.ledger.shops import LOCAL_USER, found_shop, new_shop
from credora_agent.runtime import LOCAL

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database
    from credora_agent.runtime import Urls

LINES = (
    "order,sku,product,quantity,unit price,order date\n1,A,mug,3,10,2026-03-01 10:00\n2,A,mug,1,10,2026-02-10 10:00\n"
)
DAY = ("--today", "2026-03-31")


@pytest.fixture
async def cli(database: Database, urls: Urls, tmp_path: Path) -> CommandLine:
    """Lend the command line over a shop with one order of three at £10."""
    tenant = new_shop(tmp_path.name.lower().replace("_", "-"), "GBP", "Europe/London")
    await database.write(LOCAL.at(tenant.id), lambda s: found_shop(s, tenant, LOCAL_USER))
    line = CommandLine(tmp_path, CREDORA_DATABASE_URL=urls.app, CREDORA_HOME=str(tmp_path / "home"), COLUMNS="100")
    line.run("import", line.file("orders.csv", LINES))
    return line


def talk(cli: CommandLine, typed: str, *words: str, code: int = 0) -> str:
    """Return what `credora chat` prints for lines on its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "credora_agent", "chat", *DAY, *words], cwd=cli.folder, env=cli.env, input=typed,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, (done.stdout, done.stderr)
    return done.stdout


async def test_lines_are_answered_kept_found_exported_and_deleted(cli: CommandLine) -> None:
    """Two questions, a blank line, `exit`, and one never read: two turns of one conversation; then it is gone."""
    assert talk(cli, "") == ""
    assert cli.run("conversations").stdout == "There are no conversations.\n"
    said = talk(cli, "net sales in march 2026\n\norders in march 2026\nexit\nprofit\n", "--json")
    first, second = (json.loads(line) for line in said.splitlines())
    assert "30.00" in first["turn"]["answer"]
    assert second["conversation"] == first["conversation"]

    (listed,) = cli.json("conversations")["conversations"]
    assert (listed["title"], listed["turns"]) == ("net sales in march 2026", 2)
    name = listed["id"][:8]
    assert name in cli.run("conversations").stdout
    assert "30.00" in cli.run("conversations", "show", name).stdout
    assert cli.json("conversations", "search", "orders")["found"][0]["conversation"] == listed["id"]

    cli.run("conversations", "export", name, "--out", "said.md")
    cli.run("conversations", "export", name, "--out", "said.json")
    assert (cli.folder / "said.md").read_text(encoding="utf-8").startswith("# net sales in march 2026\n")
    assert len(json.loads((cli.folder / "said.json").read_text(encoding="utf-8"))["messages"]) == 4

    shown = talk(cli, "and in february?\n", "--continue", name)
    assert "orders" in shown.lower()
    assert "February 2026" in shown or "Feb 2026" in shown
    assert cli.json("conversations")["conversations"][0]["turns"] == 3

    cli.run("conversations", "delete", name)
    assert cli.json("conversations")["conversations"] == []
    gone = cli.json("conversations", "show", name, code=1)
    assert gone["error"]["code"] == "unknown_conversation"
