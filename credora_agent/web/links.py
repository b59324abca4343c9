"""Addresses of our own pages, and of the ledger rows behind a value."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations

from credora_agent.analytics.metrics import METRICS

if TYPE_CHECKING:
    from credora_agent.reports.sheets import Column, SheetRow

OWN = frozenset({"gross_sales", "discounts", "returns", "net_sales", "cogs"})
"""What the ledger books by SKU; all else of a product's line is its share of the shop's."""
BOOKS: ContextVar[str | None] = ContextVar("books", default=None)
"""The shop the page being written names in its address, beside the one its reader chose: its links name it too."""


def link(path: str, **query: Any) -> str:
    """Return an address of ours with those parameters; what is None or empty is left out."""
    query["books"] = query.get("books") or BOOKS.get()
    asked = urlencode({name: value for name, value in query.items() if value not in (None, "", ())}, doseq=True)
    return f"{path}?{asked}" if asked else path


def entries_of(row: SheetRow, column: Column) -> str | None:
    """Return where the ledger rows behind a value are listed; None where they are not its own alone."""
    at = row.behind
    if at is None or not row.entries or row.values.get(column.id) is None or column.unit != "money":
        return None
    if column.id not in METRICS or (at.sku and column.id not in OWN) or (at.campaign and column.id != "ad_spend"):
        return None
    metric = "marketing" if column.id == "ad_spend" else column.id
    return link("/entries", metric=metric, start=at.start, end=at.end, sku=at.sku, campaign=at.campaign, order=at.order)


async def in_books(request: Request) -> None:
    """Have the links and redirects of this request's answer name the shop its address names."""
    BOOKS.set(request.query_params.get("books"))
