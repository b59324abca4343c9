"""Exchange rates from a CSV: one a row (date, base, quote, rate), or the ECB's table of what a euro buys."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from credora_agent.core.errors import BadInput, UnknownCurrency
from credora_agent.core.money import currency_code
from credora_agent.ledger.entries import Rejected
from credora_agent.sync.importers.cells import BadCell, Moments, plain_number, shown, shown_cells
from credora_agent.sync.importers.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime
    from pathlib import Path

LARGEST_RATE = Decimal(10) ** 9
_NAMES = {
    "date": ("date", "day", "ratedate", "datum", "fecha", "data", "jour"),
    "base": ("base", "basecurrency", "from", "fromcurrency", "source", "sourcecurrency"),
    "quote": ("quote", "quotecurrency", "to", "tocurrency", "target", "targetcurrency", "counter"),
    "rate": ("rate", "exchangerate", "value", "obsvalue", "kurs", "taux", "tasa", "taxa"),
}
_NONE = ("", "n/a", "na", "-")


@dataclass(frozen=True, slots=True)
class Rate:
    """On `day` one unit of `base` was worth `rate` units of `quote`."""

    row: int
    day: date
    base: str
    quote: str
    rate: Decimal


def read_rates(path: Path, *, now: datetime) -> Iterator[Rate | Rejected]:
    """Yield the rates in `path`, none later than a day after `now`; the ECB's "N/A" is no rate and is skipped.

    Raises BadFile when it cannot be read, BadInput when its columns are neither of the two forms.
    """
    table = Table(path, names=_NAMES, needed=("date",))
    moment = Moments(table.dates("date"), zone=ZoneInfo("UTC"), now=now).read
    if all(what in table.at for what in _NAMES):
        decimal = table.decimal([table.at["rate"]])
        return _rows(table, lambda number, cells: _long(number, cells, table.at, moment(cells[table.at["date"]])[1],
                                                        decimal))  # fmt: skip
    quotes = _quotes(table)
    decimal = table.decimal(list(quotes))
    return _rows(table, lambda number, cells: _wide(number, cells, quotes, moment(cells[table.at["date"]])[1], decimal))


def _quotes(table: Table) -> dict[int, str]:
    """Return column → currency of the ECB's form, in which every column but the date is a currency."""
    headers = table.source.headers
    try:
        return {at: currency_code(name) for at, name in enumerate(headers) if at != table.at["date"]}
    except UnknownCurrency as bad:
        raise BadInput(
            f"{table.source.path.name} is no table of rates: {bad.cause}",
            remedy="Give the columns date, base, quote, rate, or the ECB's file (Date, USD, JPY, … for one euro).",
        ) from None


def _rows(table: Table, read: Callable[[int, list[str]], Iterator[Rate | Rejected]]) -> Iterator[Rate | Rejected]:
    for number, cells, fault in table.source.rows():
        if fault is not None:
            yield Rejected(number, fault)
            continue
        try:
            yield from read(number, cells)
        except (BadCell, UnknownCurrency) as bad:
            yield Rejected(number, str(bad), shown_cells(zip(table.source.headers[:4], cells[:4], strict=True)))


def _long(number: int, cells: list[str], at: dict[str, int], day: date, decimal: str) -> Iterator[Rate]:
    base, quote = currency_code(cells[at["base"]]), currency_code(cells[at["quote"]])
    if base == quote:
        raise BadCell(f"The rate is from {base} to itself. Correct base or quote.")
    yield Rate(number, day, base, quote, _rate(cells[at["rate"]], decimal))


def _wide(number: int, cells: list[str], quotes: dict[int, str], day: date, decimal: str) -> Iterator[Rate | Rejected]:
    for at, quote in quotes.items():
        text = cells[at].strip()
        if text.lower() in _NONE:
            continue
        try:
            yield Rate(number, day, "EUR", quote, _rate(text, decimal))
        except BadCell as bad:
            yield Rejected(number, f"{quote}: {bad}", shown_cells([(quote, text)]))


def _rate(text: str, decimal: str) -> Decimal:
    plain = plain_number(text, decimal)
    if plain is None or len(plain) > 30 or not 0 < Decimal(plain) < LARGEST_RATE:  # noqa: PLR2004 - no rate is longer
        raise BadCell(f"{shown(text)!r} is not a rate. Write how many units of the quote one of the base buys.")
    return Decimal(plain)
