"""A mapping proposed for an unknown file from its headers and rows, with what is unsure about it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credora_agent.core.money import MICROS, to_micros
from credora_agent.sync.importers.cells import plain_number
from credora_agent.sync.importers.codes import present
from credora_agent.sync.importers.guess import ENOUGH, MOST, date_format, decimal_mark, share_of_numbers
from credora_agent.sync.importers.headers import REQUIRED, SYNONYMS, folded
from credora_agent.sync.importers.mapping import Mapping

if TYPE_CHECKING:
    from collections.abc import Mapping as Pairs
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file's columns seem to be.

    `mapping` is None when anything is `unsure`; `columns` (what → header) and `fields` (the mapping's other
    keys) then say how far it came. `confidence` is the share of required columns found times the share of
    sample cells that read as they should, 0 to 1.
    """

    columns: Pairs[str, str]
    fields: Pairs[str, object]
    unsure: tuple[str, ...]
    confidence: float
    mapping: Mapping | None

    def describe(self) -> str:
        """Return the proposal in a sentence or two, for a person."""
        found = ", ".join(f"{what} ← {header!r}" for what, header in self.columns.items()) or "no column"
        doubts = f" Unsure: {'; '.join(self.unsure)}." if self.unsure else ""
        return f"Recognised: {found}; dates {self.fields['date_format']}, decimals {self.fields['decimal']!r}.{doubts}"

    def draft(self) -> str:
        """Return the JSON of a mapping file to be completed by hand; what was not found is left empty."""
        columns = {what: self.columns.get(what, "") for what in REQUIRED} | dict(self.columns)
        return json.dumps({"version": 1, "columns": columns, **self.fields}, ensure_ascii=False)


def propose(headers: Sequence[str], sample_rows: Sequence[Sequence[str]]) -> Proposal:
    """Return the mapping that fits `headers` (English, some German, French, Spanish, Portuguese) and the rows."""
    columns = _columns(headers)
    cells = {what: [row[headers.index(name)] for row in sample_rows] for what, name in columns.items()}
    unsure = [f"no column for {what} was found" for what in REQUIRED if what not in columns]
    decimal, doubt = decimal_mark([*cells.get("unit_price", ()), *cells.get("line_total", ())])
    unsure += [doubt] if doubt else []
    pattern, doubt = date_format(cells.get("ordered_at", ()))
    unsure += [doubt] if doubt else []
    share, doubts = _readable(cells, decimal)
    unsure += doubts
    fields: dict[str, object] = {"date_format": pattern, "decimal": decimal}
    if _has_cancellations(cells, decimal):
        fields["cancelled"] = {"order_prefix": "C"}
    unsure += _charges(columns, cells, fields, decimal)
    codes = present(cells.get("sku", ()))
    fields["codes"] = [rule.model_dump(mode="json", by_alias=True) for rule in codes]
    found = sum(what in columns for what in REQUIRED) / len(REQUIRED)
    mapping = None if unsure else Mapping.model_validate({"columns": columns, **fields})
    return Proposal(columns, fields, tuple(unsure), round(found * share, 3), mapping)


def _columns(headers: Sequence[str]) -> dict[str, str]:
    """Return what → header; each header is taken once, by the first of its synonyms' columns."""
    known = {folded(header): header for header in reversed(headers)}
    taken: dict[str, str] = {}
    for what, names in SYNONYMS.items():
        header = next((known[name] for name in names if name in known and known[name] not in taken.values()), None)
        if header is not None:
            taken[what] = header
    return taken


def _readable(cells: Pairs[str, Sequence[str]], decimal: str) -> tuple[float, list[str]]:
    """Return the smallest share of cells that read as they should, and what falls below MOST."""
    shares = {
        "quantity": share_of_numbers(cells.get("quantity", ()), decimal, whole=True),
        "unit_price": share_of_numbers(cells.get("unit_price", ()), decimal, whole=False),
    }
    kinds = {"quantity": "whole numbers", "unit_price": "prices"}
    doubts = [
        f"only {share:.0%} of the cells of {what} are {kinds[what]}"
        for what, share in shares.items()
        if what in cells and share < MOST
    ]
    return min(shares.values()), doubts


def _has_cancellations(cells: Pairs[str, Sequence[str]], decimal: str) -> bool:
    """Say whether order ids are numbers but for those with a C before, whose quantities are all negative."""
    pairs = [(o.strip(), q.strip()) for o, q in zip(cells.get("order", ()), cells.get("quantity", ()), strict=False)]
    marked = [quantity for order, quantity in pairs if re.fullmatch(r"C\d+", order)]
    numeric = sum(order.isdigit() for order, _ in pairs)
    negative = all((plain_number(quantity, decimal) or "").startswith("-") for quantity in marked)
    return bool(marked) and negative and numeric + len(marked) >= ENOUGH * len(pairs)


def _charges(
    columns: dict[str, str], cells: Pairs[str, Sequence[str]], fields: dict[str, object], decimal: str
) -> list[str]:
    """Keep the line total only where it adds up, and learn from it whether prices include tax."""
    fits = {
        included: _share_that_adds_up(cells, decimal, tax_included=included)
        for included in (False, True)
        if "line_total" in columns
    }
    included = fits.get(True, 0) > fits.get(False, 0)
    if "line_total" in columns and max(fits.values()) < ENOUGH:
        del columns["line_total"]
        fits = {}
    fields["tax_included"] = included and bool(fits)
    if "tax" in columns and not fits and any(_micros(cell, decimal) for cell in cells["tax"]):
        return ['nothing says whether prices include the tax column (set "tax_included")']
    return []


def _share_that_adds_up(cells: Pairs[str, Sequence[str]], decimal: str, *, tax_included: bool) -> float:
    totals = [_micros(cell, decimal) for cell in cells["line_total"]]
    count = len(totals)

    def column(what: str) -> list[int]:
        return [_micros(cell, decimal) for cell in cells[what]] if what in cells else [0] * count

    quantities, prices, discounts, taxes = map(column, ("quantity", "unit_price", "discount", "tax"))
    fitting = 0
    for total, quantity, price, discount, tax in zip(totals, quantities, prices, discounts, taxes, strict=True):
        due = quantity * price // MICROS
        due -= abs(discount) if due > 0 else -abs(discount)
        due += 0 if tax_included else abs(tax) if due > 0 else -abs(tax)
        fitting += abs(total - due) <= MICROS // 100
    return fitting / count if count else 0.0


def _micros(cell: str, decimal: str) -> int:
    plain = plain_number(cell, decimal)
    return to_micros(plain) if plain and len(plain) <= 12 and len(plain.partition(".")[2]) <= 6 else 0  # noqa: PLR2004
