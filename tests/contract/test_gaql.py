"""Every query sent to Google Ads holds to the field lists Google publishes for v26, and mistakes in one are caught."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from credora_agent.core.errors import BadInput
from credora_agent.platforms.google_ads.query import NAMES, query

SCHEMAS = Path(__file__).resolve().parents[2] / "credora_agent" / "sandbox" / "schemas"
SHAPE = re.compile(r"SELECT\s+(?P<select>.+?)\s+FROM\s+(?P<resource>\w+)(?:\s+WHERE\s+(?P<where>.+))?\s*", re.DOTALL)
CONDITION = re.compile(r"([a-z][\w.]*)\s*(=|!=|<=|>=|<|>|NOT IN|IN|BETWEEN|DURING|LIKE)\s*(.*)", re.DOTALL)
CORE_METRICS = {"metrics.cost_micros", "metrics.impressions", "metrics.clicks"}
"""Not to be had together with a split by conversion action; Google's lists of fields do not say so."""


@dataclass(frozen=True)
class Lists:
    """What Google publishes: the type of each field, the constants of each enum, what may be selected from what."""

    fields: dict[str, dict[str, Any]]
    enums: dict[str, list[str]]
    selectable: dict[str, set[str]]


@cache
def lists() -> Lists:
    fields, selectable = (
        json.loads(gzip.decompress(next(SCHEMAS.rglob(f"google_ads_v26_{name}.json.gz")).read_bytes()))
        for name in ("fields", "selectable_all")
    )
    return Lists(fields["fields"], fields["enums"], {k: set(v) for k, v in selectable["resources"].items()})


def conditions(where: str) -> list[tuple[str, str, str]]:
    """Return (field, operator, operand) of each condition; the AND of a BETWEEN belongs to it."""
    parts = re.split(r"\s+AND\s+(?=[a-z]\w*\.)", where.strip()) if where else []
    return [(m[1], m[2], m[3].strip()) for part in parts if (m := CONDITION.fullmatch(part))]


def faults(text: str) -> list[str]:
    """Return what is wrong with a query, in the words of the errors Google would answer."""
    shape = SHAPE.fullmatch(text)
    if shape is None:
        return ["QUERY_ERROR"]
    resource, known = shape["resource"], lists()
    if resource not in known.selectable:
        return [f"BAD_RESOURCE_TYPE_IN_FROM_CLAUSE {resource}"]
    select = [field.strip() for field in shape["select"].split(",")]
    where = conditions(shape["where"] or "")
    found = [f"UNRECOGNIZED_FIELD {f}" for f in [*select, *(w[0] for w in where)] if f not in known.fields]
    found += [
        f"PROHIBITED_FIELD_IN_SELECT_CLAUSE {f}"
        for f in select
        if f in known.fields and f not in known.selectable[resource]
    ]
    return found + enum_faults(where) + date_faults(select, where) + segment_faults(select, where)


def enum_faults(where: list[tuple[str, str, str]]) -> list[str]:
    found = []
    for field, _, operand in where:
        about = lists().fields.get(field, {})
        if about.get("type") == "ENUM":
            constants = re.findall(r"\w+", operand)
            found += [f"BAD_ENUM_CONSTANT {c}" for c in constants if c not in lists().enums[about["enum"]]]
    return found


def date_faults(select: list[str], where: list[tuple[str, str, str]]) -> list[str]:
    """Daily figures without a finite range of days, or with days that are none."""
    ranges = [operand for field, operator, operand in where if (field, operator) == ("segments.date", "BETWEEN")]
    if "segments.date" in select and not ranges:
        return ["EXPECTED_FILTERS_ON_DATE_RANGE"]
    days = [re.fullmatch(r"'(\d{4}-\d\d-\d\d)' AND '(\d{4}-\d\d-\d\d)'", r) for r in ranges]
    return [] if all(days) else ["INVALID_DATE_FORMAT"]


def segment_faults(select: list[str], where: list[tuple[str, str, str]]) -> list[str]:
    used = {w[0] for w in where if w[0].startswith("segments.")}
    found = [f"EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE {f}" for f in sorted(used - set(select))]
    if CORE_METRICS & set(select) and any(f.startswith("segments.conversion_action") for f in [*select, *used]):
        found.append("PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE")
    return found


def sent(name: str) -> str:
    return query(name, since=date(2026, 1, 1), until=date(2026, 1, 31))


@pytest.mark.parametrize("name", NAMES)
def test_every_query_is_one_google_would_answer(name: str) -> None:
    """Fields exist, may be selected from the resource, and daily figures carry a range of days."""
    assert faults(sent(name)) == []


def test_every_query_file_is_among_those_checked() -> None:
    folder = Path(query.__code__.co_filename).parent / "queries"
    assert {path.stem for path in folder.glob("*.gaql")} == set(NAMES)


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("campaign.name", "campaign.start_date", "UNRECOGNIZED_FIELD campaign.start_date"),
        ("metrics.clicks", "metrics.video_views", "UNRECOGNIZED_FIELD metrics.video_views"),
        ("metrics.clicks", "ad_group.name", "PROHIBITED_FIELD_IN_SELECT_CLAUSE ad_group.name"),
        ("FROM campaign\n", "FROM campaigns\n", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE campaigns"),
        ("WHERE ", "WHERE campaign.status = 'ACTIVE' AND ", "BAD_ENUM_CONSTANT ACTIVE"),
        ("segments.date BETWEEN", "campaign.id = 1 OR", "EXPECTED_FILTERS_ON_DATE_RANGE"),
        ("2026-01-31", "31/01/2026", "INVALID_DATE_FORMAT"),
        (
            "WHERE ",
            "WHERE segments.device = 'MOBILE' AND ",
            "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE segments.device",
        ),
        (
            "campaign.name",
            "segments.conversion_action",
            "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
        ),
        ("SELECT", "SELECT ALL OF", "UNRECOGNIZED_FIELD ALL OF\n  customer.id"),
    ],
)
def test_mistakes_are_caught(right: str, wrong: str, fault: str) -> None:
    """Each rule of this judge can say no: one wrong word in a good query, and the error Google has for it."""
    good = sent("campaign_days")
    assert right in good
    assert fault in faults(good.replace(right, wrong))


def test_no_status_filter_hides_spend() -> None:
    """A removed campaign keeps what it cost, so no query for figures asks for certain campaigns only."""
    for name in ("campaign_days", "customer_totals"):
        where = SHAPE.fullmatch(sent(name))["where"]  # type: ignore[index]
        assert [field for field, _, _ in conditions(where)] == ["segments.date"]


@pytest.mark.parametrize("since", ["2026-01-01' OR '1'='1", "2026-01-01", None])
def test_only_dates_go_into_a_query(since: Any) -> None:
    """Not even a text that looks like a date: what is put in was a date to begin with."""
    with pytest.raises(BadInput):
        query("campaign_days", since=since, until=date(2026, 1, 31))


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(BadInput):
        query("campaign_days", since=date(2026, 2, 1), until=date(2026, 1, 31))
