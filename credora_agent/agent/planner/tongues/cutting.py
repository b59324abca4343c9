"""A question cut into quoted names, dates, numbers, words and marks; numbers and dates are told as in English."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTES = r'"[^"]{1,80}"|«[^»]{1,80}»|“[^”]{1,80}”|„[^“”]{1,80}[“”]|(?<!\w)\'[^\']{2,80}\'(?!\w)'
_SCALE = r"(?:\s?(?:mil|mille|tsd\.?|tausend|k|mio\.?|millones|millions|milhões|millionen)(?!\w))?"
_CUT = re.compile(
    rf"""
      (?P<quoted>{_QUOTES})
    | (?P<iso>(?<!\w)\d{{4}}-\d{{1,2}}(?:-\d{{1,2}})?(?!\w))
    | (?P<dmy>(?<!\w)\d{{1,2}}([./-])\d{{1,2}}\4(?:\d{{4}}|\d{{2}})(?!\w))
    | (?P<my>(?<!\w)\d{{1,2}}/\d{{4}}(?!\w))
    | (?P<dm>(?<!\w)(?:\d{{1,2}}/\d{{1,2}}|\d{{1,2}}\.\d{{1,2}}\.)(?![\w/]))
    | (?P<code>(?<!\w)(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W_]+(?:-[^\W_]+)+(?!\w))
    | (?P<ordinal>(?<!\w)\d{{1,2}}(?:(?:os?|as?|ers?|eres?|re|eme|ème|e|te[rsn]?|°)(?!\w)|\.(?=\s+[^\W\d_])))
    | (?P<number>(?<![\w.,])[€$£]?\s?(?:\d{{1,3}}(?:[.\s]\d{{3}})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?){_SCALE}
        (?:\s?(?:%|€|\$|£|(?:euros?|eur|d[oó]lares|usd|dollars?|reais|pesos|prozent|por\s?ciento|pour\s?cent
        |por\s?cento)(?!\w)))?)
    | (?P<word>\w+(?:&\w+)?)
    | (?P<mark>[^\w\s])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(
    r"([€$£]?)\s?(\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s?([^\W\d_]*)\.?\s?(.*)", re.IGNORECASE
)
_THOUSANDS = frozenset(("mil", "mille", "tsd", "tausend", "k"))
_MILLIONS = frozenset(("mio", "millones", "millions", "milhões", "millionen"))
_SIGNS = {"e": "€", "d": "$", "u": "$", "r": "R$", "p": "$"}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(slots=True)
class Token:
    """One part of a question; `english` is set where it is clear by its form alone."""

    kind: str
    text: str
    key: str = ""
    english: str | None = None
    first: bool = False
    glued: bool = False

    @property
    def capital(self) -> bool:
        """Whether the word begins with a capital letter."""
        return self.kind == "word" and self.text[:1].isupper()


def cut(text: str) -> list[Token]:
    """Return the tokens of a tidy text in order; `first` marks the first word of a sentence."""
    tokens: list[Token] = []
    first = True
    end = 0
    for match in _CUT.finditer(text):
        kind, said = match.lastgroup or "mark", match.group().strip()
        token = Token(kind, said, english=_english(kind, said), first=first, glued=match.start() == end > 0)
        tokens.append(token)
        first = kind == "mark" and (said in ".?!¿¡:;" or (first and said in "'\"("))
        end = match.end()
    return tokens


def _english(kind: str, said: str) -> str | None:
    if kind in {"dmy", "dm"}:
        return day_first(said) or said
    if kind == "number":
        return number(said)
    if kind == "ordinal":
        return re.sub(r"\D", "", said)
    return said if kind in {"quoted", "iso", "my", "code"} else None


def day_first(said: str) -> str | None:
    """Return a date in figures, read day first and with its month in words, None when there is no such month."""
    day, month, *year = (int(part) for part in re.findall(r"\d+", said))
    if not (1 <= month <= len(MONTHS) and 1 <= day <= 31):  # noqa: PLR2004 - days of a month
        return None
    full = [str(y if y > 99 else 2000 + y) for y in year]  # noqa: PLR2004 - two figures
    return " ".join([str(day), MONTHS[month - 1], *full])


def number(said: str) -> str:
    """Return a number with a decimal point, its scale multiplied out, its sign where English has it."""
    match = _NUMBER.fullmatch(said)
    if match is None:
        return said
    sign, figures, word, rest = match.groups()
    word = word.lower()
    scaled = _THOUSANDS | _MILLIONS
    unit = (rest if word in scaled else word + rest).strip().lower()
    value = _plain(figures)
    if word in scaled:
        times = 1000 if word in _THOUSANDS else 1_000_000
        value = f"{float(value) * times:,.2f}".removesuffix(".00")
    if unit.startswith(("%", "pro", "por", "pour")):
        return f"{value}%"
    return f"{sign or (unit if unit in {'€', '$', '£'} else _SIGNS.get(unit[:1], ''))}{value}"


def _plain(figures: str) -> str:
    whole, _, part = re.sub(r"\s", ".", figures).replace(",", ";").partition(";")
    if len(part) == 3 and "." not in whole:  # noqa: PLR2004 - a thousands mark, not a decimal one
        return f"{whole},{part}"
    if "." in whole and re.fullmatch(r"\d{1,3}(\.\d{3})+", whole):
        whole = whole.replace(".", ",")
    return f"{whole}.{part}" if part else whole
