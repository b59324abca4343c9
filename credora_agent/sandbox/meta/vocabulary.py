"""The names Meta's own SDK publishes for v26.0: fields, breakdowns, windows and levels."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "schemas" / "meta_insights_v26.json"
GONE_WINDOWS = frozenset({"7d_view", "28d_view"})
"""Windows the enumeration still holds, but for which nothing has been returned since January 2026."""


@cache
def _published() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return said


def insight_fields() -> frozenset[str]:
    """Return the fields an insights request may name."""
    return frozenset(_published()["insights"]["field_names"])


def fields_of(kind: str) -> frozenset[str]:
    """Return the fields of `ad_account`, `campaign` or `ad_report_run`."""
    return frozenset(_published()[kind]["fields"])


def choices(name: str) -> frozenset[str]:
    """Return the constants of `Breakdowns`, `ActionBreakdowns`, `ActionAttributionWindows`, `Level`, `DatePreset`."""
    return frozenset(_published()["insights"][name])
