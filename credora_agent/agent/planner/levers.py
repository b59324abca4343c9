"""What-if questions: the levers pulled, each with its size, target and time, and how far ahead to look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credora_agent.agent.plan import Call
from credora_agent.agent.planner.amounts import MONEY, PERCENT, SPAN, UNITS, Amount, amounts
from credora_agent.agent.planner.clauses import Clause
from credora_agent.agent.planner.horizon import horizon
from credora_agent.agent.planner.periods.when import When
from credora_agent.agent.planner.setting import Answer, Setting, no, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from credora_agent.agent.planner.clauses import Item

_A_DAY = {"day": Decimal(1), "week": Decimal(7), "month": Decimal(30), "quarter": Decimal(91), "year": Decimal(365)}
_OF_A_MONTH = {"day": Decimal(30), "week": Decimal(52) / 12, "quarter": Decimal(1) / 3, "year": Decimal(1) / 12}
_SPAN_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_SPAN_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_FOR_A = re.compile(r"\b(?:for|during) (?:a|one|the whole) (day|week|month|quarter)\b")
_MOST = 10
_MOST_HIRED = 50
_NOT_SUPPOSED = (
    *("was", "why", "versus", "compare", "wish", "budget_word", "extreme", "entries", "shift", "asks_when", "count"),
    *("topic", "bound", "injection"),
)
_COMMANDS = re.compile(
    r"(please |pls |can you |could you |now )*"
    r"(raise|lower|increase|decrease|cut|reduce|set|put|change|move|shift|drop|bump|add|make|give|how|what|which|who|where|did|is|are)\b"
)
_STRONG = (
    "what if",
    "suppose",
    "imagine",
    "simulate",
    "scenario",
    "what would happen",
    "what about if",
    "how about if",
)


class Unsaid(Exception):
    """The size of a lever that is not said."""


@dataclass(frozen=True, slots=True)
class Pull:
    """One change supposed: its words, and what they hold."""

    clause: Clause
    today: date
    kinds: tuple[str, ...]
    said: tuple[Amount, ...]

    def first(self, kind: str) -> Amount | None:
        """Return the first amount of a kind."""
        return next((amount for amount in self.said if amount.kind == kind), None)

    @property
    def way(self) -> str:
        """Which way the lever goes: up, down, stop, shift, or "" when that is open."""
        return self.clause.first("pull") or ""

    @property
    def percent(self) -> Decimal | None:
        """The change in percent, below 0 when it goes down."""
        found = self.first(PERCENT)
        if found is None:
            return Decimal(-100) if self.way == "stop" else None
        if not self.way and not self.clause.has("factor") and self.clause.has_unknown:
            raise Unsaid
        if found.value > 0 and self.way in {"down", "stop"} and not self.clause.has("factor"):
            return -found.value
        return found.value

    @property
    def money(self) -> Amount | None:
        """The first sum of money."""
        return self.first(MONEY)

    @property
    def target(self) -> str | None:
        """The product, campaign or platform named."""
        clause = self.clause
        return clause.first("sku") or clause.first("named_campaign") or clause.first("platform")

    @property
    def day(self) -> dict[str, str]:
        """The day it begins, when one ahead is named."""
        start = next((w.whole.start for w in _ahead(self.clause.whens, self.today)), None)
        return {"day": start.isoformat()} if start else {}


def _ahead(whens: list[When], today: date) -> list[When]:
    """Return the stretches that start after today; an open month is the next one to come."""
    found = []
    for when in whens:
        moved = when.in_year(when.year + 1) if when.bare and when.yearly and when.whole.start <= today else when
        if moved and moved.whole.start > today and not when.ahead:
            found.append(moved)
    return found


def what_if(items: tuple[Item, ...], at: Setting) -> Answer | None:
    """Return the scenario asked for, a question back when a size is missing; None when nothing is supposed."""
    pieces = _pieces(items, at)
    if not any(piece.clause.has("suppose") for piece in pieces) and not _implied(at):
        return None
    levers: list[dict[str, Any]] = []
    unsaid: Pull | None = None
    for piece in pieces:
        try:
            found = lever(piece)
        except Unsaid:
            unsaid = piece
            continue
        if found is not None:
            levers.append(found)
    if unsaid is not None:
        return at.asks("amount", _lacking(unsaid))
    if not levers:
        strongly = any(term.has("suppose") and term.text in _STRONG for term in at.clause.terms)
        return no("lever") if strongly else None
    dated = any("day" in each for each in levers)
    return at.answer("scenario", Call("cfo_scenario", {"levers": levers[:_MOST], **horizon(at, counted=dated)}))


def _implied(at: Setting) -> bool:
    """Whether a change is supposed without saying so: "+8% prices", "prices up 2%, meta down 15%"."""
    clause = at.clause
    if clause.whens or clause.has(*_NOT_SUPPOSED) or not clause.has("pull"):
        return False
    pulled = clause.has("lever", "sku", "platform", "named_campaign")
    return pulled and any(a.kind == PERCENT for a in amounts(clause.items)) and not _COMMANDS.match(clause.words)


def _lacking(pull: Pull) -> str:
    """Return what the change lacks, by the key of the question back."""
    if "loan" in pull.kinds:
        return "loan_terms" if pull.money else "loan"
    if {"hire", "cost"} & set(pull.kinds):
        return "monthly"
    if pull.first(PERCENT):
        return "way"
    return "stock" if pull.clause.has("buys") and pull.clause.has("sku") else "amount"


def _pieces(items: tuple[Item, ...], at: Setting) -> list[Pull]:
    """Return the question parted at "and" and commas; a part without a change of its own belongs to the one before."""
    parts: list[list[Item]] = [[]]
    for item in items:
        if not isinstance(item, When) and item.has("and", "comma", "stop", "or") and item.text != "/":
            parts.append([])
        else:
            parts[-1].append(item)
    merged: list[list[Item]] = []
    for part in parts:
        if merged and not (_changes(part) and _changes(merged[-1])):
            merged[-1] = [*merged[-1], *part]
        else:
            merged.append(part)
    return [_pull(tuple(part), at) for part in merged if part]


def _changes(part: list[Item]) -> bool:
    terms = [item for item in part if not isinstance(item, When)]
    stops = any(term.has("pull") and term.word("pull") == "stop" for term in terms)
    said = stops or any(amount.kind != SPAN for amount in amounts(part))
    named = any(t.has("lever", "platform", "buys", "pays", "named_campaign", "sku") for t in terms)
    return said and named


def _pull(part: tuple[Item, ...], at: Setting) -> Pull:
    clause = Clause(part, at.clause.text)
    kinds = tuple(clause.every("lever"))
    if clause.has("platform", "named_campaign"):
        kinds = (*kinds, "ads")
    return Pull(clause, at.today, kinds, tuple(amounts(part)))


def lever(pull: Pull) -> dict[str, Any] | None:
    """Return the lever of one change, None when it holds none. Raises Unsaid when its size is missing."""
    for holds, read in _READERS:
        if holds(pull):
            return read(pull)
    return None


def _shift(pull: Pull) -> dict[str, Any]:
    ends = [*pull.clause.every("named_campaign"), *pull.clause.every("platform")]
    if pull.money is None:
        raise Unsaid
    return {"lever": "shift_ad_spend", "amount": _daily(pull.money), "target": ends[0], "to": ends[1]}


def _loan(pull: Pull) -> dict[str, Any]:
    span = pull.first(SPAN)
    rate = pull.first(PERCENT)
    months = span.value * _SPAN_MONTHS.get(span.per or "", 0) if span else Decimal(0)
    if pull.money is None or rate is None or not months:
        raise Unsaid
    return {"lever": "loan", "amount": plain(pull.money.value), "percent": plain(rate.value), "months": int(months),
            **pull.day}  # fmt: skip


def _stock(pull: Pull) -> dict[str, Any]:
    units = pull.first(UNITS) or pull.first(MONEY)
    sku = pull.clause.first("sku")
    if units is None or sku is None:
        raise Unsaid
    cost = next((a for a in pull.said if a.kind == MONEY and a is not units), None)
    return {"lever": "stock_order", "target": sku, "units": int(units.value),
            **({"amount": plain(cost.value)} if cost else {}), **pull.day}  # fmt: skip


def _monthly(pull: Pull) -> dict[str, Any]:
    sums = [amount for amount in pull.said if amount.kind == MONEY]
    if not sums:
        raise Unsaid
    money = next((amount for amount in sums if amount.per), sums[-1])
    heads = next((a.value for a in sums if a is not money and a.value <= _MOST_HIRED), 1) if "hire" in pull.kinds else 1
    name = "Hire" if "hire" in pull.kinds else "New fixed cost"
    saved = pull.way in {"down", "stop"} and "hire" not in pull.kinds
    amount = _monthly_share(money) * heads * (-1 if saved else 1)
    return {"lever": "monthly_cost", "amount": plain(round(amount, 2)), "target": name, **pull.day}


def _monthly_share(amount: Amount) -> Decimal:
    """Return what of a sum falls on a month; one of 12,000 and more that is said without a term is a year's."""
    per = amount.per or ("year" if amount.value >= 12_000 else "month")  # noqa: PLR2004 - no monthly pay
    return amount.value * _OF_A_MONTH.get(per, Decimal(1))


