"""A query in Google's own language, whoever wrote it: read by the published grammar, written anew from what it says.

Query -> SELECT field (, field)* FROM resource [WHERE condition (AND condition)*] [ORDER BY ordering (, ordering)*]
[LIMIT integer] [PARAMETERS literal = value (, …)*]. There is no statement in it that changes anything, no comment, no
second query and no OR; what is none of this is refused with the place it stands at. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

LONGEST = 4_000
"""Characters of a query."""
TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
      (?P<string> '(?:[^'\\\t\r\n]|\\[^\t\r\n])*' | "(?:[^"\\\t\r\n]|\\[^\t\r\n])*" )
    | (?P<number> -?[0-9]+(?:\.[0-9]+)?(?![\w.-]) )
    | (?P<word> [A-Za-z_][A-Za-z0-9_.]* )
    | (?P<symbol> <=|>=|!=|[=<>(),] )
    )""",
    re.VERBOSE,
)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters but tab and line breaks, and halves of surrogate pairs."""
FIELD = re.compile(r"[a-z][A-Za-z0-9_]*(?:\.[a-z][A-Za-z0-9_]*)*")
RESOURCE = re.compile(r"[a-z][A-Za-z0-9_]*")
LITERAL = re.compile(r"[A-Za-z0-9_]+")
RESERVED = frozenset({"SELECT", "FROM", "WHERE", "AND", "ORDER", "BY", "LIMIT", "PARAMETERS"})
COMPARING = frozenset({"=", "!=", ">", ">=", "<", "<="})
LISTING = frozenset({"IN", "NOT IN", "CONTAINS ANY", "CONTAINS ALL", "CONTAINS NONE"})
MATCHING = frozenset({"LIKE", "NOT LIKE", "REGEXP_MATCH", "NOT REGEXP_MATCH"})
SPANS = frozenset(
    ("LAST_14_DAYS", "LAST_30_DAYS", "LAST_7_DAYS", "LAST_BUSINESS_WEEK", "LAST_MONTH", "LAST_WEEK_MON_SUN",
     "LAST_WEEK_SUN_SAT", "THIS_MONTH", "THIS_WEEK_MON_TODAY", "THIS_WEEK_SUN_TODAY", "TODAY", "YESTERDAY")
)  # fmt: skip
"""What may follow DURING."""
ORDER = "Write it as SELECT … FROM … WHERE … ORDER BY … LIMIT … PARAMETERS …, in this order."


class BadQuery(BadInput):
    """A query is not one that can be asked."""

    code = "bad_query"


class Condition(NamedTuple):
    """One condition; `values` stand as they were written, quotes and all."""

    field: str
    operator: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.operator == "BETWEEN":
            return f"{self.field} BETWEEN {self.values[0]} AND {self.values[1]}"
        if self.operator in LISTING:
            return f"{self.field} {self.operator} ({', '.join(self.values)})"
        return " ".join((self.field, self.operator, *self.values))


class Ordering(NamedTuple):
    """One ordering; `direction` is ASC, DESC or nothing."""

    field: str
    direction: str = ""

    def __str__(self) -> str:
        return f"{self.field} {self.direction}".rstrip()


@dataclass(frozen=True, slots=True)
class Gaql:
    """What a query asks; `str` writes it so that it reads back as the same."""

    select: tuple[str, ...]
    resource: str
    where: tuple[Condition, ...] = ()
    order: tuple[Ordering, ...] = ()
    limit: int | None = None
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        parts = [f"SELECT {', '.join(self.select)} FROM {self.resource}"]
        if self.where:
            parts.append(f"WHERE {' AND '.join(map(str, self.where))}")
        if self.order:
            parts.append(f"ORDER BY {', '.join(map(str, self.order))}")
        if self.limit is not None:
            parts.append(f"LIMIT {self.limit}")
        if self.parameters:
            parts.append(f"PARAMETERS {', '.join(f'{name} = {value}' for name, value in self.parameters)}")
        return " ".join(parts)

    @property
    def fields(self) -> tuple[str, ...]:
        """Return every field it names, selected, filtered or ordered by."""
        return (*self.select, *(each.field for each in self.where), *(each.field for each in self.order))


class Token(NamedTuple):
    """One token: its kind, its text, and the character it begins at, counted from 1."""

    kind: str
    text: str
    at: int


def parse(text: str) -> Gaql:
    """Return the query `text` is. Raises BadQuery, naming the place, for anything that is not exactly one."""
    if len(text) > LONGEST:
        raise BadQuery(
            f"The query has {len(text):,} characters, more than {LONGEST:,}.", remedy="Ask for less at once."
        )
    if (unseen := UNSEEN.search(text)) is not None:
        raise _bad(unseen.start() + 1, "a control character", "Take it out.")
    reader = _Reader(_tokens(text), len(text))
    reader.expect("SELECT")
    select = tuple(reader.separated(reader.field))
    reader.expect("FROM")
    resource = reader.named(RESOURCE, "the name of a resource")
    where = tuple(reader.separated(reader.condition, by="AND")) if reader.take("WHERE") else ()
    order: tuple[Ordering, ...] = ()
    if reader.take("ORDER"):
        reader.expect("BY")
        order = tuple(reader.separated(reader.ordering))
    limit = reader.limit() if reader.take("LIMIT") else None
    parameters = tuple(reader.separated(reader.parameter)) if reader.take("PARAMETERS") else ()
    reader.end()
    return Gaql(select, resource, where, order, limit, parameters)


def _tokens(text: str) -> list[Token]:
    tokens, at, end = [], 0, len(text.rstrip(" \t\r\n"))
    while at < end:
        match = TOKEN.match(text, at)
        if match is None:
            raise _unread(text, at)
        kind = str(match.lastgroup)
        tokens.append(Token(kind, match[kind], match.start(kind) + 1))
        at = match.end()
    return tokens


def _unread(text: str, at: int) -> BadQuery:
    """Return what is wrong where no token begins."""
    at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n"))
    rest = text[at : at + 2]
    if rest[0] in "'\"":
        return _bad(at + 1, "a text that is never closed, or has a line break in it", "Close it with the same quote.")
    if rest[0] == ";":
        return _bad(at + 1, "a semicolon", "Ask one query at a time, without a semicolon.")
    if rest in {"--", "/*", "//"} or rest[0] == "#":
        return _bad(at + 1, "a comment", "Leave comments out.")
    if rest[0] == "*":
        return _bad(at + 1, "an asterisk", "Name each field; there is no SELECT *.")
    return _bad(at + 1, _shown(text[at : at + 12]), "Write texts and dates in quotes: segments.date >= '2026-01-31'.")


def _bad(at: int, found: str, remedy: str) -> BadQuery:
    return BadQuery(f"At character {at} of the query stands {found}.", remedy=remedy)


def _shown(text: str) -> str:
    return ascii(text[:40])


class _Reader:
    """Tokens, read one after another."""

    def __init__(self, tokens: list[Token], length: int) -> None:
        self._tokens, self._at = tokens, 0
        self._last = Token("end", "", length + 1)

    def peek(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else self._last

    def next(self) -> Token:
        token = self.peek()
        self._at += 1
        return token

    def wanted(self, token: Token, what: str, remedy: str = ORDER) -> BadQuery:
        found = _shown(token.text) if token.kind != "end" else "the end"
        return _bad(token.at, f"{found}, where {what} is expected", remedy)

    def take(self, word: str) -> bool:
        """Consume the next token when it is that word, whatever its case."""
        token = self.peek()
        found = token.kind in {"word", "symbol"} and token.text.upper() == word
        self._at += found
        return found

    def expect(self, word: str) -> None:
        if not self.take(word):
            raise self.wanted(self.peek(), word)

    def separated(self, read: Callable[[], T], *, by: str = ",") -> Iterator[T]:
        yield read()
        while self.take(by):
            yield read()

    def named(self, form: re.Pattern[str], what: str) -> str:
        token = self.next()
        if token.kind != "word" or token.text.upper() in RESERVED or not form.fullmatch(token.text):
            raise self.wanted(token, what)
        return token.text

    def field(self) -> str:
        return self.named(FIELD, "the name of a field")

    def condition(self) -> Condition:
        field, operator = self.field(), self._operator()
        if operator.startswith("IS "):
            return Condition(field, operator)
        if operator == "BETWEEN":
            first = self._value()
            self.expect("AND")
            return Condition(field, operator, (first, self._value()))
        if operator in LISTING:
            return Condition(field, operator, self._list())
        if operator == "DURING":
            return Condition(field, operator, (self._span(),))
        return Condition(field, operator, (self._value(text=operator in MATCHING),))

    def _operator(self) -> str:
        token = self.next()
        word = token.text.upper()
        if (token.kind == "symbol" and word in COMPARING) or (
            token.kind == "word" and word in {"IN", "LIKE", "DURING", "BETWEEN", "REGEXP_MATCH"}
        ):
            return word
        if token.kind == "word" and word == "IS":
            negated = self.take("NOT")
            self.expect("NULL")
            return "IS NOT NULL" if negated else "IS NULL"
        if token.kind == "word" and word in {"NOT", "CONTAINS"}:
            whole = f"{word} {self.peek().text.upper()}"
            if self.peek().kind == "word" and whole in LISTING | MATCHING:
                self.next()
                return whole
        raise self.wanted(token, "an operator", "Use = != < <= > >= IN LIKE CONTAINS ANY, IS NULL, DURING or BETWEEN.")

    def _value(self, *, text: bool = False) -> str:
        token = self.next()
        literal = token.kind == "word" and LITERAL.fullmatch(token.text) and token.text.upper() not in RESERVED
        if token.kind == "string" or (not text and (token.kind == "number" or literal)):
            return token.text
        raise self.wanted(token, "a text in quotes" if text else "a value", "Write texts and dates in quotes.")

    def _list(self) -> tuple[str, ...]:
        self.expect("(")
        values = tuple(self.separated(self._value))
        self.expect(")")
        return values

    def _span(self) -> str:
        token = self.next()
        if token.kind == "word" and token.text.upper() in SPANS:
            return token.text.upper()
        raise self.wanted(token, "a span of days", f"Use one of: {', '.join(sorted(SPANS))}.")

    def ordering(self) -> Ordering:
        field = self.field()
        return Ordering(field, next((word for word in ("ASC", "DESC") if self.take(word)), ""))

    def limit(self) -> int:
        token = self.next()
        if token.kind == "number" and re.fullmatch(r"[1-9][0-9]{0,8}", token.text):
            return int(token.text)
        raise self.wanted(token, "a whole number above nought", "Write LIMIT 50.")

    def parameter(self) -> tuple[str, str]:
        name = self.named(LITERAL, "the name of a parameter")
        self.expect("=")
        return name, self._value()

    def end(self) -> None:
        token = self.peek()
        if token.kind == "end":
            return
        if token.text.upper() == "OR":
            raise self.wanted(token, "AND or the next clause", "There is no OR: use IN (…), or ask twice.")
        raise self.wanted(token, "the next clause or the end")
