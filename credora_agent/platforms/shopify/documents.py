"""The requests as files: `queries/NAME.graphql`, each of which an outside tool can check as it stands."""

from __future__ import annotations

import json
from datetime import UTC
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

WINDOW = '"WINDOW"'
"""What stands in the bulk query where its window goes: a bulk operation takes no variables."""


@cache
def document(name: str) -> str:
    """Return the text of a request."""
    return files(__package__).joinpath("queries", f"{name}.graphql").read_text(encoding="utf-8")


def bulk_document(window: str) -> str:
    """Return the bulk query for a window."""
    return document("bulk_orders").replace(WINDOW, json.dumps(window))


def window(since: datetime | None, until: datetime) -> str:
    """Return the search for what changed from `since` on and before `until`, in whole seconds.

    Both ends are cut to the second, so that windows that touch stay so.
    """
    end = f"updated_at:<'{moment(until)}'"
    return f"updated_at:>='{moment(since)}' AND {end}" if since else end


def span(since: datetime, until: datetime) -> str:
    """Return the search for what was made from `since` on and before `until`, in whole seconds."""
    return f"created_at:>='{moment(since)}' AND created_at:<'{moment(until)}'"


def moment(at: datetime) -> str:
    """Return an aware moment as Shopify's search reads it; it must be quoted there, for the colons."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
