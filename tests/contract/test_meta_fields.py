"""What is asked of Meta holds to the names its own SDK publishes for v26.0, and windows that are gone are caught."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from credora_agent.platforms.meta_ads import account, insights, report

SCHEMAS = Path(__file__).resolve().parents[2] / "credora_agent" / "sandbox" / "schemas"
GONE_WINDOWS = {"7d_view", "28d_view"}
"""Still in the SDK's enumeration, though nothing has been returned for them since 2026-01-12."""


@cache
def published() -> dict[str, Any]:
    return json.loads(next(SCHEMAS.rglob("meta_insights_v26.json")).read_text(encoding="utf-8"))


def faults(asked: dict[str, Any]) -> list[str]:
    """Return what of a request Meta does not know, or would silently leave unanswered."""
    known = published()["insights"]
    names = {
        "fields": set(known["field_names"]),
        "action_breakdowns": set(known["ActionBreakdowns"]),
        "action_attribution_windows": set(known["ActionAttributionWindows"]) - GONE_WINDOWS,
    }
    found = [
        f"{key}: {value}" for key, allowed in names.items() for value in asked.get(key, ()) if value not in allowed
    ]
    if asked["level"] not in known["Level"]:
        found.append(f"level: {asked['level']}")
    if asked["time_increment"] not in range(1, 91):
        found.append(f"time_increment: {asked['time_increment']}")
    return found


def test_what_is_asked_of_reports_is_known_to_meta() -> None:
    assert faults(insights.insights()) == []
    assert faults(insights.insights()["totals"]) == []


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("action_attribution_windows", ["7d_view"], "action_attribution_windows: 7d_view"),
        ("action_attribution_windows", ["28d_view"], "action_attribution_windows: 28d_view"),
        ("fields", ["spent"], "fields: spent"),
        ("action_breakdowns", ["action_kind"], "action_breakdowns: action_kind"),
        ("level", "campaigns", "level: campaigns"),
        ("time_increment", 0, "time_increment: 0"),
    ],
)
def test_mistakes_are_caught(key: str, value: Any, fault: str) -> None:
    """Windows that are gone among them: asked for, they would come back as nothing at all."""
    assert faults({**insights.insights(), key: value}) == [fault]


def test_actions_are_broken_down_by_type_alone() -> None:
    """Any further breakdown makes purchases disappear from the rows."""
    assert insights.insights()["action_breakdowns"] == ["action_type"]


def test_every_row_is_one_campaign_on_one_day_with_its_windows_named() -> None:
    asked = insights.campaign_days(date(2026, 1, 1), date(2026, 1, 3))
    assert (asked["level"], asked["time_increment"]) == ("campaign", "1")
    assert json.loads(asked["action_attribution_windows"])
    assert json.loads(asked["time_range"]) == {"since": "2026-01-01", "until": "2026-01-03"}
    assert "filtering" not in asked  # a deleted campaign keeps what it cost


def test_fields_of_accounts_and_reports_are_known_to_meta() -> None:
    assert set(account.FIELDS) <= published()["ad_account"]["fields"].keys()
    assert set(report.FIELDS) <= published()["ad_report_run"]["fields"].keys()
