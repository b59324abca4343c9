"""A file of orders, recognised and opened: Shopify's own export, or order lines through a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from credora_agent.core.errors import BadInput
from credora_agent.core.money import currency_code
from credora_agent.sync.importers.lines_csv import LinesFile
from credora_agent.sync.importers.propose import propose
from credora_agent.sync.importers.shopify_csv import SHOPIFY, ShopifyFile, is_shopify
from credora_agent.sync.importers.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from credora_agent.ledger.entries import Category, Record, Rejected
    from credora_agent.sync.importers.mapping import Mapping

SAMPLE = 20_000
"""Rows that a proposal is checked against."""


class OrderFile:
    """An opened file of orders: what it was taken for, and its records; each iteration reads it anew."""

    def __init__(
        self, source: Source, book: ShopifyFile | LinesFile, *, mapping: Mapping | None, proposal: str
    ) -> None:
        """Join a source with its reader; `open_orders` makes these."""
        self._source, self._book = source, book
        self.kind: Literal["shopify", "lines"] = "shopify" if isinstance(book, ShopifyFile) else "lines"
        self.mapping = mapping
        self.proposal = proposal
        self.provides: frozenset[Category] = book.provides()
        self.size = source.size

    def position(self) -> int:
        """Return how many of the file's `size` bytes the present iteration has read."""
        return self._source.position()

    def __iter__(self) -> Iterator[Record | Rejected]:
        return iter(self._book)


def open_orders(  # noqa: PLR0913 - a shop's zone, currency and clock have no default; each is named
    path: Path,
    *,
    zone: ZoneInfo,
    currency: str,
    now: datetime,
    mapping: Mapping | None,
    salt: bytes,
    earlier: Mapping | None = None,
) -> OrderFile:
    """Return `path` opened as a file of orders; rows without a currency are in `currency`.

    A given mapping decides; otherwise Shopify's export is known by its headers, and for any other file a
    mapping is proposed from headers and rows, and joined to the `earlier` one of the same source if that fits.
    Raises BadFile when the file cannot be read, and BadInput when the mapping does not fit it or no mapping can
    be proposed with confidence.
    """
    code = currency_code(currency)
    source = Source(
        path, delimiter=mapping.delimiter if mapping else None, encoding=mapping.encoding if mapping else None
    )
    source.require_rows()
    if mapping is None and is_shopify(source.headers):
        shopify = ShopifyFile(source, zone=zone, currency=code, now=now, salt=salt)
        return OrderFile(source, shopify, mapping=None, proposal=SHOPIFY)
    shown = "As the mapping given says."
    if mapping is None:
        proposal = propose(source.headers, source.sample(SAMPLE))
        shown = proposal.describe()
        mapping = proposal.mapping
        if mapping is None:
            raise BadInput(
                f"{path.name} is not understood with confidence. {shown}",
                remedy="Save this as a mapping file, correct it and pass it: " + proposal.draft(),
            )
        if earlier is not None and earlier.fits(source.headers):
            mapping, shown = earlier.carried_over(mapping), f"{shown} Joined to the mapping of the file before."
    lines = LinesFile(source, mapping, zone=zone, currency=code, now=now, salt=salt)
    return OrderFile(source, lines, mapping=mapping, proposal=shown)
