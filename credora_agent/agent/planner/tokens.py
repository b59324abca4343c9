"""A question cut into words, numbers, written dates and marks, each with where it stands in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 1_000
"""Characters of a question that are read; what follows is left out, and the plan says so."""

_ALIKE = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "…": " "})

_DOTS = re.compile(r"(?<=\d)\s?\.\.\s?(?=\d)")
"""Between two days: from the one to the other."""

_DASH = re.compile(r"(?<=[./]\d{4})-(?=\d{1,2}[./])|(?<=\d/\d)-(?=\d{1,2}/)|(?<=\d/\d\d)-(?=\d{1,2}/)")
"""Between two dates in figures: from the one to the other."""

_COMPACT = re.compile(r"(?<![\w#])(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\w)")
"""A date without marks: 20260831."""

_SPAN = re.compile(r"(?<=\d)-(?=(?:day|week|month|quarter|year)s?\b)", re.IGNORECASE)
"""In "a 2-week sale"."""

_WITH = ((re.compile(r"\bw/o\b", re.IGNORECASE), "without"), (re.compile(r"\bw/(?=\s)", re.IGNORECASE), "with"))

_TOKEN = re.compile(
    r"""
      (?P<ymd>(?<!\w)\d{4}([-/.])\d{1,2}\2\d{1,2}(?!\w))
    | (?P<isoweek>(?<!\w)\d{4}-?w\d{1,2}(?!\w))
    | (?P<dmy>(?<!\w)\d{1,2}([-/.])\d{1,2}\5(?:\d{4}|\d{2})(?![\w-]))
    | (?P<ym>(?<!\w)\d{4}[-/](?:0?[1-9]|1[0-2])(?!\w))
    | (?P<my>(?<!\w)(?:0?[1-9]|1[0-2])[-/.]\d{4}(?!\w))
    | (?P<dm>(?<!\w)\d{1,2}/\d{1,2}(?![\w/]))
    | (?P<week>(?<!\w)(?:cw|kw|wk|week|w)\d{1,2}(?!\w))
    | (?P<shortyear>'\d{2}(?!\w))
    | (?P<ordinal>(?<!\w)\d{1,2}(?:st|nd|rd|th)(?!\w))
    | (?P<percent>\d+(?:[.,]\d+)?\s?%)
    | (?P<number>\d+(?:[.,]\d{3})*(?:\.\d+)?)
    | (?P<word>[^\W\d_](?:&[^\W\d_])+|(?:q[1-4]|h[12])(?=\d{4}\b)|(?:q[1-4]|h[12])\b|[^\W\d_]+(?:'[^\W\d_]+)*'?)
    | (?P<hyphen>(?<=[^\W\d_])-(?=[^\W\d_]))
    | (?P<mark>[^\w\s])
    """,
    re.VERBOSE | re.IGNORECASE,
)


_CONTRACTED = frozenset(("how", "what", "where", "who", "when", "why", "it", "that", "there", "here", "let"))
"""Before 's these shorten "is", and are no owners."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, written date or mark; `text` is lower case, `start` and `end` point into the question."""

    kind: str
    text: str
    start: int
    end: int


def tidy(question: str) -> str:
    """Return the question with one form per character, no control characters, at most LONGEST long."""
    text = unicodedata.normalize("NFKC", question[: 2 * LONGEST]).translate(_ALIKE)
    text = _DASH.sub(" - ", _DOTS.sub(" - ", _COMPACT.sub(r"\1-\2-\3", text)))
    text = _SPAN.sub(" ", text)
    for short, long in _WITH:
        text = short.sub(long, text)
    return "".join(c if c.isprintable() else " " for c in text)[:LONGEST].strip()


def tokenise(text: str) -> list[Token]:
    """Return the tokens of a tidy text in order; a possessive loses its ending."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        said = match[kind].lower()
        found.append(Token(kind, _bare(said) if kind == "word" else said, match.start(), match.end()))
    return found


def _bare(word: str) -> str:
    owner = word.removesuffix("'s")
    return (word if owner in _CONTRACTED else owner).replace("'", "")
