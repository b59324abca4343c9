"""What a query of one's own may read, held against the lists Google publishes for v26: figures yes, persons no."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from credora_agent.platforms.google_ads.gaql import BadQuery, parse
from credora_agent.platforms.google_ads.permitted import PERSONAL, is_withheld, permitted
from credora_agent.platforms.google_ads.query import NAMES, query
from credora_agent.platforms.google_ads.table import camel, table

SCHEMAS = Path(__file__).resolve().parents[2] / "credora_agent" / "sandbox" / "schemas"
PEOPLE = re.compile(
    r"email|phone_number|gclid|caller|ip_address|first_name|last_name|consumer|contact_details|recording|street"
)
"""Written apart from the product's own list: words that name a person, a device or how to reach them."""


@cache
def read(name: str) -> Any:
    return json.loads(gzip.decompress((SCHEMAS / f"google_ads_v26_{name}.json.gz").read_bytes()))


@cache
def selectable() -> dict[str, frozenset[str]]:
    return {name: frozenset(fields) for name, fields in read("selectable_all")["resources"].items()}


@cache
def known() -> frozenset[str]:
    return frozenset().union(*selectable().values())


def test_no_field_that_names_a_person_can_be_asked_for() -> None:
    """Of all 3,048 fields; nor can one of the few whose whole is selectable and whose parts name somebody."""
    named = {name for name in known() if PEOPLE.search(name)}
    assert len(named) > 20
    assert {name for name in named if not is_withheld(name)} == set()


def test_what_is_nested_in_a_field_that_may_be_asked_for_is_left_out_of_the_answer() -> None:
    """A message that may be selected whole: its members of that kind, as answers spell them, do not come through."""
    fields = read("fields")["fields"]
    whole = [name for name in known() if fields[name]["type"] == "MESSAGE" and not is_withheld(name)]
    inner = {
        part
        for name in fields
        for parent in whole
        if name.startswith(f"{parent}.")
        for part in name[len(parent) + 1 :].split(".")
        if PEOPLE.search(part)
    }
    assert inner
    assert [part for part in inner if not PERSONAL.search(camel(part))] == []


def test_resources_about_single_persons_are_closed_and_those_about_ads_are_open() -> None:
    closed = {name for name in selectable() if is_withheld(name)}
    assert {"click_view", "call_view", "user_list", "user_list_customer_type", "lead_form_submission_data"} <= closed
    assert {"customer_user_access", "customer_user_access_invitation", "offline_user_data_job"} <= closed
    assert {name for name in closed if name.startswith("local_services_")} == {
        name for name in selectable() if name.startswith("local_services_")
    }
    assert len(closed) == 15
    for name in ("campaign", "ad_group", "ad_group_ad", "keyword_view", "search_term_view", "asset_group", "customer",
                 "shopping_performance_view", "campaign_budget", "conversion_action", "change_status"):  # fmt: skip
        assert name not in closed
    metrics = {name for name in known() if name.startswith(("metrics.", "segments.", "campaign."))}
    assert sorted(name for name in metrics if is_withheld(name)) == [
        "campaign.pmax_campaign_settings.local_services_pmax_campaign_settings.phone_numbers"
    ]


@pytest.mark.parametrize("name", NAMES)
def test_our_own_queries_are_ones_that_may_be_asked(name: str) -> None:
    """The files that are read hourly are in the language this parser reads."""
    text = query(name, since=date(2026, 1, 1), until=date(2026, 1, 31))
    assert parse(text).select == permitted(text, most=200).select


@pytest.mark.parametrize("resource", sorted(selectable()))
def test_every_resource_is_read_or_refused_and_nothing_else(resource: str) -> None:
    fields = sorted(selectable()[resource])[:40]
    text = f"SELECT {', '.join(fields)} FROM {resource}"
    if any(is_withheld(name) for name in (resource, *fields)):
        with pytest.raises(BadQuery, match="may name persons"):
            permitted(text, most=50)
    else:
        assert permitted(text, most=50).select == tuple(fields)


def test_cells_are_as_google_writes_them_and_plain() -> None:
    """64-bit numbers come as texts, others as numbers; what is missing is None; nested values are JSON, no persons."""
    rows = [
        {
            "campaign": {
                "name": "Spring\u202e\nsale " + "x" * 500,
                "urlCustomParameters": [{"key": "a", "phoneNumber": "1"}],
            },
            "metrics": {"costMicros": "9007199254740993", "conversions": 0.1, "clicks": "3"},
            "customer": {"autoTaggingEnabled": True, "manager": False},
            "adGroupAd": {"ad": {"expandedTextAd": {"headlinePart1": "H"}}},
        },
        {},
    ]
    fields = ("metrics.cost_micros", "metrics.conversions", "campaign.url_custom_parameters",
              "customer.auto_tagging_enabled", "ad_group_ad.ad.expanded_text_ad.headline_part1",
              "campaign.name")  # fmt: skip
    first, second = table(rows, fields)
    assert first[:5] == ("9007199254740993", "0.1", '[{"key":"a"}]', "true", "H")
    assert first[5] is not None
    assert first[5].startswith("Spring sale xxx")
    assert len(first[5]) == 200
    assert second == (None,) * 6
