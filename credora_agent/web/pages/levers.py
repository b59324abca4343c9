"""The levers of a what-if as an address has them, and as fields: plain numbers, or words as `credora whatif` has them.

`price=8` is +8 %; `ads-meta_ads=-20` is −20 % on one platform; `hire=2500` a salary a month. Anything the command line
takes is taken too: `price=CAN-1:+8%`. What changes nothing is left out of the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from credora_agent.analytics.whatif.assuming import Said
from credora_agent.analytics.whatif.levers import checked
from credora_agent.analytics.whatif.words import EXAMPLES, interval, lever
from credora_agent.core.errors import BadInput
from credora_agent.reports.scenario import FARTHEST, HORIZON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.datastructures import QueryParams

    from credora_agent.analytics.whatif.levers import Lever

NUMBER = re.compile(r"[+\-−]?\d{1,12}(?:\.\d{1,6})?")
ADS = "ads-"
"""How a field of one platform's advertising begins; its name follows."""
COMPANIONS = {
    "price": ("sku",), "cost": ("sku",), "volume": ("sku",), "discount": ("discount_days", "sku"),
    "stock_units": ("stock_sku", "stock_cost", "stock_lead"), "hire": ("hire_from",), "fixed": ("fixed_from",),
    "loan": ("loan_rate", "loan_months"), "pay": ("pay_from",), "receive": ("receive_from",),
}  # fmt: skip
"""Fields that say more of another, and nothing without it."""
ASSUMED = ("elasticity", "ad_elasticity", "pull_forward")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how it is typed, its unit, and the ends of its slider where it has one."""

    name: str
    label: str
    unit: str = ""
    slides: tuple[int, int] | None = None
    kind: Literal["number", "text", "date", "sku"] = "number"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together."""

    title: str
    fields: tuple[Field, ...]


