"""Which rows a query's conditions leave, in which order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.google.vocabulary import CORE_DATES, field_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from credora_agent.sandbox.google.query import Condition, Query

_NUMBERS = {"INT64", "INT32", "DOUBLE", "FLOAT"}


def chosen(rows: Iterable[dict[str, Any]], query: Query) -> list[dict[str, Any]]:
    """Return the rows that meet every condition, ordered and limited; dates were decided before."""
    conditions = [condition for condition in query.where if condition.field not in CORE_DATES]
    found = [row for row in rows if all(_meets(row.get(each.field), each) for each in conditions)]
    for order in reversed(query.order):
        found.sort(key=lambda row: (row.get(order.field) is None, row.get(order.field, "")), reverse=order.descending)
    return found[: query.limit] if query.limit else found


def _meets(value: Any, condition: Condition) -> bool:
    if condition.operator.startswith("IS "):
        return (value is None) == (condition.operator == "IS NULL")
    if value is None:
        return False
    wanted = [_read(text, condition.field) for text in condition.values]
    return _TESTS[condition.operator](value, wanted)


def _read(text: str, field: str) -> Any:
    kind = field_type(field)
    if kind in _NUMBERS:
        return float(text) if "." in text else int(text)
    return text.upper() == "TRUE" if kind == "BOOLEAN" else text


def _like(value: str, pattern: str) -> bool:
    parts = (".*" if part == "%" else "." if part == "_" else re.escape(part) for part in re.split(r"([%_])", pattern))
    return re.fullmatch("".join(parts), value, re.IGNORECASE | re.DOTALL) is not None


_TESTS: dict[str, Callable[[Any, list[Any]], bool]] = {
    "=": lambda value, wanted: bool(value == wanted[0]),
    "!=": lambda value, wanted: bool(value != wanted[0]),
    ">": lambda value, wanted: bool(value > wanted[0]),
    ">=": lambda value, wanted: bool(value >= wanted[0]),
    "<": lambda value, wanted: bool(value < wanted[0]),
    "<=": lambda value, wanted: bool(value <= wanted[0]),
    "BETWEEN": lambda value, wanted: bool(wanted[0] <= value <= wanted[1]),
    "IN": lambda value, wanted: value in wanted,
    "NOT IN": lambda value, wanted: value not in wanted,
    "LIKE": lambda value, wanted: _like(value, wanted[0]),
    "NOT LIKE": lambda value, wanted: not _like(value, wanted[0]),
    "REGEXP_MATCH": lambda value, wanted: re.fullmatch(wanted[0], value) is not None,
    "NOT REGEXP_MATCH": lambda value, wanted: re.fullmatch(wanted[0], value) is None,
    "CONTAINS ANY": lambda value, wanted: bool(set(value) & set(wanted)),
    "CONTAINS ALL": lambda value, wanted: set(value) >= set(wanted),
    "CONTAINS NONE": lambda value, wanted: not set(value) & set(wanted),
}
