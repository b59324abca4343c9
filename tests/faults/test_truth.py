"""Truth = product: worlds that nobody tuned to, synced by the real engine, with everything going wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from command_line import CommandLine

from credora_agent.cli.sandbox.check import Asked, Checked, check
from credora_agent.cli.sandbox.plans import PLANS, plan

if TYPE_CHECKING:
    from pathlib import Path


async def checked(seed: int, days: int, faults: str) -> Checked:
    found = await check(Asked(seed, days, plan(faults)))
    assert not found.unhappy, found.unhappy
    return found


def differing(found: Checked) -> list[dict[str, object]]:
    return [line.as_json() for line in found.booked if line.max_abs_diff_micros]


async def test_a_world_without_faults_is_booked_to_the_micro() -> None:
    """Seed 31: US dollars, Sydney days, fees in pounds, ads in yen and dinars, an imported order deleted later."""
    found = await checked(31, 10, "none")
    assert not differing(found)
    assert found.passed
    assert {line.currency for line in found.booked} >= {"USD", "GBP", "JPY", "KWD"}
    assert len({line.line for line in found.booked}) >= 12


async def test_everything_going_wrong_changes_nothing() -> None:
    """Every fault plan at once, two workers, each sync cut down at a random point first, webhooks thrice, shuffled."""
    found = await checked(404, 6, "all")
    assert not differing(found)
    assert found.passed
    assert found.crashes >= 3
    assert found.faults >= 40


async def test_what_no_webhook_tells_of_is_found_out() -> None:
    """The same world, and no webhook ever arrives: the deleted order is missed by the daily look at which stand."""
    found = await checked(31, 10, "deaf")
    assert not differing(found)
    assert found.passed


def test_the_command_says_so_in_json(tmp_path: Path) -> None:
    """`credora sandbox check`: a line for each category and currency, and the largest difference."""
    line = CommandLine(tmp_path, CREDORA_HOME=str(tmp_path / "unused"))
    found = line.json("sandbox", "check", "--seed", "5", "--days", "3")
    assert (found["seed"], found["passed"], found["max_abs_diff_micros"]) == (5, True, 0)
    assert {"line", "currency", "truth", "product", "max_abs_diff_micros"} <= set(found["lines"][0])
    assert {each["line"] for each in found["statement"]} >= {"net_sales", "net_profit"}
    assert not (tmp_path / "unused").exists()
    refused = json.loads(line.run("sandbox", "check", "--faults", "rain", "--json", code=1).stdout)
    assert refused["error"]["code"] == "bad_input"


@pytest.mark.long
@pytest.mark.parametrize("faults", [name for name in PLANS if name != "none"])
@pytest.mark.parametrize("seed", [7_001, 7_002, 7_003])
async def test_each_fault_plan_over_many_worlds(seed: int, faults: str) -> None:
    """Twenty days of three more worlds under each plan alone."""
    found = await checked(seed, 20, faults)
    assert not differing(found)
    assert found.passed


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8_000, 8_010))
async def test_two_hundred_crashes(seed: int, tmp_path: Path) -> None:
    """Ten worlds, each cut down at twenty random points."""
    file = tmp_path / "crashes.json"
    file.write_text(json.dumps({"crashes": 20}))
    found = await check(Asked(seed, 40, plan(str(file))))
    assert found.crashes == 20
    assert not differing(found)
    assert found.passed
