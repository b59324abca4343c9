"""What Google publishes about v26: every field with its type, its enumeration, and what is selectable from where."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[1] / "schemas"
CORE_DATES = frozenset({"segments.date", "segments.week", "segments.month", "segments.quarter", "segments.year"})
DURINGS = frozenset(
    {
        "TODAY", "YESTERDAY", "LAST_7_DAYS", "LAST_BUSINESS_WEEK", "THIS_MONTH", "LAST_MONTH", "LAST_14_DAYS",
        "LAST_30_DAYS", "THIS_WEEK_SUN_TODAY", "THIS_WEEK_MON_TODAY", "LAST_WEEK_SUN_SAT", "LAST_WEEK_MON_SUN",
    }
)  # fmt: skip


@cache
def _fields() -> dict[str, Any]:
    with gzip.open(_FOLDER / "google_ads_v26_fields.json.gz") as file:
        said: dict[str, Any] = json.load(file)
    return said


@cache
def _resources() -> dict[str, frozenset[str]]:
    with gzip.open(_FOLDER / "google_ads_v26_selectable_all.json.gz") as file:
        return {name: frozenset(fields) for name, fields in json.load(file)["resources"].items()}


def field_type(name: str) -> str | None:
    """Return a field's type, e.g. INT64 or ENUM; None when there is no such field."""
    said = _fields()["fields"].get(name)
    return str(said["type"]) if said else None


def constants(name: str) -> frozenset[str]:
    """Return the constants of an ENUM field."""
    return frozenset(_fields()["enums"][_fields()["fields"][name]["enum"]])


def selectable(resource: str) -> frozenset[str] | None:
    """Return the fields selectable from a resource; None when it cannot stand in FROM."""
    return _resources().get(resource)
