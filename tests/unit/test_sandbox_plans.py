"""Fault plans: named, together, from a file, or refused with what there is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from credora_agent.cli.sandbox.plans import PLANS, plan
from credora_agent.core.errors import BadFile, BadInput
from credora_agent.sandbox.faults import Faults

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", PLANS)
def test_the_sandbox_knows_every_rule(name: str) -> None:
    """A rule of an unknown kind would be refused there, and the check would prove nothing."""
    faults = Faults()
    for rule in plan(name).rules:
        faults.add(rule)
    assert len(faults.rules) == len(PLANS[name].rules)


def test_plans_add_up() -> None:
    both = plan("wire,crashes")
    assert both.name == "wire,crashes"
    assert (both.rules, both.crashes) == (PLANS["wire"].rules, PLANS["crashes"].crashes)
    everything = plan("all")
    assert len(everything.rules) == sum(len(each.rules) for each in PLANS.values())
    assert not everything.deaf
    assert (everything.workers, everything.webhooks) == (2, 3)


def test_a_plan_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"rules": [{"match": "*", "kind": "reset", "nth": 3}], "crashes": 2}))
    assert (plan(str(file)).name, plan(str(file)).crashes, len(plan(str(file)).rules)) == ("mine", 2, 1)


@pytest.mark.parametrize(("given", "says"), [("wires", "no fault plan 'wires'"), ("wire,,ads", "no fault plan ''")])
def test_an_unknown_plan_is_refused(given: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        plan(given)
    assert "throttled" in refused.value.remedy


@pytest.mark.parametrize("content", ["", "[]", '{"crash": 1}', "{"])
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(content)
    with pytest.raises(BadFile, match=r"broken\.json is no fault plan"):
        plan(str(file))
