"""Sentences made from figures: true ones in many written forms, and false ones with one thing wrong, by a seed."""

# ruff: noqa: C901, E501, PLR0911, PLR0913, PLR2004 - a template a line, odds and sizes are numbers

from __future__ import annotations

import random
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = (
    "digit", "scale", "sign", "unit", "currency", "period", "direction", "entity", "aggregate", "words", "range",
    "script", "near", "change", "share", "rank", "stranger", "verdict",
)  # fmt: skip
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def terms_in_order(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}
NAMES = {"GBP": "pounds", "EUR": "euros", "USD": "dollars", "JPY": "yen"}
SCRIPTS = ("٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯")
METRICS = [
    ("Revenue", "money"), ("Net sales", "money"), ("Gross profit", "money"), ("Net profit", "money"), ("COGS", "money"),
    ("Payment fees", "money"), ("Ad spend", "money"), ("Cash balance", "money"), ("Average order value", "money"),
    ("Orders", "count"), ("Units sold", "count"), ("New customers", "count"), ("Net margin", "ratio"),
    ("Refund rate", "ratio"), ("Conversion rate", "ratio"), ("Repeat purchase rate", "ratio"), ("Blended ROAS", "multiple"),
    ("Days of cover", "days"), ("Cash runway", "days"), ("CM2", "money"), ("CAC", "money"), ("Shipping income", "money"),
]  # fmt: skip
ENTITIES = [
    ("Meta", "Google"), ("Meta Ads", "Google Ads"), ("Blue Mug", "Oak Tray"), ("Summer Sale", "Brand Search"),
    ("Linen Shirt", "Canvas Tote"), ("Retargeting EU", "Prospecting US"), ("Walnut Desk Lamp", "Ceramic Vase"),
]  # fmt: skip
PER_ENTITY = [("ROAS", "multiple"), ("spend", "money"), ("revenue", "money"), ("orders", "count")]
STRANGERS = ("Nova Lamp", "TikTok", "Pinterest", "Acme Bottle", "Winter Push", "Amazon", "Klaviyo", "Velvet Chair")
ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(value: int) -> str:
    """Return a whole number in English words."""
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10] + (f"-{ONES[value % 10]}" if value % 10 else "")
    if value < 1000:
        return f"{ONES[value // 100]} hundred" + (f" and {spell(value % 100)}" if value % 100 else "")
    top, below = (1_000_000, "million") if value >= 1_000_000 else (1000, "thousand")
    rest = value % top
    return f"{spell(value // top)} {below}" + (f" {'and ' if rest < 100 else ''}{spell(rest)}" if rest else "")


@dataclass
class Made:
    """A figure of a made-up shop."""

    label: str
    kind: str
    value: Decimal
    span: tuple[date, date]
    currency: str | None
    entity: str = ""

    def row(self, number: int) -> dict[str, Any]:
        """Return it as an outsider would hand it in."""
        start, end = self.span
        return {
            "id": f"f{number}", "label": self.label, "value": str(self.value), "unit": self.kind,
            "currency": self.currency, "start": start.isoformat(), "end": end.isoformat(),
        }  # fmt: skip


