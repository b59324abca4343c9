"""The browser of the tests: a real Chromium, and what axe-core says of its pages; without one, tests skip."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from judges.toolchain import installed

from evals import chromium as driver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Tab(driver.Tab):
    """One page, seen from outside and judged."""

    async def violations(self) -> list[str]:
        """Return what axe-core finds that is serious or critical: rule, element, what to do."""
        source = (installed() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
        await self.send("Runtime.evaluate", expression=source)
        return list(
            await self.value(
                """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
                .filter(each => ["serious", "critical"].includes(each.impact))
                .flatMap(each => each.nodes.map(node => `${each.id}: ${node.html} (${node.failureSummary})`)))"""
            )
        )


@asynccontextmanager
async def opened() -> AsyncIterator[Tab]:
    """Lend an empty page of a Chromium started for it."""
    try:
        async with driver.browsed(Tab) as tab:
            yield tab
    except driver.NoBrowser as lack:
        pytest.skip(f"{lack} (apt-get install chromium)")


async def sound(tab: Tab) -> None:
    """Fail where a page is wider than its window, complains, or keeps somebody out."""
    assert await tab.overflow() <= 0
    assert tab.complaints() == []
    assert await tab.violations() == []
