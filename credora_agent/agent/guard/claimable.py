"""Figures as the guard knows them: a value of one kind, of one subject, over one range of days."""

# ruff: noqa: PLR2004 - one line a form; small numbers are words, months and places

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from credora_agent.agent.guard.periods import spoken_period
from credora_agent.agent.guard.terms import terms
from credora_agent.agent.guard.units import CODES, SYMBOLS
from credora_agent.agent.guard.written import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from credora_agent.agent.guard.periods import Span


class Claimable(Protocol):
    """What a figure must tell for words to be held against it; `entity` and `bound` may be there, too."""

    @property
    def label(self) -> str:
        """What it is called."""
        ...

    @property
    def value(self) -> Decimal | None:
        """Its value; ratios as fractions."""
        ...

    @property
    def unit(self) -> str:
        """Its unit."""
        ...

    @property
    def currency(self) -> str | None:
        """Its currency, of money."""
        ...

    @property
    def start(self) -> date | None:
        """Its first day."""
        ...

    @property
    def end(self) -> date | None:
        """Its last day."""
        ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """A figure to hold words against, where no other object has its shape."""

    id: str
    label: str
    value: Decimal | None
    unit: str
    currency: str | None = None
    start: date | None = None
    end: date | None = None
    entity: str = ""
    bound: str = "exact"


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure read: `tokens` are the stems of its label, `change` that its label itself says it is a change."""

    value: Decimal
    kind: str
    currency: str | None
    span: tuple[date, date] | None
    tokens: frozenset[str]
    label: str
    change: bool = False

    @property
    def adverse(self) -> bool:
        """Whether less of it is better."""
        return self.cost or bool(self.tokens & ADVERSE)

    @property
    def cost(self) -> bool:
        """Whether it is spoken of as a positive amount although it lowers profit."""
        if self.kind == "money" and self.value < 0 and not self.tokens & EARNED:
            return True
        return bool(self.tokens & COSTS) and not self.tokens & {"profit", "margin", "roas", "poas", "return-on"}


EARNED = terms(
    "profit margin ebitda cash balance cm1 cm2 cm3 income result earning flow change difference contribution loss net "
    "gross revenue sale value effect impact"
)
ADVERSE = terms("cac cpa cpc payback burn odds odd churn bounce abandonment delivery")
COSTS = terms(
    "cost cog cogs spend spending fee discount return refund marketing fulfilment expense operating financing tax "
    "advertising ad chargeback duty rent payroll salary"
)
KINDS = {
    "money": "money currency amount monetary cash",
    "ratio": "ratio fraction share rate proportion",
    "percent": "percent % pct percentage per_cent",
    "points": "points pp percentage_points pts",
    "multiple": "multiple x times × factor roas",
    "days": "days day d",
    "weeks": "weeks week",
    "months": "months month",
    "hours": "hours hour h",
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names.split()}
STOP = terms(
    "the a an of in on for from by at to and with via through your our its total as s is vs versus against "
    "compared than last previous prior per-cent"
)
CHANGES = terms("change growth increase decrease delta difference decline rise drop variance")
TOKEN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
IRREGULAR = {
    "spent": "spend", "ads": "ad", "refunded": "refund", "discounted": "discount", "discounting": "discount",
    "turnover": "revenue", "advert": "ad", "advertising": "ad", "costs": "cost", "profits": "profit",
    "scarves": "scarf", "shelves": "shelf", "knives": "knife", "loaves": "loaf", "fulfillment": "fulfilment",
    "earnings": "earning",
}  # fmt: skip


def stem(word: str) -> str:
    """Return a word without the endings that do not change what it names: orders → order, Meta's → meta."""
    low = word.lower().removesuffix("'s").rstrip("'")
    if low in IRREGULAR:
        return IRREGULAR[low]
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "as")):
        return low[:-1]
    return low


def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words that name something."""
    found = {part for word in TOKEN.findall(text.lower()) for part in (stem(word),)}
    return frozenset(found - STOP)


def facts(figures: Iterable[Claimable], today: date) -> list[Fact]:
    """Return the figures that have a value, their units in one system."""
    return [fact for figure in figures for fact in _fact(figure, today)]


def _fact(figure: Claimable, today: date) -> list[Fact]:
    value = decimal(figure.value)
    if value is None:
        return []
    kind, currency, value = _measure(figure.unit, figure.currency, value)
    tokens, changes, named = _named(f"{figure.label} {getattr(figure, 'entity', '') or ''}", today)
    span = (figure.start, figure.end or figure.start) if figure.start else named
    if span is None and figure.end:
        span = (figure.end, figure.end)
    return [Fact(value, kind, currency, span, tokens - changes, figure.label, bool(changes))]


@lru_cache(maxsize=4096)
def _named(text: str, today: date) -> tuple[frozenset[str], frozenset[str], Span | None]:
    """Return the stems of a label, those of them that say it is a change, and the range it names."""
    label, span = spoken_period(plain(text), today)
    tokens = stems(label) - {code.lower() for code in CODES}
    changes = tokens & CHANGES if "the change" not in label.lower() else frozenset()
    return tokens, changes, span


def _measure(unit: str | None, currency: str | None, value: Decimal) -> tuple[str, str | None, Decimal]:
    name = (unit or "").strip().lower().replace(" ", "_")
    code = _code(unit) or _code(currency)
    if _code(unit) or KIND_OF.get(name) == "money":
        return "money", code, value
    kind = KIND_OF.get(name, "count" if not (not name and code) else "money")
    if kind == "percent":
        return "ratio", None, value / 100
    return kind, code if kind == "money" else None, value


def _code(text: str | None) -> str | None:
    asked = (text or "").strip()
    return asked.upper() if asked.upper() in CODES else SYMBOLS.get(asked)


def decimal(value: object) -> Decimal | None:
    """Return a value as a decimal, nothing when it is none."""
    if value is None or isinstance(value, bool):
        return None
    try:
        made = Decimal(str(value).replace(",", "").replace("−", "-").strip())
    except InvalidOperation:
        return None
    return made if made.is_finite() else None
