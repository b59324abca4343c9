"""Unit costs from a CSV: what a unit of each stock code cost from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from credora_agent.core.errors import UnknownCurrency
from credora_agent.core.money import currency_code, minor_digits
from credora_agent.core.period import EARLIEST
from credora_agent.ledger.entries import Rejected
from credora_agent.sync.importers.cells import BadCell, amount, shown, shown_cells
from credora_agent.sync.importers.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAMES = {
    "sku": ("sku", "stockcode", "itemsku", "productsku", "variantsku", "productcode", "itemcode", "artikelnummer",
            "artikelnr", "referencia", "reference", "codigo", "product", "item"),
    "unit_cost": ("unitcost", "costperitem", "costperunit", "variantcost", "landedcost", "cost", "costprice", "cogs",
                  "purchaseprice", "einkaufspreis", "einstandspreis", "coutunitaire", "prixdachat", "cout",
                  "costeunitario", "coste", "costo", "custounitario", "custo"),
    "valid_from": ("validfrom", "from", "effectivefrom", "effectivedate", "startdate", "since", "date", "gultigab",
                   "ab", "datum", "valabledes", "desde", "validode", "fecha", "data"),
    "currency": ("currency", "currencycode", "wahrung", "devise", "moneda", "moeda"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitCost:
    """A unit of `sku` costs `amount` micros of `currency` from the day `valid_from` on, until a later one."""

    row: int
    sku: str
    amount: int
    currency: str
    valid_from: date


def read_costs(path: Path, *, currency: str) -> Iterator[UnitCost | Rejected]:
    """Yield the unit costs in `path`; without a currency they are in `currency`, without a day always in force.

    Raises BadFile when it cannot be read, BadInput when it has no column for sku or unit cost, or writes its
    days or decimals so that they cannot be told.
    """
    table = Table(path, names=_NAMES, needed=("sku", "unit_cost"))
    pattern = table.dates("valid_from") if "valid_from" in table.at else "iso"
    default = currency_code(currency)
    decimal = table.decimal([table.at["unit_cost"]], decimals=minor_digits(default))
    return _costs(table, pattern, decimal, default)


def _costs(table: Table, pattern: str, decimal: str, default: str) -> Iterator[UnitCost | Rejected]:
    for number, cells, fault in table.source.rows():
        if fault is not None:
            yield Rejected(number, fault)
            continue
        row = {what: cells[at].strip() for what, at in table.at.items()}
        try:
            yield _cost(number, row, pattern, decimal, default)
        except (BadCell, UnknownCurrency) as bad:
            yield Rejected(number, str(bad), shown_cells(row.items()))


def _cost(number: int, row: dict[str, str], pattern: str, decimal: str, default: str) -> UnitCost:
    if not row["sku"]:
        raise BadCell("The stock code is empty. Fill it in or delete the row.")
    cost = amount(row["unit_cost"], decimal)
    if cost < 0:
        raise BadCell(f"The unit cost {shown(row['unit_cost'])!r} is negative. Write what a unit costs.")
    code = currency_code(row["currency"]) if row.get("currency") else default
    return UnitCost(number, row["sku"], cost, code, _day(row.get("valid_from", ""), pattern))


def _day(text: str, pattern: str) -> date:
    if not text:
        return EARLIEST
    try:
        moment = datetime.fromisoformat(text) if pattern == "iso" else datetime.strptime(text, pattern)  # noqa: DTZ007
    except ValueError:
        raise BadCell(f"{shown(text)!r} is not a day. Write it as YYYY-MM-DD.") from None
    if moment.date() < EARLIEST:
        raise BadCell(f"The day {shown(text)!r} is before {EARLIEST}. Correct it.")
    return moment.date()
