"""The invented merchant's own sheet of the days to come: read whole by the product, and true to the world it is of."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from lived_worlds import SEEDS, begun, demo, lived, state

from credora_agent.core.money import to_micros
from credora_agent.sandbox import orders
from credora_agent.sandbox.columns import PLAN_COLUMNS
from credora_agent.sandbox.world.days import local_day
from credora_agent.sync.importers.plan_csv import read_plan
from credora_agent.sync.importers.plan_lines import PlanLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from credora_agent.sandbox.world.world import World


def read(world: World, folder: Path) -> list[PlanLine]:
    """Return the sheet as the product reads it, every line of it."""
    path = folder / "plan.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, PLAN_COLUMNS)
        out.writeheader()
        out.writerows(world.plan_sheet())
    return whole(path, world.currency, today(world))


def whole(path: Path, currency: str, day: date) -> list[PlanLine]:
    """Return the lines of a file that has no bad row."""
    lines: Sequence[Any] = list(read_plan(path, currency=currency, today=day))
    assert all(isinstance(line, PlanLine) for line in lines), lines
    assert len({line.id for line in lines}) == len(lines)
    return list(lines)


def today(world: World) -> date:
    """Return the world's present day in its shop."""
    return local_day(world.now, str(world.zone))


def of(lines: Sequence[PlanLine], what: str) -> list[dict[str, Any]]:
    """Return the values of the lines of a kind."""
    return [dict(line.values) for line in lines if line.what == what]


@pytest.mark.parametrize("seed", SEEDS)
def test_any_worlds_sheet_is_read_whole(seed: int, tmp_path: Path) -> None:
    """Whatever its currency and age, every line is taken; goods on order are the shop's own, at their cost today."""
    world = lived(seed)
    lines = read(world, tmp_path)
    assert {line.what for line in lines} == {"balance", "payment", "tax", "terms", "stock"}
    costs = {sku: to_micros(cost) for sku, _, cost in world.cost_history()}
    for order in of(lines, "stock"):
        assert order["unit_cost_micros"] == costs[order["sku"]]
        assert order["ordered_on"] == today(world) < order["arrives_on"]


def test_writing_the_sheet_changes_nothing(tmp_path: Path) -> None:
    """A world that was asked for its sheet is the same as one that was not; asked again, it says the same."""
    world, other = begun(2), begun(2)
    later = world.now + timedelta(days=20)
    world.advance(later)
    other.advance(later)
    assert read(world, tmp_path) == read(world, tmp_path)
    assert state(world) == state(other)


def test_the_demos_money_runs_short_unless_it_sells(tmp_path: Path) -> None:
    """The bank pays the deposit today; the rest on arrival, the tax and what is due besides need six weeks of sales.

    The reserve comes back once the provider lets it go, in the amount it holds.
    """
    world = demo()
    lines = read(world, tmp_path)
    (balance,) = of(lines, "balance")
    assert balance["day"] == today(world) - timedelta(days=1)
    worth = sum(order["units"] * order["unit_cost_micros"] for order in of(lines, "stock"))
    deposit = worth * 3 // 10
    assert deposit < balance["amount_micros"]
    monthly = -sum(each["amount_micros"] for each in of(lines, "payment") if each["every"] == "month")
    assert balance["amount_micros"] < worth + monthly
    held = [row for row in world.balance.values() if row.type.startswith("RESERVED_FUNDS")]
    (back,) = (each for each in of(lines, "payment") if each["amount_micros"] > 0)
    assert back["amount_micros"] == -sum(row.net for row in held) * 10_000
    assert back["first_day"] > max(order["arrives_on"] for order in of(lines, "stock"))


def test_the_exported_shops_plan_is_read_whole(tmp_path: Path) -> None:
    """`credora sandbox export` writes a plan beside orders and costs; it is of today, in the shop's currency."""
    day = today(demo())
    orders.write_plan(tmp_path / "plan.csv", today=day)
    lines = whole(tmp_path / "plan.csv", orders.CURRENCY, day)
    assert {line.what for line in lines} == {"balance", "payment", "tax", "terms", "stock"}
    assert all(line.values.get("currency", orders.CURRENCY) == orders.CURRENCY for line in lines)
