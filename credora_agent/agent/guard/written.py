"""Text as it is seen: one form for every digit, sign and space; what hides or reorders characters is told."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

VULGAR = re.compile(r"(\d*)\s?([¼½¾⅐-⅞])")
HIDDEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
"""Characters that are not seen; the text is read as if they were not there."""
REORDERING = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
MARKS = frozenset("\u200e\u200f\u061c")
SAME = str.maketrans({
    "−": "-", "‐": "-", "‑": "-", "‒": "-", "﹣": "-", "٬": ",", "٫": ".", "،": ",", "’": "'", "‘": "'",
    "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "٪": "%", "、": ",", "“": '"', "”": '"',
})  # fmt: skip
BRACKETED = re.compile(r"([£€$¥])\((\d[\d.,]*)\)")
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3}|`)(?=[^\s*_`])(.+?)(?<=[^\s*_`])\1(?![\w*])")


def plain(text: str) -> str:
    """Return the text in one form: ASCII digits and signs, NFKC, no invisible characters, no Markdown emphasis."""
    seen = "".join(c for c in text if c not in HIDDEN and c not in MARKS)
    seen = VULGAR.sub(lambda m: f"{m[1]} {_fraction(m[2])}" if m[1] else _fraction(m[2]), seen)
    seen = unicodedata.normalize("NFKC", seen).translate(SAME)
    seen = BRACKETED.sub(r"(\1\2)", seen)
    seen = "".join(str(unicodedata.decimal(c)) if not c.isascii() and unicodedata.decimal(c, None) is not None else c
                   for c in seen)  # fmt: skip
    for _ in range(3):
        seen = EMPHASIS.sub(r"\2", seen)
    return seen


def _fraction(sign: str) -> str:
    value = unicodedata.numeric(sign)
    return f"{value:.4f}".rstrip("0")


PER_SPENT = re.compile(
    r"(?:for\s)?(?:every|each)\s(?:(?P<sign>[£$€¥])1(?:\.00)?|(?P<of>pound|dollar|euro|yen)|1\s(?P<code>GBP|USD|EUR|JPY))\s"
    r"(?:(?:you\s|of\s|that\s(?:you|was)\s|that\s)?(?:spent|spend|invested|invest|put|goes|went)(?=\s|,|\.))"
    r"(?:\s(?:on|into|in)\sads)?", re.IGNORECASE,
)  # fmt: skip
SPENT_SIGNS = {"pound": ("£", "GBP"), "dollar": ("$", "USD"), "euro": ("€", "EUR"), "yen": ("¥", "JPY")}
BY_SIGN = {sign: (sign, code) for sign, code in SPENT_SIGNS.values()}
BY_CODE = {code: (sign, code) for sign, code in SPENT_SIGNS.values()}
RETURNED = r"(?:\s(?:in|of)\s(?:attributed\s)?(?:sales|revenue|value))?"


def per_spent(text: str, currencies: Collection[str | None]) -> str:
    """Return "£8.60 for every pound spent" as the multiple it is, 8.60x; as it is where figures have no such money."""
    found = PER_SPENT.search(text)
    if not found:
        return text
    sign, code = (
        BY_SIGN[found["sign"]]
        if found["sign"]
        else SPENT_SIGNS[found["of"].lower()]
        if found["of"]
        else BY_CODE[found["code"].upper()]
    )
    if code not in currencies:
        return text
    sign = re.escape(sign)
    left = f"{text[: found.start()]} {text[found.end() :]}".strip()
    amount = rf"{sign}(\d{{1,3}}(?:\.\d{{1,2}})?)(?![\d,.]*\d)(?!\s?[kKmM%]){RETURNED}"
    said, count = re.subn(amount, r"\1x", left)
    return said if count == 1 else text


CONTINENTAL = re.compile(
    r"\b(?:im|betrug|betrugen|lag|lagen|der|das|und|fue|fueron|ascendió|el|los|las|était|étaient|les|foi|foram|"
    r"januar|februar|märz|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|"
    r"octubre|noviembre|diciembre|janvier|février|avril|juillet|septembre|octobre|novembre|décembre|janeiro|fevereiro|"
    r"março|maio|junho|julho|setembro|outubro|novembro|dezembro)\b",
    re.IGNORECASE,
)
DOTTED = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+)(?![\d.]|,\d)(?!\.\d)")
COMMAED = re.compile(r"(?<![\d.,])(\d+),(\d{3})(?![\d,]|\.\d)")


def anglicised(text: str) -> str:
    """Return a text of a language that writes 28.750 for a thousand and more with its numbers as English has them."""
    if not CONTINENTAL.search(text):
        return text
    return DOTTED.sub(lambda m: m[1].replace(".", ""), COMMAED.sub(r"\1.\2", text))


def deceiving(text: str) -> bool:
    """Tell whether a text shows other characters, or another order of them, than it holds."""
    return any(c in REORDERING for c in text) or bool(re.search(r"\d[\u0300-\u036f\u20d0-\u20ff]|~~|<|&\w+;", text))