@dataclass
class World:
    """A made-up shop: figures of two periods next to each other, of the shop and of two of its parts."""

    rng: random.Random
    figures: list[Made] = field(default_factory=list)
    currency: str = "GBP"
    entities: tuple[str, str] = ("Meta", "Google")

    def __post_init__(self) -> None:
        rng = self.rng
        self.currency = rng.choice(list(SIGNS))
        self.entities = rng.choice(ENTITIES)
        self.then, self.now = _spans(rng)
        metrics = rng.sample(METRICS, 5)
        for label, kind in metrics:
            first = self._value(label, kind)
            for span, value in ((self.then, first), (self.now, self._moved(first, kind))):
                self.figures.append(Made(label, kind, value, span, self.currency if kind == "money" else None))
        for label, kind in rng.sample(PER_ENTITY, 2):
            form = rng.choice(["{e} {m}", "{e} {m}", "{M} of {e}", "{M} – {e}", "{M} ({e})"])
            first = self._value(label, kind)
            for entity, value in zip(self.entities, (first, self._moved(first, kind)), strict=True):
                name = form.format(e=entity, m=label, M=label[0].upper() + label[1:])
                self.figures.append(
                    Made(name, kind, value, self.now, self.currency if kind == "money" else None, entity)
                )

    def _value(self, label: str, kind: str) -> Decimal:
        rng = self.rng
        if kind == "money":
            digits = rng.choice([3, 4, 4, 5, 5, 6, 7])
            raw = Decimal(rng.randrange(10 ** (digits - 1), 10**digits)) + Decimal(rng.randrange(1, 100)) / 100
            raw = raw.quantize(Decimal(1)) if self.currency == "JPY" else raw
            return -raw if label == "Net profit" and rng.random() < 0.4 else raw
        if kind == "ratio":
            return Decimal(rng.randrange(20, 700)) / 1000
        if kind == "multiple":
            return Decimal(rng.randrange(60, 900)) / 100
        return Decimal(rng.randrange(11, 400) if kind == "days" else rng.randrange(20, 30000))

    def _moved(self, value: Decimal, kind: str) -> Decimal:
        """Return another value at least an eighth away from it."""
        factor = Decimal(self.rng.choice([self.rng.randrange(55, 88), self.rng.randrange(113, 170)])) / 100
        places = {"money": "1" if self.currency == "JPY" else "0.01", "ratio": "0.001", "multiple": "0.01"}.get(
            kind, "1"
        )
        moved = (value * factor).quantize(Decimal(places), ROUND_HALF_UP)
        return moved if moved != value else moved + Decimal(7)

    def pair(self, pen: Pen) -> tuple[Made, Made]:
        """Return a shop figure now and then."""
        now = [f for f in self.figures if not f.entity and f.span == self.now]
        chosen = pen.rng.choice(now)
        return chosen, next(f for f in self.figures if f.label == chosen.label and f.span == self.then)

    def sides(self, pen: Pen) -> tuple[Made, Made]:
        """Return one figure of each of the two entities."""
        labels = [f for f in self.figures if f.entity == self.entities[0]]
        one = pen.rng.choice(labels)
        two = next(f for f in self.figures if f.label == one.label.replace(self.entities[0], self.entities[1]))
        return (one, two) if pen.rng.random() < 0.5 else (two, one)


