"""Whatever is wrong with what is given: exit code 1, the cause, the remedy, no traceback, and books as they were."""

from __future__ import annotations

import gzip
import json
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from command_line import CommandLine
from typer.testing import CliRunner

from credora_agent.cli.commands import app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from click.testing import Result
    from one_server import Server

    from credora_agent.runtime import Urls

HEAD = "order,sku,quantity,unit price,order date\n"
LINES = HEAD + "1,A,2,10.00,2026-03-13 10:00\n2,B,1,5.50,2026-03-14 11:00\n"
COLUMNS = {
    "order": "order",
    "sku": "sku",
    "quantity": "quantity",
    "unit_price": "unit price",
    "ordered_at": "order date",
}
NEW = ("--shop", "new", "--currency", "GBP", "--timezone", "Europe/London")
NEAR = ("--start", "2026-03-01", "--end", "2026-03-31")


class Desk(NamedTuple):
    """A folder with a shop's database behind it, and what the books hold."""

    folder: Path
    books: Callable[[], Any]

    def run(self, *words: str) -> Result:
        """Run a command in this process, in a thread of its own as it makes its own event loop."""
        found: list[Result] = []
        thread = threading.Thread(target=lambda: found.append(CliRunner().invoke(app, list(words))))
        thread.start()
        thread.join()
        return found[0]