def _discount(pull: Pull) -> dict[str, Any]:
    found = pull.first(PERCENT)
    if found is None:
        raise Unsaid
    span = pull.first(SPAN)
    once = _FOR_A.search(pull.clause.words)
    days = {"days": int(span.value) * _SPAN_DAYS[span.per or "day"]} if span else {}
    days = {"days": _SPAN_DAYS[once[1]]} if once and not span else days
    sku = pull.clause.first("sku")
    return {
        "lever": "discount",
        "percent": plain(abs(found.value)),
        **({"target": sku} if sku else {}),
        **days,
        **pull.day,
    }


def _sized(kind: str) -> Callable[[Pull], dict[str, Any]]:
    """Read a change in percent, or a new amount, of the products' price or unit cost."""

    def read(pull: Pull) -> dict[str, Any]:
        sku = pull.clause.first("sku")
        where = {"target": sku} if sku else {}
        if pull.percent is not None:
            return {"lever": kind, "percent": plain(pull.percent), **where}
        said = pull.clause.items[pull.money.at - 1] if pull.money and pull.money.at else None
        moves = said is not None and not isinstance(said, When) and said.text == "by"
        if pull.money is None or moves or (sku is None and not pull.clause.has("to")):
            raise Unsaid
        return {"lever": kind, "amount": plain(pull.money.value), **where}

    return read