def _spans(rng: random.Random) -> tuple[tuple[date, date], tuple[date, date]]:
    index = 2025 * 12 + rng.randrange(0, 22)
    size = rng.choice([1, 1, 1, 3])
    index -= index % size

    def span(at: int) -> tuple[date, date]:
        last = at + size - 1
        return date(at // 12, at % 12 + 1, 1), date(last // 12, last % 12 + 1, monthrange(last // 12, last % 12 + 1)[1])

    return span(index - size), span(index)


class Pen:
    """Writes the parts of a sentence, one of them wrong where `wrong` names a kind; `done` tells that it was."""

    def __init__(self, world: World, rng: random.Random, wrong: str = "") -> None:
        self.world, self.rng, self.wrong, self.done = world, rng, wrong, not wrong
        self.mark = ""

    def takes(self, *kinds: str) -> bool:
        """Tell, once, whether this is the part to get wrong."""
        if self.done or self.wrong not in kinds or self.rng.random() < 0.35:
            return False
        self.done = True
        return True

    # --- parts
    def period(self, figure: Made) -> str:
        """Return a figure's period as words."""
        start, end = figure.span
        if self.takes("period"):
            whole = start.month == end.month
            shift = self.rng.choice([-26, -14, -12, -7, -4, 5, 8, 12] if whole else [-24, -12, -6, 6, 9, 12])
            at = start.year * 12 + start.month - 1 + shift
            months = (end.year - start.year) * 12 + end.month - start.month
            last = at + months
            start = date(at // 12, at % 12 + 1, 1)
            end = date(last // 12, last % 12 + 1, monthrange(last // 12, last % 12 + 1)[1])
        forms = [f"{start.isoformat()} to {end.isoformat()}"]
        if start.month == end.month:
            name = MONTHS[start.month - 1]
            forms = [f"{name} {start.year}"] * 6 + [f"{name[:3]} {start.year}", f"{start.year}-{start.month:02d}",
                     f"1–{end.day} {name} {start.year}", f"{name} 1–{end.day}, {start.year}"]  # fmt: skip
            if abs(self.world.now[0].month - self.world.then[0].month) and self.wrong != "period":
                forms += [name] * 3
        else:
            quarter = (start.month + 2) // 3
            forms = [f"Q{quarter} {start.year}"] * 4 + [f"{MONTHS[start.month - 1]}–{MONTHS[end.month - 1]} {end.year}",
                     f"the {['first', 'second', 'third', 'fourth'][quarter - 1]} quarter of {start.year}"]  # fmt: skip
        return self._marked(self.rng.choice(forms), "period")

    def _marked(self, text: str, *kinds: str) -> str:
        """Return the text, kept as what is wrong of the sentence if it is."""
        if self.wrong in kinds and self.done and not self.mark:
            self.mark = text
        return text

    def label(self, figure: Made, *, start: bool = False) -> str:
        """Return a figure's name as it stands in a sentence."""
        if self.takes("entity"):
            figure = self._other(figure)
        elif self.takes("stranger"):
            stranger = self.rng.choice(STRANGERS)
            name = figure.label.replace(figure.entity, stranger) if figure.entity else f"{stranger} {low(figure.label)}"
            return self._marked(name, "stranger")
        text = figure.label
        if figure.entity and " of " not in text and "–" not in text and "(" not in text and self.rng.random() < 0.4:
            text = text.replace(figure.entity, f"{figure.entity}'s")
        elif "–" in text or "(" in text:
            metric = text.split(" – ")[0].split(" (")[0]
            text = self.rng.choice([f"{figure.entity} {low(metric)}", f"{metric} from {figure.entity}"])
        return self._marked(text if start else low(text), "entity")

    def _other(self, figure: Made) -> Made:
        others = [f for f in self.world.figures if f.kind == figure.kind and f.label != figure.label
                  and abs(f.value - figure.value) > abs(figure.value) / 20]  # fmt: skip
        if not others:
            self.done = False
            return figure
        return self.rng.choice(others)

    def value(self, figure: Made, *, plain: bool = False) -> str:
        """Return a figure's value written in one of many ways."""
        before = self.done
        text = self._value(figure, plain=plain)
        return text if before else self._marked(text, self.wrong)

    def _value(self, figure: Made, *, plain: bool) -> str:
        kind, value = figure.kind, figure.value
        rng = self.rng
        if self.takes("digit", "script" if not plain else "digit"):
            return self._write(kind, _digit(value, rng), figure, script=self.wrong == "script", exact=True)
        if self.takes("scale"):
            return self._write(
                kind, value * rng.choice([10, 100, 1000, Decimal("0.1"), Decimal("0.01"), Decimal("0.001")]), figure
            )
        if kind in ("money", "multiple") and self.takes("sign"):
            return self._write(kind, -value, figure, exact=True)
        if self.takes("unit"):
            return self._unit(figure)
        if kind == "money" and self.takes("currency"):
            other = rng.choice([c for c in SIGNS if c != figure.currency])
            return self._write(kind, value, figure, currency=other)
        if not plain and value >= 20 and self.takes("words"):
            wrong = int(value * rng.choice([Decimal("1.2"), Decimal("0.7"), Decimal(10)])) + 3
            return self._words(kind, wrong, figure)
        if not plain and figure.entity and self.takes("range"):
            low_, high = sorted(
                (
                    value * rng.choice([Decimal("1.2"), Decimal("0.5")]),
                    value * rng.choice([Decimal("1.4"), Decimal("0.8")]),
                )
            )
            if low_ <= value <= high:
                low_, high = value * Decimal("1.1"), value * Decimal("1.3")
            return f"between {self._write(kind, low_, figure)} and {self._write(kind, high, figure)}"
        if not plain and figure.entity and self.takes("near"):
            way, factor = rng.choice([("over", "1.1"), ("under", "0.9"), ("at least", "1.2"), ("at most", "0.8"),
                                      ("about", "1.3"), ("nearly", "0.8"), ("more than", "1.05"), ("roughly", "0.6")])  # fmt: skip
            if value < 0:
                self.done = False
            else:
                return f"{way} {self._write(kind, value * Decimal(factor), figure)}"
        return self._write(kind, value, figure, free=not plain and value > 0)

    def _unit(self, figure: Made) -> str:
        value = abs(figure.value)
        forms = {
            "money": [f"{value:,.0f} orders", f"{value:,.2f}%", f"{value:,.0f} days", f"{value:,.2f}x"],
            "ratio": [
                f"{SIGNS[self.world.currency]}{value * 100:.1f}",
                f"{value * 100:.1f} days",
                f"{value * 100:.1f}x",
            ],
            "multiple": [f"{value}%", f"{SIGNS[self.world.currency]}{value}", f"{value} days"],
            "count": [f"{SIGNS[self.world.currency]}{value:,}", f"{value:,}%", f"{value:,} days"],
            "days": [f"{value}%", f"{SIGNS[self.world.currency]}{value}", f"{value} weeks", f"{value} months"],
        }
        return self.rng.choice(forms[figure.kind])

    def _words(self, kind: str, value: int, figure: Made) -> str:
        if kind == "ratio":
            return f"{spell(int(figure.value * 100) + self.rng.choice([3, 5, 11]))} percent"
        if kind == "multiple":
            return f"{spell(int(figure.value) + self.rng.choice([2, 3, 5]))} times"
        unit = {"money": f" {NAMES[self.world.currency]}", "days": " days"}.get(kind, "")
        return spell(value) + unit

    def _write(self, kind: str, value: Decimal, figure: Made, *, currency: str = "", script: bool = False,
               free: bool = False, exact: bool = False) -> str:  # fmt: skip
        rng = self.rng
        negative, size = value < 0, abs(value)
        if kind == "money":
            text = self._money(size, currency or figure.currency or "GBP", free=free, exact=exact)
        elif kind == "ratio":
            places = 1 if exact or not free else rng.choice([1, 1, 1, 0, 2])
            text = f"{_round(size * 100, places)}{rng.choice(['%', '%', ' %', ' percent', ' per cent'])}"
        elif kind == "multiple":
            places = 2 if exact or not free else rng.choice([2, 2, 1])
            text = f"{_round(size, places)}{rng.choice(['x', 'x', '×', ''])}"
        elif kind == "days":
            text = f"{_round(size, 0)} days"
        else:
            grouped = f"{_round(size, 0)}"
            text = (
                rng.choice([f"{int(Decimal(grouped)):,}", grouped, f"{int(Decimal(grouped)):,}".replace(",", " ")])
                if free
                else f"{int(Decimal(grouped)):,}"
            )
            if free and size < 1000 and size == int(size) and rng.random() < 0.2:
                text = spell(int(size))
        if script:
            text = text.translate(dict(zip(map(ord, "0123456789"), rng.choice(SCRIPTS), strict=True)))
        if negative:
            text = rng.choice([f"−{text}", f"-{text}", f"minus {text}", f"({text})"])
        return text

    def _money(self, size: Decimal, currency: str, *, free: bool, exact: bool) -> str:
        rng, sign = self.rng, SIGNS[currency]
        full = _round(size, 0 if currency == "JPY" else 2)
        shown = f"{Decimal(full):,}"
        forms = [f"{sign}{shown}"] * 5 + [f"{shown} {currency}", f"{currency} {shown}"]
        if currency == "EUR":
            forms.append(
                shown.replace(",", "_").replace(".", ",").replace("_", ".") + " €" if "." in shown else f"{shown} €"
            )
        if not exact:
            forms += [
                f"{sign}{_round(size, 0)}",
                f"{sign}{int(Decimal(_round(size, 0))):,}",
                f"{int(Decimal(_round(size, 0))):,} {NAMES[currency]}",
            ]
            if size >= 10000:
                forms += [f"{sign}{_round(size / 1000, 1)}k"] * 2
            if size >= 1_000_000:
                forms += [f"{sign}{_round(size / 1_000_000, 2)}M", f"{sign}{_round(size / 1_000_000, 2)} million"]
        if free:
            sharp = _significant(size, 3)
            forms += [
                f"{rng.choice(['about', 'around', 'roughly', 'approximately', '~'])} {sign}{sharp:,}".replace("~ ", "~")
            ]
            unit = _unit_of(size, 2)
            if size % unit:
                forms += [
                    f"{rng.choice(['over', 'more than', 'just over'] if size % unit < unit / 2 else ['over', 'more than'])} {sign}{size // unit * unit:,f}"
                ]
                forms += [
                    f"{rng.choice(['nearly', 'almost', 'just under'] if size % unit > unit / 2 else ['under', 'less than'])} {sign}{(size // unit + 1) * unit:,f}"
                ]
        return rng.choice(forms)

    def way(self, now: Decimal, then: Decimal, up: list[str], down: list[str]) -> str:
        """Return a word for the direction."""
        rising = (now > then) != self.takes("direction")
        return self.rng.choice(up if rising else down)

    def percent(self, share: Decimal, kind: str) -> str:
        """Return a change or share as a percentage."""
        if self.takes(kind):
            share = share * self.rng.choice([Decimal("1.3"), Decimal(2), Decimal(10)]) + Decimal("0.021").copy_sign(
                share
            )
        places = self.rng.choice([1, 1, 0, 2])
        return self._marked(f"{_round(abs(share) * 100, places)}{self.rng.choice(['%', ' %', ' percent'])}", kind)


def low(label: str) -> str:
    """Return a label as it stands inside a sentence."""
    if label.split(maxsplit=1)[0].isupper() or label.split(maxsplit=1)[0] in {
        e.split()[0] for pair in ENTITIES for e in pair
    }:
        return label
    return label[0].lower() + label[1:] if not label[1].isupper() else label


def _round(value: Decimal, places: int) -> str:
    return format(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")


def _unit_of(size: Decimal, digits: int) -> Decimal:
    return Decimal(10) ** max(0, len(str(int(size))) - digits)


def _significant(size: Decimal, digits: int) -> Decimal:
    unit = _unit_of(size, digits)
    return (size / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def _digit(value: Decimal, rng: random.Random) -> Decimal:
    """Return the value with one of its first three digits changed."""
    text = format(value, "f")
    places = [i for i, c in enumerate(text) if c.isdigit() and (c != "0" or i > 0)][:3]
    at = rng.choice([i for i in places if not set(text[:i]) <= set("-0.")] or places)
    other = rng.choice([d for d in "123456789" if d != text[at]])
    return Decimal(text[:at] + other + text[at + 1 :])


UP = ["rose", "increased", "grew", "went up", "climbed", "was up", "jumped", "advanced"]
DOWN = ["fell", "decreased", "dropped", "went down", "declined", "was down", "slipped", "shrank"]
HIGHER, LOWER = ["higher", "more", "larger"], ["lower", "less", "smaller"]


def _level(w: World, p: Pen) -> str:
    f = p.rng.choice(w.figures)
    label, period, value = p.label(f), p.period(f), p.value(f)
    cap = label[0].upper() + label[1:]
    forms = [
        f"{cap} in {period} was {value}.", f"In {period}, {label} was {value}.", f"{cap} was {value} in {period}.",
        f"{cap} for {period} came to {value}.", f"Your {label} stood at {value} in {period}.", f"{cap} ({period}): {value}.",
        f"{period}: {label} {value}.", f"For {period}, your {label} reached {value}.", f"- **{cap}**: {value} in {period}",
        f"The figures show {label} of {value} for {period}.", f"{cap} came in at {value} during {period}.",
        f"{cap} is {value}.", f"We recorded {label} of {value} in {period}.", f"{cap} = {value}." if False else f"{cap}: {value}",
        f"You had {label} of {value} in {period}.", f"It looks like {label} ended {period} at {value}.",
        f"{cap} amounted to {value}.", f"With {value}, {label} in {period} is as shown above." if False else f"{cap} hit {value} in {period}.",
    ]  # fmt: skip
    if p.wrong == "period":
        forms = [s for s in forms if period in s]
    return p.rng.choice(forms)


def _count(w: World, p: Pen) -> str:
    options = [f for f in w.figures if f.kind == "count" and not f.entity]
    if not options:
        return _level(w, p)
    f = p.rng.choice(options)
    noun, period, value = p.label(f), p.period(f), p.value(f, plain=True)
    forms = [
        f"There were {value} {noun} in {period}.",
        f"You had {value} {noun} in {period}.",
        f"In {period}, the shop recorded {value} {noun}.",
    ]
    return p.rng.choice(forms)


def _move(w: World, p: Pen) -> str:
    now, then = w.pair(p)
    label = p.label(now)
    cap = label[0].upper() + label[1:]
    verb = p.way(now.value, then.value, UP, DOWN)
    change = (now.value - then.value) / abs(then.value)
    first, second = p.period(now), p.period(then)
    a, b = p.value(now, plain=True), p.value(then, plain=True)
    delta = p.percent(change, "change")
    size = Made(now.label, now.kind, abs(now.value - then.value), now.span, now.currency)
    gap = p.value(size, plain=True) if now.kind != "ratio" and p.wrong not in ("sign", "unit") else delta
    forms = [
        f"{cap} {verb} {delta} to {a} in {first}.", f"{cap} {verb} from {b} in {second} to {a} in {first}.",
        f"{cap} {verb} by {delta} in {first} compared with {second}.", f"{cap} {verb} from {b} to {a}.",
        f"In {first}, {label} {verb} by {gap}.", f"Compared with {second}, {label} {verb} {delta} in {first}.",
        f"{cap} was {a} in {first}, {'up' if verb in UP else 'down'} from {b} in {second}.",
        f"{cap} was {a} in {first}, {'up' if verb in UP else 'down'} {delta} from {second}.",
        f"{cap} in {first} was {gap} {'higher' if verb in UP else 'lower'} than in {second}.",
        f"{cap} {verb} in {first}.", f"{cap} {verb} between {second} and {first}.",
        f"{cap} was {'higher' if verb in UP else 'lower'} in {first} than in {second}.",
        f"{cap} was {b} in {second} and {a} in {first}.", f"{first}: {label} {a}, {'up' if verb in UP else 'down'} {gap} against {second}.",
        f"That is {'an increase' if verb in UP else 'a decrease'} of {gap} in {label} over {second}.",
        f"{cap} saw a {delta} {'increase' if verb in UP else 'drop'} in {first}.",
    ]  # fmt: skip
    if p.wrong == "direction":
        forms = [s for s in forms if f" and {a} in" not in s]
    if p.wrong in ("digit", "scale", "unit", "currency", "script", "sign"):
        forms = forms[1:2] + forms[3:4] + forms[12:13]
    if p.wrong == "period":
        forms = [s for s in forms if first in s and second in s]
    if p.wrong in ("entity", "stranger"):
        forms = [s for s in forms if a in s]
    if p.wrong == "change":
        forms = [s for s in forms if delta in s and (gap == delta or gap not in s)]
    if not forms:
        p.done, p.mark, forms = False, "", [""]
    return p.rng.choice(forms)


def _versus(w: World, p: Pen) -> str:
    one, two = w.sides(p)
    metric = low(one.label.replace(one.entity, "").strip(" –()").removesuffix(" of").strip())
    metric = metric.removeprefix("of ").removesuffix(" of")
    metric = metric.upper() if metric.lower() == "roas" else metric.lower()
    more = p.way(one.value, two.value, HIGHER[:1], LOWER[:1])
    a, b = p.value(one, plain=True), p.value(two, plain=True)
    x, y = one.entity, two.entity
    forms = [
        f"{x} had {'a ' if one.kind == 'multiple' else ''}{more} {metric} than {y}.", f"{x}'s {metric} was {more} than {y}'s.",
        f"{x} {metric} was {a}, {y} {metric} {b}.", f"{x}'s {metric} was {a} and {y}'s {b}.",
        f"{metric[0].upper() + metric[1:]} was {a} for {x} and {b} for {y}.", f"With {metric} of {a}, {x} was {more} than {y}.",
        f"{x}'s {metric} of {a} was {more} than {y}'s {b}.",
    ]  # fmt: skip
    if p.wrong == "direction":
        forms = [forms[0], forms[1], forms[6]]
    elif p.wrong:
        forms = [forms[2], forms[3], forms[4]]
    return p.rng.choice(forms[:5] + forms[6:])


def _swap(w: World, p: Pen) -> str:
    """Return two values of two entities, exchanged where the entity is to be wrong."""
    one, two = w.sides(p)
    if p.takes("entity"):
        one, two = (Made(one.label, one.kind, two.value, one.span, one.currency, one.entity),
                    Made(two.label, two.kind, one.value, two.span, two.currency, two.entity))  # fmt: skip
    a, b = p.value(one, plain=True), p.value(two, plain=True)
    x, y = p.label(one), p.label(two)
    return p.rng.choice([f"{x[0].upper() + x[1:]} was {a} while {y} was {b}.", f"{x[0].upper() + x[1:]}: {a}; {y}: {b}.",
                         f"{x[0].upper() + x[1:]} came to {a}, and {y} to {b}."])  # fmt: skip


def _share(w: World, p: Pen) -> str:
    money = [f for f in w.figures if f.kind == "money" and not f.entity and f.span == w.now and f.value > 0]
    if len(money) < 2:
        return _level(w, p)
    small, large = sorted(p.rng.sample(money, 2), key=lambda f: f.value)
    if small.value / large.value < Decimal("0.02"):
        return _level(w, p)
    share = p.percent(small.value / large.value, "share")
    a, b, period = p.label(small), p.label(large), p.period(small)
    cap = a[0].upper() + a[1:]
    forms = [f"{cap} was {share} of {b} in {period}.", f"In {period}, {a} equalled {share} of {b}."]
    return p.rng.choice(forms if p.wrong else [*forms, f"{cap} made up {share} of {b}."])


def _rank(w: World, p: Pen) -> str:
    one, two = w.sides(p)
    best = max(one, two, key=lambda f: f.value)
    worst = one if best is two else two
    metric = low(one.label.replace(one.entity, "").strip(" –()").removesuffix(" of").strip()).removeprefix("of ")
    metric = "ROAS" if metric.lower() == "roas" else metric.lower()
    if p.takes("rank", "direction"):
        best, worst = worst, best
    return p.rng.choice([f"{best.entity} had the highest {metric}.", f"{worst.entity} had the lowest {metric}.",
                         f"The highest {metric} came from {best.entity}."])  # fmt: skip


def _total(w: World, p: Pen) -> str:
    one, two = w.sides(p)
    if one.kind not in ("money", "count") or p.wrong != "aggregate":
        return _level(w, p)
    total = Made(one.label, one.kind, one.value + two.value, one.span, one.currency)
    metric = (
        low(one.label.replace(one.entity, "").strip(" –()").removesuffix(" of").strip()).removeprefix("of ").lower()
    )
    if p.takes("aggregate"):
        if p.rng.random() < 0.6:
            total.value = total.value if p.rng.random() < 0.5 else total.value * Decimal("1.13") + 3
        else:
            f = p.rng.choice([f for f in w.figures if f.kind in ("money", "count")])
            word = p.rng.choice(["Average", "Median", "Combined", "Typical", "Daily", "Weekly", "Cumulative", "Mean"])
            return f"{word} {low(f.label)} was {p.value(f, plain=True)}."
    a = p.value(total, plain=True)
    x, y = one.entity, two.entity
    return p.rng.choice(
        [f"{x} {metric} and {y} {metric} together came to {a}.", f"Together, {x} {metric} and {y} {metric} were {a}."]
    )


def _verdict(w: World, p: Pen) -> str:
    profits = [f for f in w.figures if f.label == "Net profit"]
    if not profits:
        return _level(w, p)
    f = p.rng.choice(profits)
    gained = (f.value > 0) != p.takes("verdict", "sign")
    period = p.period(f)
    size = p.value(Made(f.label, f.kind, abs(f.value), f.span, f.currency), plain=True)
    forms = [
        f"You made a profit in {period}.",
        f"Net profit was positive in {period}.",
        f"The shop was profitable in {period}.",
    ]
    if not gained:
        forms = [f"You made a loss in {period}.", f"Net profit was negative in {period}.", f"You lost {size} in {period}.",
                 f"The shop made a net loss of {size} in {period}.", f"You lost money in {period}."]  # fmt: skip
    return p.rng.choice(forms)


def _calm(_: World, p: Pen) -> str:
    return p.rng.choice([
        "Let me know if you would like a breakdown by product.", "Would you like to see this by week?",
        "I can compare this with another period if you want.", "Consider reviewing your pricing.",
        "The table below has the details.", "Here is what the figures say.", "Happy to dig deeper.",
        "You could look at your supplier terms next.", "Thanks for asking!", "Keep an eye on this.",
    ])  # fmt: skip


TEMPLATES: list[Callable[[World, Pen], str]] = [
    _level, _level, _level, _level, _count, _move, _move, _move, _versus, _swap, _share, _rank, _total, _verdict, _calm,
]  # fmt: skip


def true_cases(seed: int, count: int) -> list[dict[str, Any]]:
    """Return cases whose one sentence is true."""
    rng, cases = random.Random(seed), []
    while len(cases) < count:
        world = World(rng)
        for _ in range(6):
            text = rng.choice(TEMPLATES)(world, Pen(world, rng))
            cases.append(_case(world, text, "kept", "true"))
    return cases[:count]


def false_cases(seed: int, count: int) -> list[dict[str, Any]]:
    """Return cases whose one sentence has one thing wrong, all kinds in turn."""
    rng, cases = random.Random(seed), []
    while len(cases) < count:
        world = World(rng)
        for kind in rng.sample(KINDS, 6):
            for _ in range(40):
                pen = Pen(world, rng, kind)
                text = rng.choice(TEMPLATES)(world, pen)
                if pen.done and _holds(text, pen.mark) and not _true_by_chance(world, text):
                    cases.append(_case(world, text, "dropped", kind))
                    break
    return cases[:count]


def _true_by_chance(world: World, text: str) -> bool:
    """Tell whether a number of a sentence is what a figure it names was in another period, or says it in words."""
    said = unicodedata.normalize("NFKC", text).lower()
    said = "".join(str(unicodedata.digit(c, c)) for c in said)
    written = re.findall(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)\s?(%|per)?", said)
    for figure in world.figures:
        if low(figure.label).lower() not in said:
            continue
        value = abs(figure.value)
        if value == int(value) and spell(int(value)) in said:
            return True
        for digits, share in written:
            number = Decimal(digits.replace(",", ""))
            step = Decimal(1).scaleb(min(0, int(number.as_tuple().exponent)))
            if (value * (100 if share else 1)).quantize(step, ROUND_HALF_UP) == number and len(written) == 1:
                return True
    return False


def _holds(text: str, mark: str) -> bool:
    """Tell whether a text has a piece that is not the beginning or the end of a longer number."""
    return re.search(rf"(?<![\d.,]){re.escape(mark)}(?![\d]|[.,]\d)", text, re.IGNORECASE) is not None


def _case(world: World, text: str, verdict: str, kind: str) -> dict[str, Any]:
    rows = [figure.row(i) for i, figure in enumerate(world.figures)]
    return {"figures": rows, "text": text, "expected": [verdict], "kind": kind}
