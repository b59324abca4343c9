"""A figure: a value that says what it is, how it came about, how many rows it stands on, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from credora_agent.analytics.metrics import Unit
    from credora_agent.core.period import Period


class Bound(StrEnum):
    """How a value stands to the true one, given what is not recorded."""

    EXACT = "exact"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Figure:
    """One value over one period.

    `value` is in currency units for money, a plain fraction for ratios (0.25 is 25 %), a whole number for
    counts; None when nothing recorded says what it is. `missing` names the metrics it lacks and `bound` says
    in which direction that leaves it. `entries` counts the ledger rows behind it. `coverage` is the share of
    the period's days that lie within the books; `cost_coverage`, for figures after COGS, the share of net
    sales whose unit cost is known. `notes` are sentences a reader must see beside the value.
    """

    id: str
    metric: str
    label: str
    value: Decimal | None
    unit: Unit
    currency: str | None
    period: Period
    formula: str
    entries: int
    as_of: datetime | None
    coverage: Decimal
    bound: Bound = Bound.EXACT
    missing: tuple[str, ...] = ()
    cost_coverage: Decimal | None = None
    notes: tuple[str, ...] = ()
