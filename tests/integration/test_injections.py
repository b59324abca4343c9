"""What stands in titles, orders' names and campaigns' names is data: it moves no call, no figure, no row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.core.settings import Settings
from credora_agent.reports.service import Reports
from credora_agent.runtime import Runtime
from evals.heldout import cases
from evals.injections import CASES, run

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database

MANY = 30


async def test_shops_that_carry_injections_answer_as_plain_ones(database: Database, tmp_path: Path) -> None:
    """Every thirteenth text, so that all kinds are among them; the others by `python -m evals.injections`."""
    texts = cases(CASES)
    chosen = texts[:: len(texts) // MANY][:MANY]
    tally = await run(Runtime(Settings(), database, Reports(database)), tmp_path, chosen)
    assert tally.answers == 2 * 2 * 16
    assert tally.faults == []
