"""The agent may not import the metric registry, so it lists which lines lower profit; the two must agree."""

from __future__ import annotations

from credora_agent.analytics.metrics import METRICS, STATEMENT
from credora_agent.telling.part import LACK_NAMES
from credora_agent.telling.phrasing import SIGNED_COSTS


def test_costs_are_spoken_of_as_positive_where_the_registry_says_so() -> None:
    assert {line.id for line in STATEMENT if line.sign < 0} == SIGNED_COSTS


def test_every_line_that_can_be_missing_has_a_name() -> None:
    """Only lines whose absence leaves a total incomplete are named as missing."""
    expected = {line.id for line in STATEMENT if line.category and line.expected}
    assert set(LACK_NAMES) == expected
    assert set(LACK_NAMES) <= set(METRICS)