def groups(platforms: Mapping[str, str]) -> tuple[Group, ...]:
    """Return the fields, with one slider for each of the shop's advertising platforms (name → what it is called)."""
    ads = [Field(f"{ADS}{name}", title, "%", (-100, 100)) for name, title in platforms.items()]
    return (
        Group(
            "Prices and goods",
            (
                Field("price", "Price", "%", (-50, 50)),
                Field("discount", "Discount", "%", (0, 60)),
                Field("discount_days", "Discount lasts", "days", hint="empty: to the end"),
                Field("cost", "Unit cost", "%", (-50, 50)),
                Field("volume", "Units sold", "%", (-50, 50)),
                Field("sku", "Only of the SKU", kind="sku", hint="empty: all goods"),
            ),
        ),
        Group("Advertising", (Field("ads", "All advertising", "%", (-100, 100)), *ads)),
        Group(
            "A stock order",
            (
                Field("stock_sku", "SKU", kind="sku"),
                Field("stock_units", "Units"),
                Field("stock_cost", "Unit cost", hint="empty: as recorded"),
                Field("stock_lead", "Lead time", "days", hint="empty: as stated"),
            ),
        ),
        Group(
            "People, costs and money",
            (
                Field("hire", "A hire, a month"),
                Field("hire_from", "from", kind="date"),
                Field("fixed", "Another cost, a month"),
                Field("fixed_from", "from", kind="date"),
                Field("loan", "A loan of"),
                Field("loan_rate", "at", "% a year"),
                Field("loan_months", "over", "months"),
                Field("pay", "Paid once"),
                Field("pay_from", "on", kind="date"),
                Field("receive", "Received once"),
                Field("receive_from", "on", kind="date"),
            ),
        ),
        Group(
            "Assume instead",
            (
                Field("elasticity", "Price elasticity", kind="text", hint="-1.5, or -2.5..-1"),
                Field("ad_elasticity", "Ad elasticity", kind="text", hint="0.2, or 0.1..0.3"),
                Field("pull_forward", "Pulled forward by a discount", kind="text", hint="30%"),
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """What an address asks: its fields without what changes nothing, in one order."""

    fields: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, query: QueryParams) -> Wish:
        """Return what a query asks. Raises BadInput for a text longer than any lever."""
        given: dict[str, list[str]] = {}
        for name, value in query.multi_items():
            if _known(name) and value.strip():
                given.setdefault(name, []).append(value.strip())
        if any(len(text) > LONGEST for texts in given.values() for text in texts):
            raise BadInput("A lever is longer than any there is.", remedy="Shorten it.")
        moved = {name: texts for name, texts in given.items() if not _is_nought(name, texts)}
        owners = [name for name in moved if name in COMPANIONS]
        kept = {each for name in owners for each in COMPANIONS[name]}
        alone = {each for names in COMPANIONS.values() for each in names}
        names = sorted(name for name in moved if name not in alone or name in kept)
        return cls({name: tuple(moved[name]) for name in names})

    def one(self, name: str) -> str:
        """Return a field's first text, "" without one."""
        return self.fields.get(name, ("",))[0]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the fields as pairs, for an address."""
        return [(name, text) for name, texts in self.fields.items() for text in texts]

    @property
    def empty(self) -> bool:
        """Tell whether nothing is to be changed."""
        return not any(name in EXAMPLES or name.startswith(ADS) or name == "stock_units" for name in self.fields)

    @property
    def horizon(self) -> int:
        """Return the days to look ahead. Raises BadInput for what is no number of them."""
        said = self.one("horizon") or str(HORIZON)
        if not said.isdecimal() or not 1 <= int(said) <= FARTHEST:
            raise BadInput(f"A horizon of {said[:20]!r} is not possible.", remedy=f"Ask for 1 to {FARTHEST} days.")
        return int(said)

    @property
    def levers(self) -> tuple[Lever, ...]:
        """Return the levers. Raises BadInput for one that is not written as such, or cannot be pulled."""
        return checked(tuple(lever(name, text, sku=sku) for name, text, sku in self._words()))

    @property
    def said(self) -> Said:
        """Return what is assumed instead. Raises BadInput for what nobody can assume."""
        return Said(*(interval(name.replace("_", "-"), self.one(name) or None) for name in ASSUMED))

    def _words(self) -> Iterable[tuple[str, str, str | None]]:
        """Return each lever as the command line writes it, and the SKU meant where it names none."""
        sku = self.one("sku") or None
        for name, texts in self.fields.items():
            if name.startswith(ADS):
                yield from (("ads", f"{name[len(ADS) :]}:{_percent(text)}", None) for text in texts)
            elif name == "stock_units":
                yield "stock", self._order(), self.one("stock_sku") or None
            elif name in EXAMPLES:
                yield from ((name, self._written(name, text), sku) for text in texts)

    def _order(self) -> str:
        cost, lead = self.one("stock_cost"), self.one("stock_lead")
        return f"{self.one('stock_units')}{f'@{cost}' if cost else ''}{f',lead={lead}d' if lead else ''}"

    def _written(self, name: str, text: str) -> str:
        """Return a plain number as the lever it stands for; any other text as it is."""
        if not NUMBER.fullmatch(text):
            return text
        if name in {"price", "cost", "volume", "ads"}:
            return _percent(text)
        if name == "discount":
            days = self.one("discount_days")
            return f"{_percent(text)}{f'/{days}d' if days else ''}"
        if name == "loan":
            rate, months = self.one("loan_rate"), self.one("loan_months")
            return f"{text}@{rate}%/{months}m" if rate and months else text
        day = self.one(f"{name}_from")
        return f"{text}@{day}" if day else text


def _percent(text: str) -> str:
    return f"{text}%" if NUMBER.fullmatch(text) else text


def _known(name: str) -> bool:
    companions = {each for names in COMPANIONS.values() for each in names}
    return name in {*EXAMPLES, *COMPANIONS, *companions, *ASSUMED, "horizon"} or name.startswith(ADS)


def _is_nought(name: str, texts: list[str]) -> bool:
    """Tell whether a field changes nothing: nought of a lever, the usual horizon."""
    if name == "horizon":
        return texts[0] == str(HORIZON)
    if name in ASSUMED:
        return False
    return all(NUMBER.fullmatch(text) and not float(text.replace("−", "-")) for text in texts)
