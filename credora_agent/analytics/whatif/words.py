"""How levers are written, at a command line or in an address; every error names what is wrong and shows how."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from credora_agent.analytics.whatif.levers import (
    AdSpend,
    Discount,
    FixedCost,
    Lever,
    Loan,
    OneOff,
    Price,
    Shift,
    Stock,
    UnitCost,
    Volume,
)
from credora_agent.core.errors import BadInput
from credora_agent.core.money import to_micros
from credora_agent.core.period import parse_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

EXAMPLES = {
    "price": "+8%, CAN-1:+8% or CAN-1=24.95",
    "discount": "15%, 15%/14d, 15%/14d@2026-12-01 or CAN-1:15%/14d",
    "ads": "-20%, +50/day, =120/day or meta:+20%",
    "shift": "50/day:meta>google",
    "stock": "CAN-1:500@6.10,lead=30d,deposit=30%,balance=14d",
    "hire": "2500 or 2500@2027-01-01 (a month, from a day)",
    "fixed": "300 or 300@2027-01-01 (a month, from a day)",
    "loan": "20000@9%/24m",
    "pay": "5000 or 5000@2026-12-15",
    "receive": "5000 or 5000@2026-12-15",
    "cost": "+5%, CAN-1:+5% or CAN-1=6.10",
    "volume": "-10% or CAN-1:-10%",
}
"""The levers by their names on the command line, with how their value is written."""
_DAY = re.compile(r"@(\d{4}-\d{2}-\d{2})$")


@dataclass(frozen=True, slots=True)
class _Word:
    """A lever's value as it was written."""

    lever: str
    text: str

    def wrong(self, why: str) -> BadInput:
        """Return the error that says why and shows an example."""
        shown = self.text if len(self.text) <= 60 else self.text[:57] + "..."  # noqa: PLR2004
        return BadInput(f"--{self.lever} {shown!r}: {why}.", remedy=f"Write --{self.lever} {EXAMPLES[self.lever]}.")

    def share(self, text: str) -> Decimal:
        """Return a percentage as a fraction."""
        if not text.endswith("%"):
            raise self.wrong(f"{text!r} is no percentage" if text else "the size is missing")
        return self.number(text[:-1]) / 100

    def number(self, text: str) -> Decimal:
        """Return a number, its minus a hyphen or a minus sign."""
        try:
            found = Decimal(text.strip().replace("−", "-").replace(",", "").replace("_", ""))
        except InvalidOperation:
            raise self.wrong(f"{text.strip()!r} is no number" if text.strip() else "a number is missing") from None
        if not found.is_finite():
            raise self.wrong(f"{text!r} is no number")
        return found

    def money(self, text: str) -> int:
        """Return an amount in micros."""
        return to_micros(self.number(text))

    def days(self, text: str) -> int:
        """Return a number of days written as 14d."""
        found = re.fullmatch(r"(\d{1,6})\s*d(?:ays?)?", text.strip())
        if not found:
            raise self.wrong(f"{text.strip()!r} is no number of days")
        return int(found[1])

    def dated(self) -> tuple[str, date | None]:
        """Return the text before @DAY, and the day."""
        found = _DAY.search(self.text)
        return (self.text[: found.start()], parse_day(found[1])) if found else (self.text, None)

    def named(self, text: str) -> tuple[str | None, str]:
        """Return (name, size) of NAME:SIZE, or (None, size)."""
        name, colon, size = text.rpartition(":")
        if colon and not name.strip():
            raise self.wrong("the name before the colon is missing")
        return (name.strip() if colon else None), size.strip()


def lever(name: str, text: str, *, sku: str | None = None) -> Lever:
    """Return the lever called `name` with the value in `text`; `sku` is meant where the value names none.

    Raises BadInput for a name there is no lever of, or a value that is not written as one.
    """
    read = _READERS.get(name.lower().lstrip("-"))
    if read is None:
        raise BadInput(
            f"There is no lever {name[:40]!r}.",
            remedy=f"Use one of {', '.join(EXAMPLES)}, e.g. credora whatif price +8%.",
        )
    return read(_Word(name.lower().lstrip("-"), text.strip()), sku)


def interval(name: str, text: str | None) -> tuple[float, float] | None:
    """Return the range said for an assumption: one number, or LOW..HIGH; percentages as fractions."""
    if text is None:
        return None
    low, dots, high = text.replace("−", "-").partition("..")
    try:
        found = [float(each.rstrip("%")) / (100 if each.endswith("%") else 1) for each in (low, high if dots else low)]
    except ValueError:
        raise BadInput(f"--{name} {text[:60]!r} is no number.", remedy=f"Write --{name} -1.5, or -2.5..-1.0.") from None
    return min(found), max(found)


