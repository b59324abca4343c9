"""What the merchant says of the days to come, line by line: cells as a person types them, and what they mean. Pure.

A line is read by the same rules wherever it was typed: in a sheet, or as the options of a command.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from credora_agent.core.errors import BadPeriod, UnknownCurrency
from credora_agent.core.money import currency_code, decimal_string
from credora_agent.core.period import parse_day
from credora_agent.core.text import plain_text
from credora_agent.sync.importers.cells import BadCell, amount, plain_number, shown, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COLUMNS = (
    "what", "name", "kind", "direction", "amount", "currency", "every", "from", "until", "sku", "units", "unit_cost",
    "arrives", "deposit", "balance_days", "status", "lead_days", "least", "pack", "due_days", "share", "factor",
)  # fmt: skip
KINDS = ("operating", "payroll", "rent", "marketing", "financing", "tax", "owner", "other")
EVERY = ("once", "week", "month", "quarter", "year")
STATUSES = ("planned", "ordered", "received", "cancelled")
LATEST = date(2100, 12, 31)
LONGEST_SPAN, LONGEST_NAME, LARGEST_FACTOR = 3_650, 120, 1_000
FORMULA_STARTS = ("=", "+", "-", "@", "'")
"""A name that begins with one of these has an apostrophe before it in a sheet, so that no spreadsheet works it out."""
_STEP = Decimal("1e-10")
_OURS = uuid5(NAMESPACE_URL, "urn:credora:plan")


class PlanLine(NamedTuple):
    """One line of the plan: `values` are its columns in the books; those in `KEYS[what]` say which line it is."""

    what: str
    values: Mapping[str, Any]
    row: int = 0

    @property
    def id(self) -> UUID:
        """Return what names the line: the same for the same kind of line and the same key."""
        own = self.values.get("id")
        return own if isinstance(own, UUID) else _named(self.what, *(self.values[name] for name in KEYS[self.what]))


KEYS: Mapping[str, tuple[str, ...]] = {
    "balance": ("account", "day"),
    "payment": ("id",),
    "stock": ("id",),
    "terms": ("sku",),
    "tax": ("name",),
    "event": ("id",),
    "campaign": ("campaign", "sku"),
}
WRITTEN: Mapping[str, Mapping[str, str]] = {
    "balance": {"account": "name", "day": "from", "amount_micros": "amount", "currency": "currency"},
    "payment": {
        "name": "name", "kind": "kind", "amount_micros": "amount", "currency": "currency", "every": "every",
        "first_day": "from", "last_day": "until",
    },
    "stock": {
        "name": "name", "sku": "sku", "units": "units", "unit_cost_micros": "unit_cost", "currency": "currency",
        "ordered_on": "from", "arrives_on": "arrives", "deposit_rate": "deposit", "balance_days": "balance_days",
        "status": "status",
    },
    "terms": {
        "sku": "sku", "lead_days": "lead_days", "least_units": "least", "pack_units": "pack", "deposit_rate": "deposit",
        "balance_days": "balance_days",
    },
    "tax": {"name": "name", "every": "every", "first_day": "from", "due_days": "due_days", "share": "share"},
    "event": {"name": "name", "first_day": "from", "last_day": "until", "factor": "factor"},
    "campaign": {"campaign": "name", "sku": "sku"},
}  # fmt: skip
"""Which cell each of a line's values is written in."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one line; `currency` and `today` are the shop's, `dates` is "iso" or a strptime pattern."""

    said: Mapping[str, str]
    currency: str
    today: date
    decimal: str = "."
    dates: str = field(default="iso")

    def text(self, name: str, *, or_else: str | None = None) -> str:
        """Return a name on one line. Raises BadCell for an empty one without `or_else`, and for one too long."""
        raw = self.said.get(name, "").strip()
        raw = raw[1:] if raw.startswith("'") and raw[1:].startswith(FORMULA_STARTS) else raw
        found = plain_text(raw, longest=LONGEST_NAME + 1)
        if len(found) > LONGEST_NAME:
            raise BadCell(f"The {name} {shown(found)!r} is too long. Use at most {LONGEST_NAME} characters.")
        if not found and or_else is None:
            raise BadCell(f"The {name} is empty. Fill it in.")
        return found or (or_else or "")

    def one_of(self, name: str, choices: tuple[str, ...], *, or_else: str | None = None) -> str:
        """Return one of `choices`. Raises BadCell naming them."""
        found = self.text(name, or_else=or_else).lower()
        found = _ADVERBS.get(found, found)
        if found not in choices:
            raise BadCell(f"{shown(found)!r} is no {name} that is known. Use one of: {', '.join(choices)}.")
        return found

    def money(self, name: str) -> int:
        """Return an amount above nought in micros."""
        found = amount(self.text(name), self.decimal)
        if found <= 0:
            raise BadCell(
                f"The {name} {shown(self.said[name])!r} is not above nought. Type what is paid as a positive amount;"
                " for money that comes in, say so beside it (direction in, --incoming)."
            )
        return found

    def code(self) -> str:
        """Return the line's currency, the shop's where none is said."""
        try:
            return currency_code(self.text("currency", or_else=self.currency))
        except UnknownCurrency as bad:
            raise BadCell(str(bad)) from None

    def day(self, name: str, *, or_else: date | None = None) -> date:
        """Return a day. Raises BadCell for what is none, or lies outside the times a plan speaks of."""
        said = self.text(name, or_else="" if or_else else None)
        if not said:
            return or_else or self.today
        try:
            found = parse_day(said) if self.dates == "iso" else datetime.strptime(said, self.dates).date()  # noqa: DTZ007
        except (BadPeriod, ValueError) as bad:
            why = str(bad) if isinstance(bad, BadPeriod) else f"{shown(said)!r} is not a day. Write it as YYYY-MM-DD."
            raise BadCell(why) from None
        if found > LATEST:
            raise BadCell(f"The day {found} lies too far ahead. Use one up to {LATEST}.")
        return found

    def last_day(self, name: str, first: date) -> date | None:
        """Return the day up to which something goes on, None when it has no end. Raises BadCell before `first`."""
        last = self.day(name) if self.said.get(name, "").strip() else None
        if last is not None and last < first:
            raise BadCell(f"It ends on {last}, before it begins on {first}. Swap or correct the two days.")
        return last

    def count(self, name: str, *, least: int = 0, most: int = LONGEST_SPAN, or_else: int | None = None) -> int:
        """Return a whole number between `least` and `most`."""
        said = self.text(name, or_else=None if or_else is None else str(or_else))
        found = whole(said, self.decimal)
        if not least <= found <= most:
            raise BadCell(f"{name} {shown(said)!r} is not between {least} and {most:,}. Correct it.")
        return found

    def share(self, name: str, *, or_else: str | None = None) -> Decimal:
        """Return a part of a whole, written 30% or 0.3. Raises BadCell outside 0 to 100 %."""
        found = self._number(name, or_else, percent=True)
        if not 0 <= found <= 1:
            raise BadCell(
                f"The {name} {shown(self.said[name])!r} is not between 0 and 100 %. Write it like 30% or 0.3."
            )
        return found

    def factor(self, name: str) -> Decimal:
        """Return what usual sales are multiplied by."""
        found = self._number(name, None, percent=False)
        if not 0 <= found <= LARGEST_FACTOR:
            raise BadCell(
                f"The {name} {shown(self.said[name])!r} is not between 0 and {LARGEST_FACTOR:,}. 1 is a usual day, 1.5"
                " half as much again, 0 a day without sales."
            )
        return found

    def _number(self, name: str, or_else: str | None, *, percent: bool) -> Decimal:
        said = self.text(name, or_else=or_else)
        bare = said.removesuffix("%").strip() if percent else said
        plain = plain_number(bare, self.decimal)
        if plain is None or len(plain) > 20:  # noqa: PLR2004 - more digits than the column has
            raise BadCell(f"The {name} {shown(said)!r} is not a number. Write it like {'30%' if percent else '1.5'}.")
        return (Decimal(plain) / (100 if bare != said else 1)).quantize(_STEP)


_ADVERBS = {"weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year"}


def plan_line(cells: Cells, *, row: int = 0) -> PlanLine:
    """Return what a line says. Raises BadCell with the reason and the remedy."""
    what = cells.text("what", or_else="").lower()
    if what not in _READERS:
        raise BadCell(f"A line must say what it is, not {shown(what)!r}. Write one of: {', '.join(_READERS)}.")
    return PlanLine(what, _READERS[what](cells), row)


def plan_cells(line: PlanLine) -> dict[str, str]:
    """Return the cells from which the line would be read again, the empty ones left out."""
    cells = {"what": line.what}
    for value, column in WRITTEN[line.what].items():
        cells[column] = _cell(column, line.values[value])
    if line.what == "payment":
        cells["direction"] = "out" if line.values["amount_micros"] < 0 else "in"
        cells["amount"] = cells["amount"].removeprefix("-")
    return {name: cell for name, cell in cells.items() if cell}


def _balance(cells: Cells) -> dict[str, Any]:
    day = cells.day("from", or_else=cells.today)
    if day > cells.today:
        raise BadCell(f"The balance is of {day}, which is to come. State it for {cells.today} or a day before.")
    return {
        "account": cells.text("name", or_else="main"),
        "day": day,
        "amount_micros": amount(cells.text("amount"), cells.decimal),
        "currency": cells.code(),
    }


def _payment(cells: Cells) -> dict[str, Any]:
    name, kind, first = cells.text("name"), cells.one_of("kind", KINDS, or_else="operating"), cells.day("from")
    sign = 1 if cells.one_of("direction", ("out", "in"), or_else="out") == "in" else -1
    return {
        "id": _named("payment", name, kind, first),
        "name": name,
        "kind": kind,
        "amount_micros": sign * cells.money("amount"),
        "currency": cells.code(),
        "every": cells.one_of("every", EVERY),
        "first_day": first,
        "last_day": cells.last_day("until", first),
    }


def _stock(cells: Cells) -> dict[str, Any]:
    name, ordered = cells.text("name"), cells.day("from")
    arrives = cells.day("arrives")
    if arrives < ordered:
        raise BadCell(f"It arrives on {arrives}, before it is ordered on {ordered}. Swap or correct the two days.")
    return {
        "id": _named("stock", name, ordered),
        "name": name,
        "sku": cells.text("sku", or_else="") or None,
        "units": cells.count("units", least=1, most=10**9),
        "unit_cost_micros": cells.money("unit_cost"),
        "currency": cells.code(),
        "ordered_on": ordered,
        "arrives_on": arrives,
        "deposit_rate": cells.share("deposit", or_else="0"),
        "balance_days": cells.count("balance_days", or_else=0),
        "status": cells.one_of("status", STATUSES, or_else="ordered" if ordered <= cells.today else "planned"),
    }


def _terms(cells: Cells) -> dict[str, Any]:
    return {
        "sku": cells.text("sku", or_else=""),
        "lead_days": cells.count("lead_days"),
        "least_units": cells.count("least", most=10**9, or_else=0),
        "pack_units": cells.count("pack", least=1, most=10**9, or_else=1),
        "deposit_rate": cells.share("deposit", or_else="0"),
        "balance_days": cells.count("balance_days", or_else=0),
    }


def _tax(cells: Cells) -> dict[str, Any]:
    return {
        "name": cells.text("name"),
        "every": cells.one_of("every", ("month", "quarter", "year")),
        "first_day": cells.day("from"),
        "due_days": cells.count("due_days"),
        "share": cells.share("share", or_else="1"),
    }


def _event(cells: Cells) -> dict[str, Any]:
    name, first = cells.text("name"), cells.day("from")
    last = cells.last_day("until", first) or first
    return {
        "id": _named("event", name, first), "name": name, "first_day": first, "last_day": last,
        "factor": cells.factor("factor"),
    }  # fmt: skip


def _campaign(cells: Cells) -> dict[str, Any]:
    return {"campaign": cells.text("name"), "sku": cells.text("sku")}


_READERS: Mapping[str, Callable[[Cells], dict[str, Any]]] = {
    "balance": _balance,
    "payment": _payment,
    "stock": _stock,
    "terms": _terms,
    "tax": _tax,
    "event": _event,
    "campaign": _campaign,
}


def _named(what: str, *key: object) -> UUID:
    return uuid5(_OURS, "\x1f".join((what, *map(str, key))))


def _cell(column: str, value: object) -> str:
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case Decimal():
            scaled = (value * 100 if column != "factor" else value).normalize()
            return f"{scaled:f}{'%' if column != 'factor' else ''}"
        case int() if column in ("amount", "unit_cost"):
            return decimal_string(value)
        case _:
            return str(value)
