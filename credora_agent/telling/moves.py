"""How a line moved from its base, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.telling.phrasing import SIGNED_COSTS, amount, percent

if TYPE_CHECKING:
    from credora_agent.reports.schemas import Line


def moved(line: Line) -> str:
    """Return "up £390,000.00 (+36.5%)", said of costs as of positive amounts; points for ratios."""
    said = _moved(line)
    partial = line.change is not None and line.change.delta is not None and line.change.bound != "exact"
    return f"as far as recorded {said}" if partial else said


def _moved(line: Line) -> str:
    change, base = line.change, line.compare
    if change is None or base is None or change.delta is None:
        return "with nothing recorded to compare it with"
    delta = -change.delta if line.id in SIGNED_COSTS else change.delta
    if delta == 0:
        return "unchanged"
    way = "up" if delta > 0 else "down"
    if line.unit == "ratio":
        points = (abs(delta) * 100).quantize(Decimal("0.1"))
        return f"{way} {points} percentage points from {amount(base)}"
    size = amount(line.total, abs(delta))
    if change.ratio is None:
        return f"{way} {size}"
    share = -change.ratio if line.id in SIGNED_COSTS else change.ratio
    return f"{way} {size} ({percent(share, signed=True)})"
