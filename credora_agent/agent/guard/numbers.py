"""Numbers as they are written: digits with any separators, scales, currencies and units, and number words."""

# ruff: noqa: PLR2004 - one line a form; small numbers are words, months and places

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from credora_agent.agent.guard.units import CODES, NAMED, SCALES, SYMBOLS, UNITS, YUAN_TOO


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a text states it: `step` is the unit of its last written digit, `round_step` that before its zeros.

    `kind` is what its unit says ("money", "ratio", "points", "multiple", "days", …), empty for a bare number;
    `currencies` are those its sign can mean; `near` is the approximating word's sense.
    """

    value: Decimal
    step: Decimal
    round_step: Decimal
    kind: str = ""
    currencies: frozenset[str] = frozenset()
    signed: str = ""
    near: str = ""
    words: bool = False
    fraction: bool = False


def _any(names: object) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))  # type: ignore[call-overload]


MONEY_SIGN = rf"(?:{_any(SYMBOLS)}|(?:{'|'.join(sorted(CODES))})(?![A-Za-z]))"
DIGITS = (
    r"(?:\d{1,3}(?:[ ]\d{3})+(?:[.,]\d+)?(?![\d])"
    r"|\d{1,3}(?:'\d{3})+(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)*|\.\d+)"
)
SCALE = (
    rf"(?:\s?(?:{_any(name for name in SCALES if len(name) > 2)})\b\.?|\s?(?:mn|bn|mm)\b|(?:k|m|b)(?![\w])"
    r"|\s(?:M|K|B)(?![\w])|[万億千])"
)
UNIT = (
    rf"(?:\s?(?:{_any(name for name in UNITS if not name[0].isalpha())})"
    rf"|\s?-?(?:{_any(name for name in UNITS if name[0].isalpha())})(?![\w]))"
)
WORD_MONEY = rf"(?:\s?{MONEY_SIGN}|[\s-](?:us\s)?(?:{_any(NAMED)})\b)"
WRITTEN = re.compile(
    rf"(?P<open>\((?=\s?(?:{MONEY_SIGN})?\s?\d[\d.,' ]*(?:{SCALE})?(?:{WORD_MONEY})?(?:{UNIT})?\)))?"
    rf"(?P<sign>[-+–](?=\S)|minus\s|plus\s|negative\s)?(?P<money>{MONEY_SIGN}\s?)?(?P<sign2>[-+–](?=\d))?"
    rf"(?P<digits>{DIGITS})(?P<scale>{SCALE})?(?P<after>{WORD_MONEY})?(?P<unit>{UNIT})?(?P<close>\))?",
    re.IGNORECASE,
)
LONGEST = 24
"""Characters of a number; longer ones are not read."""
ONES = {
    name: i
    for i, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    name: 10 * i
    for i, name in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
BIG = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12, "grand": 1000}
PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_NAMES = "|".join(sorted((*ONES, *TENS, *BIG), key=len, reverse=True))
WORDS = re.compile(
    rf"(?P<sign>minus\s|negative\s|plus\s)?(?P<run>(?:an?\s(?=hundred|thousand|million|billion|dozen))?(?:{_NAMES})\b"
    rf"(?:(?:\s|-|\sand\s|\spoint\s)(?:{_NAMES})\b)*)(?P<half>\sand\sa\shalf)?(?P<scale>\s(?:thousand|million|billion)\b)?"
    rf"(?P<after>{WORD_MONEY})?(?P<unit>{UNIT})?",
    re.IGNORECASE,
)
FRACTION = re.compile(
    rf"(?:(?P<n>an?|one|two|three|four|five|six|seven|eight|nine)[\s-])?(?P<part>{'|'.join(PARTS)})s?\b"
    r"(?=\s(?:of|the|as|a|more|less|higher|lower|fewer)\b|s?\sof\b)",
    re.IGNORECASE,
)


def number_at(text: str, at: int) -> tuple[int, Number | None] | None:
    """Return where the number written at a place ends, and it; no number when it cannot be read safely."""
    part = FRACTION.match(text, at)
    if part:
        return part.end(), _part(part)
    words = WORDS.match(text, at)
    if words:
        return words.end(), _worded(words)
    found = WRITTEN.match(text, at)
    return (_end(found), _written(found)) if found else None


def _end(found: re.Match[str]) -> int:
    return found.end() if not found["close"] or found["open"] else found.end() - 1


def _part(found: re.Match[str]) -> Number | None:
    top = ONES.get((found["n"] or "a").lower(), 1)
    below = PARTS[found["part"].lower()]
    value = Decimal(top) / below
    if value >= 1:
        return None
    return Number(value, Decimal("0.01"), Decimal("0.05"), "ratio", words=True, fraction=True)


def _written(found: re.Match[str]) -> Number | None:
    read = digits(found["digits"]) if len(found["digits"]) <= LONGEST else None
    signs = [found[name].strip().lower() for name in ("sign", "sign2") if found[name]]
    if read is None or len(signs) > 1 or (found["money"] and found["after"]):
        return None
    value, step = read
    minus = bool(signs) and signs[0] in ("-", "–", "minus", "negative")
    opened = bool(found["open"] and found["close"])
    signed = "-" if minus else "+" if signs else "()" if opened else ""
    return _measured(value, step, found, signed, words=False)


def _measured(value: Decimal, step: Decimal, found: re.Match[str], signed: str, *, words: bool) -> Number | None:
    groups = found.groupdict()
    scale = _scale(groups.get("scale"))
    value, step = value * scale, step * scale
    money, unit = (groups.get("money") or groups.get("after") or "").strip(), (groups.get("unit") or "").strip().lower()
    unit = unit if unit in UNITS else unit.lstrip("-")
    kind, currencies = UNITS.get(unit, ""), _currencies(money)
    if money and (unit or not currencies):
        return None
    if kind in ("permille", "bps", "pence"):
        return None
    if kind in ("ratio", "points"):
        value, step = value / 100, step / 100
    round_step = _round_step(value, step)
    value = -value if signed == "-" else value
    return Number(value, step, round_step, "money" if money else kind, currencies, signed, words=words)


def _scale(text: str | None) -> int:
    return int(10 ** SCALES[(text or "").strip().lower().rstrip(".")]) if text else 1


def _currencies(sign: str) -> frozenset[str]:
    name = sign.lower().removeprefix("us ")
    if sign == YUAN_TOO:
        return frozenset({"JPY", "CNY"})
    code = (
        SYMBOLS.get(sign)
        or SYMBOLS.get(sign.upper())
        or NAMED.get(name)
        or (sign.upper() if sign.upper() in CODES else "")
    )
    return frozenset({code}) if code else frozenset()


def _round_step(value: Decimal, step: Decimal) -> Decimal:
    """Return the unit of the last digit that is not nought: 1,000 for 12,000."""
    if not value:
        return step
    wide = step
    while value % (wide * 10) == 0 and wide * 10 <= abs(value):
        wide *= 10
    return wide


def digits(text: str) -> tuple[Decimal, Decimal] | None:
    """Return a written number's value and the unit of its last digit; nothing when its separators make no sense.

    A lone comma or point before exactly three digits is read as in English: 1,234 is a thousand and more, 1.234 is one.
    """
    if re.fullmatch(r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?", text):
        text = text.replace(" ", "").replace("'", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}", text):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d{1,2}|\d+,\d{4,}", text):
        text = text.replace(",", ".")
    if not re.fullmatch(r"\d*(?:\.\d+)?", text):
        return None
    value = Decimal(text)
    exponent = value.as_tuple().exponent
    return value, Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))


def _worded(found: re.Match[str]) -> Number | None:
    value = spelled(found["run"])
    if value is None:
        return None
    if found["half"]:
        value += Decimal("0.5")
    sign = (found["sign"] or "").strip().lower()
    step = Decimal("0.1") if value % 1 else Decimal(1)
    return _measured(value, step, found, "-" if sign in ("minus", "negative") else "", words=True)


def spelled(text: str) -> Decimal | None:
    """Return what number words say: "twelve hundred", "two thousand and five", "three point two"; nothing if unsure."""
    words = re.split(r"[\s-]+", text.lower())
    if "point" in words:
        cut = words.index("point")
        whole, rest = spelled(" ".join(words[:cut])), [ONES.get(word, 10) for word in words[cut + 1 :]]
        if whole is None or not rest or max(rest) > 9:
            return None
        return whole + Decimal("0." + "".join(map(str, rest)))
    total, current, last = 0, 0, 0
    for word in words:
        if word in ("and", "a", "an"):
            continue
        small = ONES.get(word, TENS.get(word))
        if small is not None:
            if last and not (last == 100 or (20 <= last < 100 and small < 10) or last >= 1000):
                return None
            current, last = current + small, small if small != 0 else 1
        elif word in ("hundred", "dozen"):
            current, last = (current or 1) * BIG[word], 100
        else:
            total, current, last = total + (current or 1) * BIG[word], 0, 1000
    return Decimal(total + current)
