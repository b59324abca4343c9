"""What of a person's words is a yes or a no to a proposal: the whole of them, in any tongue of the planner's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from credora_agent.agent.approval import NO, YES, Approval, decided, word

WAITING = Approval(plans=("p1", "p2"), says="Two.", expires_at=datetime(2026, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize("said", ["Yes!", "do it", "Sí, hazlo.", "ja", "Oui", "sim", "はい。", "OK", "go ahead"])
def test_a_yes_applies_the_plans_that_wait(said: str) -> None:
    plan = decided(said, WAITING)
    assert plan is not None
    assert [(call.tool, call.args) for call in plan.calls] == [
        ("cfo_apply", {"plan_id": "p1"}),
        ("cfo_apply", {"plan_id": "p2"}),
    ]


@pytest.mark.parametrize("said", ["no", "No, cancel.", "Nein", "cancela", "annule", "いいえ", "don’t do it"])
def test_a_no_drops_them(said: str) -> None:
    plan = decided(said, WAITING)
    assert plan is not None
    assert (plan.calls, plan.intent) == ((), "drop")


@pytest.mark.parametrize(
    "said",
    [
        "yes, and what was revenue?",
        "did it work?",
        "do it next month",
        "no revenue in March?",
        "yes apply plan 7",
        "",
        "?",
    ],
)
def test_anything_else_is_a_question(said: str) -> None:
    assert word(said) is None
    assert decided(said, WAITING) is None


def test_nothing_waits_nothing_is_decided() -> None:
    assert decided("yes", None) is None


def test_no_word_is_both() -> None:
    assert not YES & NO