def _price(word: _Word, sku: str | None) -> Lever:
    name, to, by = _sized(word, sku)
    return Price(by=by, to=to, sku=name)


def _cost(word: _Word, sku: str | None) -> Lever:
    name, to, by = _sized(word, sku)
    return UnitCost(by=by, to=to, sku=name)


def _sized(word: _Word, sku: str | None) -> tuple[str | None, int | None, Decimal | None]:
    """Return (SKU, new amount, change) of SKU=AMOUNT, SKU:CHANGE% or CHANGE%."""
    name, equals, amount = word.text.rpartition("=")
    if equals:
        return name.strip() or sku, word.money(amount), None
    named, size = word.named(word.text)
    return named or sku, None, word.share(size)


def _discount(word: _Word, sku: str | None) -> Lever:
    text, day = word.dated()
    name, size = word.named(text)
    share, slash, days = size.partition("/")
    return Discount(word.share(share.lstrip("-−+")), word.days(days) if slash else None, day, name or sku)


def _ads(word: _Word, _: str | None) -> Lever:
    if "=" in word.text and not word.text.endswith("%"):
        name, _, amount = word.text.rpartition("=")
        return AdSpend(to=word.money(_daily(amount)), target=name.rstrip(":").strip())
    named, size = word.named(word.text)
    if size.endswith("%"):
        return AdSpend(by=word.share(size), target=named or "")
    return AdSpend(add=word.money(_daily(size)), target=named or "")


def _shift(word: _Word, _: str | None) -> Lever:
    amount, colon, ends = word.text.partition(":")
    source, arrow, target = ends.partition(">")
    if not colon or not arrow:
        raise word.wrong("it takes an amount a day and two platforms or campaigns")
    return Shift(word.money(_daily(amount)), source.strip(), target.strip())


def _stock(word: _Word, sku: str | None) -> Lever:
    order, *terms = word.text.split(",")
    name, size = word.named(order)
    units, at, cost = size.partition("@")
    amount = word.number(units)
    if amount != int(amount):
        raise word.wrong("units are whole")
    given = {}
    for term in terms:
        key, equals, value = term.partition("=")
        if not equals or key.strip() not in {"lead", "deposit", "balance", "day"}:
            raise word.wrong(f"{term.strip()!r} is none of lead=, deposit=, balance=, day=")
        given[key.strip()] = value.strip()
    named = name or sku
    if named is None:
        raise word.wrong("it takes a SKU")
    return Stock(
        named,
        int(amount),
        unit_cost=word.money(cost) if at else None,
        deposit=word.share(given["deposit"]) if "deposit" in given else None,
        lead_days=word.days(given["lead"]) if "lead" in given else None,
        balance_days=word.days(given["balance"]) if "balance" in given else None,
        day=parse_day(given["day"]) if "day" in given else None,
    )


def _fixed(name: str) -> Callable[[_Word, str | None], Lever]:
    def read(word: _Word, _: str | None) -> Lever:
        text, day = word.dated()
        return FixedCost(word.money(re.sub(r"/mo(nth)?$", "", text)), name, day)

    return read


def _loan(word: _Word, _: str | None) -> Lever:
    found = re.fullmatch(r"([\d.,_]+)@([\d.]+)%/(\d{1,4})\s*(m|y)(?:@(\S+))?", word.text)
    if not found:
        raise word.wrong("it takes an amount, a yearly rate and a term")
    months = int(found[3]) * (12 if found[4] == "y" else 1)
    day = parse_day(found[5]) if found[5] else None
    return Loan(word.money(found[1]), word.number(found[2]) / 100, months, day)


def _once(name: str, sign: int) -> Callable[[_Word, str | None], Lever]:
    def read(word: _Word, _: str | None) -> Lever:
        text, day = word.dated()
        amount = word.money(text)
        if amount < 0:
            raise word.wrong("the amount has no sign here; --pay leaves, --receive comes in")
        return OneOff(sign * amount, name, day)

    return read


def _volume(word: _Word, sku: str | None) -> Lever:
    named, size = word.named(word.text)
    return Volume(word.share(size), named or sku)


def _daily(text: str) -> str:
    return re.sub(r"/d(ay)?$", "", text.strip())


_READERS: dict[str, Callable[[_Word, str | None], Lever]] = {
    "price": _price,
    "discount": _discount,
    "ads": _ads,
    "shift": _shift,
    "stock": _stock,
    "hire": _fixed("Hire"),
    "fixed": _fixed("New fixed cost"),
    "loan": _loan,
    "pay": _once("One-off payment", -1),
    "receive": _once("One-off receipt", 1),
    "cost": _cost,
    "volume": _volume,
}