def _ads(pull: Pull) -> dict[str, Any]:
    where = {"target": pull.target} if pull.target else {}
    if pull.percent is not None:
        return {"lever": "ad_spend", "percent": plain(pull.percent), **where}
    if pull.money is None:
        raise Unsaid
    amount = _daily(pull.money)
    terms = pull.clause.items[: pull.money.at]
    absolute = any(not isinstance(i, When) and i.text in {"to", "at"} for i in terms[-3:])
    if absolute:
        return {"lever": "ad_budget", "amount": amount, **where}
    return {"lever": "ad_spend", "amount": -amount if pull.way == "down" else amount, **where}


def _daily(amount: Amount) -> int | float:
    per = _A_DAY.get(amount.per or "month" if amount.value >= 1000 else amount.per or "day", Decimal(1))  # noqa: PLR2004
    return plain(round(amount.value / per, 2))  # type: ignore[no-any-return]


def _once(pull: Pull) -> dict[str, Any]:
    if pull.money is None:
        raise Unsaid
    sign = next((t.number("pays") for t in pull.clause.terms if t.has("pays")), -1)
    return {"lever": "one_off", "amount": plain(sign * pull.money.value), **pull.day}


def _volume(pull: Pull) -> dict[str, Any]:
    if pull.percent is None:
        raise Unsaid
    sku = pull.clause.first("sku")
    return {"lever": "volume", "percent": plain(pull.percent), **({"target": sku} if sku else {})}


def _kind(*names: str) -> Callable[[Pull], bool]:
    return lambda pull: any(name in pull.kinds for name in names)


def _has_size(pull: Pull) -> bool:
    return any(amount.kind != SPAN for amount in pull.said) or bool(pull.way)


def _is_shift(pull: Pull) -> bool:
    ends = len(pull.clause.every("platform")) + len(pull.clause.every("named_campaign"))
    return pull.way == "shift" and ends > 1


def _is_stock(pull: Pull) -> bool:
    return pull.clause.has("buys") and (pull.first(UNITS) is not None or (pull.clause.has("sku") and bool(pull.said)))


def _is_monthly(pull: Pull) -> bool:
    if "hire" in pull.kinds or ("cost" in pull.kinds and _has_size(pull)):
        return True
    spends = pull.clause.has("pays", "pull") or "afford" in pull.clause.words or not pull.target
    return spends and pull.money is not None and pull.money.per in {"month", "year"} and not pull.kinds


def _is_once(pull: Pull) -> bool:
    return pull.money is not None and ("once" in pull.kinds or (pull.clause.has("pays") and "ads" not in pull.kinds))


_READERS: tuple[tuple[Callable[[Pull], bool], Callable[[Pull], dict[str, Any]]], ...] = (
    (_is_shift, _shift),
    (_kind("loan"), _loan),
    (_is_stock, _stock),
    (lambda p: "discount" in p.kinds and p.first(PERCENT) is not None and p.clause.first("pull") is None, _discount),
    (lambda p: "goods" in p.kinds and _has_size(p), _sized("unit_cost")),
    (lambda p: "price" in p.kinds and _has_size(p), _sized("price")),
    (lambda p: "discount" in p.kinds and p.first(PERCENT) is not None, _discount),
    (_is_monthly, _monthly),
    (lambda p: "ads" in p.kinds and _has_size(p), _ads),
    (_is_once, _once),
    (lambda p: "volume" in p.kinds and p.percent is not None, _volume),
    (lambda p: p.clause.has("sku") and p.percent is not None, _sized("price")),
)
