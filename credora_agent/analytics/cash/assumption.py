"""One assumption of a forecast: a value, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.analytics.metrics import Unit


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption: `value` in its unit, None where nothing is known and so nothing is counted.

    `source` begins with "own data", "prior" or "you said", or says that nothing is known. `sample` counts what the
    value was read from, in `sampled` ("days", "refunds"). `change` says how the merchant puts another in its place.
    """

    id: str
    label: str
    value: float | None
    unit: Unit
    source: str
    sample: int = 0
    sampled: str = ""
    change: str = ""


def own(days: int, until: date) -> str:
    """Return the source of a value read from so many days of the books."""
    return f"own data: {days} days to {until}"
