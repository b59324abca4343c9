"""How figures, periods and changes are written in words; English."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from credora_agent.core.money import minor_digits
from credora_agent.core.period import Grain, Period, around, month_end

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.reports.schemas import Figure

SIGNED_COSTS = frozenset(
    {"discounts", "returns", "cogs", "fulfilment", "fees", "marketing", "operating_costs", "financing"}
)
"""Lines that lower profit: spoken of as positive amounts."""
BOUNDS = {"at_most": "at most ", "at_least": "at least ", "partial": "as far as recorded "}


def money(value: Decimal, currency: str) -> str:
    """Return an amount as people write it, with the currency's own decimals: £1,461,756.25, −¥1,200."""
    from babel.numbers import format_currency  # noqa: PLC0415 - 30 ms that a plan alone need not pay

    rounded = value.quantize(Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_EVEN)
    text = str(format_currency(abs(rounded), currency, locale="en_GB"))
    return f"−{text}" if rounded < 0 else text


def whole_money(value: Decimal, currency: str) -> str:
    """Return an amount rounded to whole currency units, for tables that have no room: £1,461,756, −¥1,200."""
    from babel.numbers import format_currency  # noqa: PLC0415 - as above

    rounded = value.quantize(Decimal(1), ROUND_HALF_EVEN)
    shown = format_currency(abs(rounded), currency, format="¤#,##0", locale="en_GB", currency_digits=False)
    return f"−{shown}" if rounded < 0 else str(shown)


def percent(ratio: Decimal, *, signed: bool = False) -> str:
    """Return a fraction as a percentage with one decimal: 36.5%, +36.5%, −4.0%."""
    shown = (ratio * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    sign = "−" if shown < 0 else "+" if signed and shown > 0 else ""
    return f"{sign}{abs(shown):,}%"


def amount(figure: Figure, value: Decimal | None = None) -> str:
    """Return a figure's value (or another in its unit) as it is written in statements, signed; – when missing."""
    shown = figure.value if value is None else value
    if shown is None:
        return "–"
    if figure.unit == "money":
        return money(shown, str(figure.currency))
    return measured(shown, figure.unit)


def measured(value: Decimal, unit: str) -> str:
    """Return a value that is no money as its unit is written: 36.5%, 3.21, 41 days, 1,204."""
    if unit == "ratio":
        return percent(value)
    if unit == "multiple":
        return f"{value.quantize(Decimal('0.01'), ROUND_HALF_EVEN):,}"
    whole = value.quantize(Decimal(1), ROUND_HALF_EVEN)
    return f"{whole:,} {'day' if whole == 1 else 'days'}" if unit == "days" else f"{whole:,}"


def spoken(figure: Figure) -> str:
    """Return a figure's value as it is said in a sentence: costs as positive amounts, bounds named."""
    if figure.value is None:
        return "not recorded"
    sign = -1 if figure.metric in SIGNED_COSTS else 1
    bound: str = figure.bound
    if sign < 0 and bound in ("at_most", "at_least"):
        bound = {"at_most": "at_least", "at_least": "at_most"}[bound]
    return BOUNDS.get(bound, "") + amount(figure, sign * figure.value)


def lowered(label: str) -> str:
    """Return a label as it stands inside a sentence: "net sales", but "COGS", "CM2"."""
    return label if (len(label) > 1 and label[1].isupper()) or label[1:2].isdigit() else label[0].lower() + label[1:]


def listed(items: list[str]) -> str:
    """Return items as prose: "a", "a and b", "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def day(when: date) -> str:
    """Return a day with its weekday: Mon 14 Nov 2011."""
    return f"{when:%a} {when.day} {when:%b %Y}"


def period(start: date, end: date) -> str:
    """Return a range by its shortest honest name: a day, a month, a quarter, a year, or from–to."""
    named = Period(start, end)
    if start == end:
        return day(start)
    if named == around(start, Grain.YEAR):
        return f"{start.year}"
    if named == around(start, Grain.QUARTER):
        return f"Q{(start.month + 2) // 3} {start.year}"
    if named == around(start, Grain.MONTH):
        return f"{start:%B %Y}"
    if start.day == 1 and end == month_end(end):
        return f"{start:%B}–{end:%B %Y}" if start.year == end.year else f"{start:%B %Y}–{end:%B %Y}"
    return _days(start, end)


def when(start: date, end: date) -> str:
    """Return a range as it stands in a sentence: "on Mon 14 Nov 2011", "in November 2011", "for 3–9 Dec 2011"."""
    named = period(start, end)
    if start == end:
        return f"on {named}"
    return f"for {named}" if named[0].isdigit() and "–" in named else f"in {named}"


def is_whole(figure: Figure, by: str) -> bool:
    """Tell whether a figure covers a whole calendar unit of that grain, all of it within the books."""
    return figure.coverage == 1 and Period(figure.start, figure.end) == around(figure.start, Grain(by))


def _days(start: date, end: date) -> str:
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{end.day} {end:%b %Y}"
    if start.year == end.year:
        return f"{start.day} {start:%b}–{end.day} {end:%b %Y}"
    return f"{start.day} {start:%b %Y}–{end.day} {end:%b %Y}"


@lru_cache(maxsize=4096)
def column(start: date, end: date, by: str) -> str:
    """Return a column's heading in a report split by that grain: short, unambiguous."""
    if by == "month" and start.day == 1 and end == month_end(end):
        return f"{start:%b %Y}"
    return period(start, end)
