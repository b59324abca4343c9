"""Which queries of other people's are asked: none about persons, none that asks for more than can be shown. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from credora_agent.platforms.google_ads.gaql import BadQuery, Gaql, parse

MOST_FIELDS = 40
WITHHELD = frozenset(
    (
        "billing_setup", "call_view", "click_view", "hotel_reconciliation", "lead_form_submission_data",
        "multi_party_auth_review", "offline_user_data_job",
    )
)  # fmt: skip
"""Resources about single persons: who clicked, called, wrote, booked or paid, and what was uploaded of them."""
WITHHELD_KINDS = ("customer_user_access", "local_services_", "user_list")
"""Beginnings of such resources: who may sign in, whom leads came from, who is on a list."""
PERSONAL = re.compile(
    r"e_?mail|phone_?number|gclid|caller_?|ip_?address|ip_?block|street_?address|(first|last|consumer)_?name|"
    r"contact_?details|recording|user_?id\b|(old|new)_?resource\b|lead_?form_?submission_?fields",
    re.IGNORECASE,
)
"""What names a person, or may hold something that does, as Google writes it in queries and in answers."""
PARAMETERS = {"include_drafts": ("true", "false"), "omit_unselected_resource_names": ("true", "false")}
DATES = frozenset(f"segments.{name}" for name in ("date", "week", "month", "quarter", "year"))
INSTEAD = "Ask for campaigns, ad groups, keywords, assets or their metrics instead."


def permitted(text: str, *, most: int) -> Gaql:
    """Return the query `text` is, asking for at most `most` rows and one that tells whether there are more.

    Raises BadQuery for anything but one query about figures and settings of ads.
    """
    query = parse(text)
    if len(query.select) > MOST_FIELDS:
        raise BadQuery(f"It selects {len(query.select)} fields, more than {MOST_FIELDS}.", remedy="Select fewer.")
    twice = next((name for i, name in enumerate(query.select) if name in query.select[:i]), None)
    if twice is not None:
        raise BadQuery(f"It selects {twice[:80]} twice.", remedy="Select it once.")
    for name in (query.resource, *query.fields):
        if is_withheld(name):
            raise BadQuery(f"{name[:80]} may name persons, and is not read.", remedy=INSTEAD)
    for name, value in query.parameters:
        if value not in PARAMETERS.get(name, ()):
            raise BadQuery(
                f"The parameter {name[:40]} = {value[:40]} is none that can be given.",
                remedy=f"Use {' or '.join(PARAMETERS)} with true or false, or leave PARAMETERS out.",
            )
    return replace(query, limit=min(query.limit or most + 1, most + 1))


def is_withheld(name: str) -> bool:
    """Tell whether a resource or a field is about persons."""
    resource = name.partition(".")[0]
    return resource in WITHHELD or resource.startswith(WITHHELD_KINDS) or PERSONAL.search(name) is not None


def is_undated(query: Gaql) -> bool:
    """Tell whether a query asks for metrics and says nothing of days: Google then counts all there ever were."""
    measured = any(name.startswith("metrics.") for name in query.fields)
    return measured and DATES.isdisjoint(each.field for each in query.where)