@pytest.fixture(scope="module")
async def desk(urls: Urls, server: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """Lend a shop "old" with two lines of 20.00 and 5.50; `books` reads every table, whoever's its rows are.

    All but the answers kept: one that could be worked out is kept although it could not be written to a file.
    """
    folder, name = tmp_path_factory.mktemp("bad"), urls.app.split("?")[0].rpartition("/")[2]
    async with server.connect(name) as connection:
        found = await connection.fetch(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> 'pnl_reports'"
        )
        tables = [row[0] for row in found]

        async def books() -> dict[str, str]:
            sql = "select md5(coalesce(string_agg(t::text, ';' order by t::text), '')) from {} t"
            return {table: await connection.fetchval(sql.format(table)) for table in tables}

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CREDORA_DATABASE_URL", urls.app)
            patch.chdir(folder)
            lent = Desk(folder, books)
            (folder / "lines.csv").write_text(LINES)
            done = lent.run("import", "lines.csv", "--shop", "old", "--currency", "GBP", "--timezone", "Europe/London")
            assert done.exit_code == 0, done.output
            yield lent


async def refused(desk: Desk, *words: str) -> dict[str, str]:
    """Require a clear refusal that leaves every table as it was, said to a person and as one JSON object."""
    before = await desk.books()
    said = desk.run(*words)
    assert said.exit_code == 1, (words, said.output)
    assert isinstance(said.exception, SystemExit), said.exception
    assert "✗" in said.stderr
    assert "→" in said.stderr
    done = desk.run(*words, "--json")
    assert done.exit_code == 1
    error = json.loads(done.stdout)["error"]
    assert set(error) == {"code", "cause", "remedy"}
    assert all(error.values())
    assert max(map(len, error.values())) < 2_000
    assert "Traceback" not in done.stdout + done.stderr
    assert await desk.books() == before
    return error


FILES: dict[str, tuple[bytes, str]] = {
    "wrong encoding": (LINES.encode() + b"3,caf\xe9,1,1.00,2026-03-15 10:00\n" * 1 + b"\x81\x8d", "encoding"),
    "one column": (LINES.replace(",", "^").encode(), "only one column"),
    "missing columns": (b"order,sku,price\n1,A,2.00\n", "quantity"),
    "not a table": (b"Dear Sir, hello\nplease, find\nattached, this\n", "not understood"),
    "workbook": (b"PK\x03\x04" + b"\0" * 100, "workbook"),
    "truncated gzip": (gzip.compress((LINES * 2000).encode())[:-40], "breaks off"),
    "empty": (b"", "is empty"),
    "only a header": (HEAD.encode(), "no rows"),
    "10 MB in one field": (LINES.encode() + b'3,"' + b"x" * 10_000_000 + b'",1,1.00,2026-03-15\n', "quote"),
    "10 MB in one line": (LINES.encode() + b"3," + b"x" * 10_000_000, "quote"),
    "NUL bytes": (LINES.encode() + b"3,A\0,1,1.00,2026-03-15\n", "NUL"),
    "days and months": ((HEAD + "1,A,1,1.00,03/04/2026\n").encode(), "day/month or month/day"),
    "thousands or decimals": ((HEAD + "1,A,1,1.234,2026-03-01\n").encode(), "thousands or three decimals"),
    "all rows in the future": ((HEAD + "1,A,1,1.00,2999-03-01\n").encode(), "future"),
    "all rows negative": ((HEAD + "1,A,-1,1.00,2026-03-01\n").encode(), "negative"),
    "columns twice": (b"order,sku,sku,quantity,unit price,order date\n1,A,B,1,1,2026-03-01\n", "more than once"),
}


@pytest.mark.parametrize("shop", [("--shop", "old"), NEW], ids=["a shop with books", "a new shop"])
@pytest.mark.parametrize("name", FILES)
async def test_a_bad_file(desk: Desk, name: str, shop: tuple[str, ...]) -> None:
    """Nothing of the file is kept, and no shop is founded by it."""
    content, words = FILES[name]
    (desk.folder / "bad.csv").write_bytes(content)
    error = await refused(desk, "import", "bad.csv", *shop)
    assert words in error["cause"] + error["remedy"]


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (("import", "none.csv", "--shop", "old"), "does not exist"),
        (("import", ".", "--shop", "old"), "is a folder"),
        (("import", "lines.csv", "--shop", "new"), "no shop 'new'"),
        (
            ("import", "lines.csv", "--shop", "new", "--currency", "XQZ", "--timezone", "Europe/London"),
            "not a currency",
        ),
        (("import", "lines.csv", "--shop", "new", "--currency", "GBP", "--timezone", "Mars/Base"), "not a time zone"),
        (
            ("import", "lines.csv", "--shop", "New Shop!", "--currency", "GBP", "--timezone", "UTC"),
            "cannot name a shop",
        ),
        (("import", "lines.csv", "--shop", "old", "--currency", "USD"), "have the currency GBP"),
        (("import", "lines.csv", "--shop", "old", "--timezone", "UTC"), "have the time zone Europe/London"),
        (("import", "lines.csv", "--shop", "old", "--mapping", "none.json"), "cannot be read"),
        (("import", "lines.csv", "--shop", "old", "--rejected", "no/such/folder.csv"), "no/such"),
        (("costs", "import", "lines.csv", "--shop", "old"), "no column for unit_cost"),
        (("costs", "import", "none.csv", "--shop", "old"), "does not exist"),
        (("rates", "import", "lines.csv", "--shop", "old"), "no"),
        (("pnl", "--shop", "none"), "no shop 'none'"),
        (("pnl", "--start", "2026-03-31", "--end", "2026-03-01"), "after its end"),
        (("pnl", "--start", "2026-02-30"), "not a day"),
        (("pnl", "--start", "1815-06-18", "--end", "2026-03-01"), "before any shop"),
        (("pnl", "--start", "2999-01-01", "--end", "2999-12-31"), "after today"),
        (("pnl", *NEAR, "--by", "fortnight"), "--by"),
        (("pnl", *NEAR, "--compare", "yesterday"), "--compare"),
        (("pnl", *NEAR, "--compare", "2026-03-09..2026-03-01"), "after its end"),
        (("pnl", *NEAR, "--csv", "no/such/folder.csv"), "no/such"),
        (("pnl", "--start", "1990-01-01", "--end", "2026-03-01", "--by", "day"), "columns"),
        (("reconcile", "--start", "2026-03-31", "--end", "2026-03-01"), "after its end"),
        (("entries", "profits", *NEAR), "no metric"),
        (("entries", "net_sales@2026-03-01", *NEAR), "day"),
        (("entries", "net_sales", *NEAR, "--cursor", "abc"), "cursor"),
        (("entries", "net_sales", *NEAR, "--limit", "0"), "not possible"),
        (("entries", "--history", "999999999999999999999"), "no ledger row"),
        (("entries",), "Which rows"),
        (("ask", "profit in march 2026", "--today", "soon"), "not a day"),
        (("ask", "profit", "--shop", "none"), "no shop"),
        (("plan", "profit", "--tz", "Nowhere"), "not a time zone"),
    ],
    ids=lambda words: " ".join(words)[:60] if isinstance(words, tuple) else "",
)
async def test_a_bad_request(desk: Desk, words: tuple[str, ...], cause: str) -> None:
    error = await refused(desk, *words)
    assert cause in error["cause"]


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ('{"columns": {', "not JSON"),
        (json.dumps({"columns": COLUMNS, "colour": "blue"}), "unknown key 'colour'"),
        (json.dumps({"columns": {**COLUMNS, "sku": "article"}}), "'article', which the file does not have"),
        (json.dumps({"columns": {**COLUMNS, "sku": "order"}}), "two meanings"),
        (json.dumps({"columns": COLUMNS, "date_format": "%d/%m/%Y"}), "not a date"),
        (json.dumps({"columns": COLUMNS, "encoding": "klingon"}), "not an encoding"),
        (json.dumps({"columns": COLUMNS, "delimiter": ";"}), "only one column"),
        (json.dumps({"version": 2, "columns": COLUMNS}), "version"),
        ("[]", "bad value"),
        ("\xff".encode("latin-1"), "UTF-8"),
    ],
    ids=["no JSON", "unknown key", "absent column", "two meanings", "dates", "encoding", "delimiter", "version", "list",
         "bytes"],
)  # fmt: skip
async def test_a_bad_mapping(desk: Desk, mapping: str | bytes, words: str) -> None:
    (desk.folder / "map.json").write_bytes(mapping if isinstance(mapping, bytes) else mapping.encode())
    error = await refused(desk, "import", "lines.csv", "--shop", "old", "--mapping", "map.json")
    assert words in error["cause"] + error["remedy"]


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("CREDORA_DATABASE_URL", "nonsense", "not a database address"),
        ("CREDORA_DATABASE_URL", "postgresql://127.0.0.1:1/none", "does not answer"),
        ("CREDORA_PG_LINGER", "-1", "CREDORA_PG_LINGER"),
    ],
)
async def test_bad_settings(desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, value: str, cause: str) -> None:
    monkeypatch.setenv(name, value)
    assert cause in (await refused(desk, "shops"))["cause"]


async def test_a_wrong_password_is_said_without_the_password(
    desk: Desk, urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDORA_DATABASE_URL", urls.app.replace(":", ":not", 2).replace(":not//", "://"))
    error = await refused(desk, "shops")
    assert "password" in error["cause"]
    assert urls.app.split(":")[2].split("@")[0] not in str(error)


async def test_refusals_hold_at_the_process_s_edge(desk: Desk, urls: Urls) -> None:
    """The same in a process of its own, without a keyboard: no traceback, one object on stdout, nothing waits."""
    cli = CommandLine(desk.folder, CREDORA_DATABASE_URL=urls.app)
    (desk.folder / "bad.csv").write_bytes(FILES["days and months"][0])
    before = await desk.books()
    error = cli.json("import", "bad.csv", *NEW, code=1)["error"]
    assert '"ordered_at": "order date"' in error["remedy"], "the proposal is shown, to be corrected"
    assert cli.run("pnl", "--start", "soon", code=1).stdout == ""
    assert await desk.books() == before
