"""The commands of live data as another process meets them: sync, connections, tokens, worker."""

from __future__ import annotations

import csv
import secrets
import signal
from typing import TYPE_CHECKING

import pytest
from live_shop import command_line, live_shop, sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from command_line import CommandLine
    from live_shop import LiveShop

    from credora_agent.core.db import Database
    from credora_agent.runtime import Urls


@pytest.fixture(scope="module")
async def live(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveShop]:
    """Lend a shop connected to Shopify, in the machine's own time, not read yet."""
    home = tmp_path_factory.mktemp("home")
    async with sandbox(days=4, runs=True) as sim, live_shop(database, home, sim, runs=True) as shop:
        await shop.connect("shopify")
        yield shop


@pytest.fixture(scope="module")
def cli(live: LiveShop, urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Lend the command line over the shop's database."""
    return command_line(live, urls, tmp_path_factory.mktemp("folder"))


def test_sync_reads_everything_and_says_so(cli: CommandLine, live: LiveShop) -> None:
    """As JSON: every stream current, no error; as text: the sources and what they are up to date to."""
    found = cli.json("sync", "--shop", live.tenant.slug)
    assert {source["platform"] for source in found["sources"]} == {"shopify", "rates"}
    assert all(stream["error"] is None for source in found["sources"] for stream in source["streams"])
    text = cli.run("sync", "--platform", "shopify").stdout
    assert "Up to date: " in text
    assert "orders and" in text


def test_sync_of_what_is_not_connected_is_refused(cli: CommandLine) -> None:
    """A platform nobody connected, or nobody knows, a day that is none: one sentence, exit code 1, a remedy."""
    assert cli.json("sync", "--platform", "meta", code=1)["error"]["code"] == "bad_input"
    assert "no platform" in cli.json("sync", "--platform", "etsy", code=1)["error"]["cause"]
    assert cli.json("sync", "--since", "yesterdayish", code=1)["error"]["code"] == "bad_dates"


def test_connections_are_listed_shown_and_exported(cli: CommandLine, live: LiveShop, tmp_path: Path) -> None:
    """One row an account; the same as CSV; one account with its streams; a name nobody has is refused."""
    (shopify,) = [each for each in cli.json("connections")["connections"] if each["platform"] == "shopify"]
    assert (shopify["account"], shopify["state"]) == (live.domain, "current")
    cli.run("connections", "--csv", str(tmp_path / "list.csv"))
    with (tmp_path / "list.csv").open(encoding="utf-8") as file:
        assert live.domain in {row["account"] for row in csv.DictReader(file)}
    assert cli.json("connections", "show", live.domain)["id"] == shopify["id"]
    assert "orders and" in cli.run("connections", "show", shopify["id"]).stdout
    assert cli.json("connections", "show", "nobody", code=1)["error"]["code"] == "bad_input"


def test_alerts_are_listed_in_words(cli: CommandLine) -> None:
    """Each alert has a sentence and a remedy."""
    for alert in cli.json("connections", "alerts")["alerts"]:
        assert alert["says"]
        assert alert["remedy"]
        assert "{" not in alert["says"]


def test_status_reaches_the_questions_too(cli: CommandLine) -> None:
    """`credora ask` about the data's state tells the live sources."""
    said = cli.run("ask", "how fresh is the data?").stdout
    assert "Up to date: " in said
    assert "Shopify" in said


def test_a_consent_needs_the_site_it_comes_back_to(cli: CommandLine) -> None:
    """Nothing listens at the public address: said, with what to run; an own app needs its shop's name."""
    cli.env["CREDORA_PUBLIC_URL"] = "http://127.0.0.1:9"
    refused = cli.json("connections", "add", "meta", code=1)["error"]
    assert (refused["code"], "credora serve" in refused["remedy"]) == ("unavailable", True)
    asked = ("connections", "add", "google", "--client-id", "x", "--client-secret", secrets.token_hex(4))
    assert cli.json(*asked, code=1)["error"]["code"] == "bad_input"


def test_tokens_are_sealed_anew(cli: CommandLine) -> None:
    """A new key, every token moved to it; the next sync opens them."""
    done = cli.json("tokens", "rotate")
    assert done["new_key"] is True
    assert done["tokens_moved"] >= 2
    assert done["connections_unopened"] == []
    assert cli.json("sync", "--platform", "shopify")["sources"]


def test_a_worker_does_what_is_due_and_ends(cli: CommandLine) -> None:
    """--once: nothing is due after a sync but what was hinted at, books are sound; without it, it runs until told."""
    found = cli.json("worker", "--once")
    assert {shop["differences"] for shop in found["shops"]} == {0}
    assert all(stream["error"] is None for stream in found["streams"])
    process = cli.start("worker")
    assert process.stdout is not None
    assert "0 differences" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")


def test_a_removed_account_is_read_no_more(cli: CommandLine, live: LiveShop) -> None:
    """Disconnected: its state says so, sync has nothing to read, its books stay."""
    done = cli.json("connections", "remove", live.domain)
    assert done["status"] == "disconnected"
    (shopify,) = [each for each in cli.json("connections")["connections"] if each["platform"] == "shopify"]
    assert shopify["state"] == "disconnected"
    assert cli.json("sync", "--platform", "shopify", code=1)["error"]["code"] == "bad_input"
    assert cli.json("pnl")["lines"]
