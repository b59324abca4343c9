"""From the line a desktop client holds to the answer: what `credora mcp install` prints is started and asked."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from command_line import CommandLine
from fastmcp import Client
from fastmcp.client.transports import StdioTransport

if TYPE_CHECKING:
    from pathlib import Path

LINES = """order,sku,product,quantity,unit price,order date
1,A,Mug,3,10.00,2026-10-05 10:00
2,B,Cup,1,5.50,2026-10-31 23:00
"""
MOST_CPU = 15.0
"""Seconds; a bound for a slow machine that measures coverage. The figure itself is in the bench."""


@pytest.fixture(scope="module")
def credora(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Lend a home with one shop: 35.50 of sales in October 2026."""
    folder = tmp_path_factory.mktemp("desktop")
    line = CommandLine(folder, CREDORA_HOME=str(folder / "home"), CREDORA_PG_LINGER="2")
    line.file("orders.csv", LINES)
    line.run("import", "orders.csv", "--shop", "mugs", "--currency", "GBP", "--timezone", "Europe/London")
    return line


def transport(credora: CommandLine) -> StdioTransport:
    """Return the transport a client makes of the line we print for it."""
    held = json.loads(credora.run("mcp", "install", "claude-desktop", "--print").stdout)
    line = held["mcpServers"]["credora"]
    return StdioTransport(line["command"], line["args"], env={**credora.env, **line["env"]}, cwd="/", keep_alive=False)


async def test_the_line_starts_the_server_and_it_answers(credora: CommandLine) -> None:
    """What did we net last month? Asked of a fresh process: 35.50, in the text and in the data, as the command says."""
    said = credora.json("pnl", "--start", "2026-10-01", "--end", "2026-10-31")
    net = next(line["total"] for line in said["lines"] if line["id"] == "net_sales")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    async with Client(transport(credora)) as client:
        answer = await client.call_tool("cfo_pnl", {"start": "2026-10-01", "end": "2026-10-31"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "35.50" in answer.content[0].text
    figures = {figure["id"]: figure for figure in answer.structured_content["figures"]}
    assert Decimal(figures[net["id"]]["value"]) == Decimal(net["value"]) == Decimal("35.50")
    assert answer.structured_content["period"] == {"start": "2026-10-01", "end": "2026-10-31"}
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < MOST_CPU


async def test_without_books_the_server_stands_and_says_what_to_do(tmp_path: Path) -> None:
    """A client is greeted on a machine where nothing was ever imported; the call says how books are made."""
    line = CommandLine(tmp_path, CREDORA_HOME=str(tmp_path / "home"), CREDORA_PG_LINGER="0")
    async with Client(transport(line)) as client:
        assert await client.list_tools()
        refused = await client.call_tool("cfo_status", {}, raise_on_error=False)
    assert refused.structured_content["error"]["code"] == "unknown_shop"
    assert "credora import" in refused.structured_content["error"]["remedy"]


def test_only_the_protocol_is_on_standard_output(credora: CommandLine) -> None:
    """Every line the server writes there is one JSON-RPC message; it ends when its input does."""
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "credora_agent", "mcp"], cwd=credora.folder, env=credora.env, timeout=60, check=False,
        input=json.dumps(hello) + "\n", capture_output=True, text=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert [json.loads(line)["jsonrpc"] for line in lines] == ["2.0"] * len(lines)
    assert json.loads(lines[0])["result"]["serverInfo"]["name"] == "credora"
    assert done.returncode == 0, done.stderr
