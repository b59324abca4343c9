"""The Google Ads query language, parsed: what is selected, from where, under which conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from credora_agent.sandbox.google.errors import query_error

_TOKEN = re.compile(r"""\s*(?:('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(<=|>=|!=|[=<>(),])|([A-Za-z0-9_.:\-/]+))""")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_PLAIN = {"=", "!=", ">", ">=", "<", "<="}


class Condition(NamedTuple):
    """One condition; `operator` in capitals, `values` without quotes, `quoted` says whether each stood in them."""

    field: str
    operator: str
    values: tuple[str, ...]
    quoted: tuple[bool, ...]


class Order(NamedTuple):
    """One ordering."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query."""

    select: tuple[str, ...]
    resource: str
    where: tuple[Condition, ...]
    order: tuple[Order, ...]
    limit: int | None


def parse(text: str) -> Query:
    """Return the query that `text` is. Raises AdsError (queryError) where the grammar is broken."""
    reader = _Reader(_tokens(text))
    reader.expect("SELECT", "EXPECTED_SELECT")
    select = reader.names("FROM")
    reader.expect("FROM", "EXPECTED_FROM")
    resource = reader.name()
    where = reader.conditions() if reader.take("WHERE") else ()
    order = reader.orders() if reader.take("ORDER") else ()
    limit = reader.limit() if reader.take("LIMIT") else None
    if reader.take("PARAMETERS"):
        reader.parameters()
    if reader.left():
        raise query_error("UNEXPECTED_INPUT", f"Error in query: unexpected input {reader.next()}.")
    return Query(select, resource, where, order, limit)


def _tokens(text: str) -> list[str]:
    tokens, at, text = [], 0, text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            unclosed = text[at:].lstrip()[:1] in "'\""
            what = "STRING_NOT_TERMINATED" if unclosed else "BAD_SYMBOL"
            raise query_error(what, f"Error in query: bad input near '{text[at : at + 20]}'.")
        tokens.append(match.group(match.lastindex or 0))
        at = match.end()
    return tokens


class _Reader:
    """Tokens, read one after another."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    def left(self) -> bool:
        return self._at < len(self._tokens)

    def next(self) -> str:
        if not self.left():
            raise query_error("UNEXPECTED_END_OF_QUERY", "Error in query: unexpected end of query.")
        self._at += 1
        return self._tokens[self._at - 1]

    def take(self, word: str) -> bool:
        """Consume the next token when it is that word, whatever its case."""
        found = self.left() and self._tokens[self._at].upper() == word
        self._at += found
        return found

    def expect(self, word: str, error: str) -> None:
        if not self.take(word):
            got = self._tokens[self._at] if self.left() else "the end"
            raise query_error(error, f"Error in query: expected {word}, got {got}.")

    def name(self) -> str:
        name = self.next()
        if not _NAME.fullmatch(name):
            raise query_error("BAD_FIELD_NAME", f"Error in query: '{name}' is not a field name.")
        return name

    def names(self, until: str) -> tuple[str, ...]:
        """Return names with commas between them; a comma before `until` is an error, as Google has it."""
        found = [self.name()]
        while self.take(","):
            found.append(self.name())
        if self.left() and self._tokens[self._at].upper() != until:
            raise query_error("EXPECTED_FROM", f"Error in query: expected {until}, got {self._tokens[self._at]}.")
        return tuple(found)

    def conditions(self) -> tuple[Condition, ...]:
        found = [self._condition()]
        while self.take("AND"):
            found.append(self._condition())
        return tuple(found)

    def _condition(self) -> Condition:
        field, operator = self.name(), self._operator()
        if operator.startswith("IS "):
            return Condition(field, operator, (), ())
        if operator in {"IN", "NOT IN"} or operator.startswith("CONTAINS"):
            raw = self._list()
        elif operator == "BETWEEN":
            raw = [self.next()]
            self.expect("AND", "EXPECTED_AND")
            raw.append(self.next())
        else:
            raw = [self.next()]
        if raw and raw[0] == "(":
            raise query_error("EXPECTED_SINGLE_VALUE", f"Error in query: operator {operator} takes one value.")
        return Condition(field, operator, tuple(map(_bare, raw)), tuple(value[0] in "'\"" for value in raw))

    def _operator(self) -> str:
        word = self.next().upper()
        if word in _PLAIN or word in {"IN", "LIKE", "DURING", "BETWEEN", "REGEXP_MATCH"}:
            return word
        if word == "CONTAINS":
            return f"CONTAINS {self.next().upper()}"
        if word == "NOT":
            return f"NOT {self.next().upper()}"
        if word == "IS":
            negated = self.take("NOT")
            self.expect("NULL", "BAD_OPERATOR")
            return "IS NOT NULL" if negated else "IS NULL"
        raise query_error("BAD_OPERATOR", f"Error in query: '{word}' is not an operator.")

    def _list(self) -> list[str]:
        self.expect("(", "EXPECTED_LIST")
        values: list[str] = []
        while not self.take(")"):
            values.append(self.next())
            self.take(",")
        if not values:
            raise query_error("PROHIBITED_EMPTY_LIST_IN_CONDITION", "Error in query: an empty list.")
        return values

    def orders(self) -> tuple[Order, ...]:
        self.expect("BY", "EXPECTED_BY")
        found = []
        while True:
            name = self.name()
            descending = self.take("DESC")
            found.append(Order(name, descending))
            if not descending:
                self.take("ASC")
            if not self.take(","):
                return tuple(found)

    def limit(self) -> int:
        word = self.next()
        if not word.isdigit():
            raise query_error("BAD_LIMIT_VALUE", f"Error in query: '{word}' is not a limit.")
        if int(word) < 1:
            raise query_error("LIMIT_VALUE_TOO_LOW", "Error in query: the limit must be positive.")
        return int(word)

    def parameters(self) -> None:
        while True:
            name = self.next()
            if name not in {"include_drafts", "omit_unselected_resource_names"}:
                raise query_error("BAD_PARAMETER_NAME", f"Error in query: no parameter '{name}'.")
            self.expect("=", "BAD_OPERATOR")
            if self.next() not in {"true", "false"}:
                raise query_error("BAD_PARAMETER_VALUE", f"Error in query: bad value of '{name}'.")
            if not self.take(","):
                return


def _bare(value: str) -> str:
    """Return a value without its quotes."""
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value[0] in "'\"" else value
