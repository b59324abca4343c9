"""The search syntax of `query` arguments: `updated_at:>='…' AND status:open`, OR, NOT, parentheses, bare words.

A field that the resource does not know is left out of the search and noted as a warning, as Shopify does: the answer
then holds more than was asked for. So does a moment outside quotes, which its colons make unreadable.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from credora_agent.sandbox.world.model import Order

    Test = Callable[[Any], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[()])
    |(?P<minus>-?)(?P<field>[A-Za-z_]\w*):(?P<op><=|>=|<|>|=)?\s?(?P<value>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s()]+)
    |(?P<word>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s()]+))""",
    re.VERBOSE,
)
_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


class Field(NamedTuple):
    """A searchable field: `read` gives its value; `sort` is time, number, word, flag or one of its own."""

    sort: str
    read: Callable[[Any], Any]


class Search:
    """One parsed query over things of one resource."""

    def __init__(self, query: str, fields: dict[str, Field], zone: ZoneInfo, *, text: Callable[[Any], str]) -> None:
        """Parse; `text` is what bare words are looked for in."""
        self.warnings: list[dict[str, str]] = []
        self._fields, self._zone, self._text = fields, zone, text
        self._tokens = list(_TOKEN.finditer(query.strip()))
        self._at = 0
        self.test: Test | None = self._either() if self._tokens else None

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            return ")"
        found = self._tokens[self._at]
        return found["mark"] or (found["word"] or "term" if not found["field"] else "term")

    def _either(self) -> Test | None:
        tests = [self._all()]
        while self._peek() == "OR":
            self._at += 1
            tests.append(self._all())
        kept = [test for test in tests if test]
        return _one_or(kept, lambda thing: any(test(thing) for test in kept))

    def _all(self) -> Test | None:
        kept: list[Test] = []
        while self._peek() not in {")", "OR"}:
            if self._peek() == "AND":
                self._at += 1
                continue
            test = self._one()
            if test:
                kept.append(test)
        return _one_or(kept, lambda thing: all(test(thing) for test in kept))

    def _one(self) -> Test | None:
        if self._at >= len(self._tokens):
            return None
        found = self._tokens[self._at]
        self._at += 1
        if found["mark"] == "(":
            inner = self._either()
            self._at += 1
            return inner
        if found["word"] == "NOT":
            return _not(self._one())
        if found["word"]:
            word = _bare(found["word"]).casefold()
            return lambda thing: word in self._text(thing).casefold()
        test = self._term(found)
        return _not(test) if found["minus"] else test

    def _term(self, found: re.Match[str]) -> Test | None:
        known = self._fields.get(found["field"])
        if not known:
            self._warn(found["field"], "Invalid search field for this query.", "invalid_field")
            return None
        try:
            return _SORTS[known.sort](self, known.read, found["op"] or "=", found["value"])
        except ValueError:
            self._warn(found["field"], f"Input `{found['value']}` is not an accepted value.", "invalid_value")
            return None

    def _warn(self, name: str, message: str, code: str) -> None:
        self.warnings.append({"field": name, "message": message, "code": code})

    def _time(self, read: Callable[[Any], datetime], op: str, value: str) -> Test:
        """Return a comparison of moments to the second; a bare date stands for its whole day in the shop's zone."""
        text = _bare(value)
        if text == value and ":" in value:
            raise ValueError(value)
        day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)
        at = datetime.fromisoformat(text)
        start = (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC).replace(microsecond=0)
        end = start + (_DAY if day else _SECOND)
        bounds: dict[str, Test] = {
            ">=": lambda thing: read(thing) >= start,
            "<": lambda thing: read(thing) < start,
            ">": lambda thing: read(thing) >= end,
            "<=": lambda thing: read(thing) < end,
            "=": lambda thing: start <= read(thing) < end,
        }
        return bounds[op]

    def _number(self, read: Callable[[Any], int], op: str, value: str) -> Test:
        wanted = [int(part) for part in _bare(value).split(",")]
        bound = wanted[0]
        bounds: dict[str, Test] = {
            ">=": lambda thing: read(thing) >= bound,
            "<": lambda thing: read(thing) < bound,
            ">": lambda thing: read(thing) > bound,
            "<=": lambda thing: read(thing) <= bound,
            "=": lambda thing: read(thing) in wanted,
        }
        return bounds[op]

    def _word(self, read: Callable[[Any], str | None], _op: str, value: str) -> Test:
        wanted = {part.casefold() for part in _bare(value).split(",")}
        return lambda thing: (read(thing) or "").casefold() in wanted

    def _flag(self, read: Callable[[Any], bool], _op: str, value: str) -> Test:
        wanted = {"true": True, "false": False}.get(_bare(value).casefold())
        if wanted is None:
            raise ValueError(value)
        return lambda thing: read(thing) is wanted

    def _status(self, read: Callable[[Any], datetime | None], _op: str, value: str) -> Test:
        """Return the test of an order's status; none is ever closed here."""
        wanted = set(_bare(value).casefold().split(","))
        if wanted - {"any", "open", "closed", "cancelled", "not_closed"}:
            raise ValueError(value)
        if wanted & {"any", "not_closed"}:
            return lambda _: True
        return lambda thing: ("cancelled" if read(thing) else "open") in wanted


_SORTS: dict[str, Callable[..., Test]] = {
    "time": Search._time,  # noqa: SLF001 - this table is part of the class
    "number": Search._number,  # noqa: SLF001
    "word": Search._word,  # noqa: SLF001
    "flag": Search._flag,  # noqa: SLF001
    "status": Search._status,  # noqa: SLF001
}

ORDERS = {
    "id": Field("number", attrgetter("id")),
    "name": Field("word", attrgetter("name")),
    "created_at": Field("time", attrgetter("created_at")),
    "processed_at": Field("time", attrgetter("processed_at")),
    "updated_at": Field("time", attrgetter("updated_at")),
    "status": Field("status", attrgetter("cancelled_at")),
    "financial_status": Field("word", attrgetter("financial_status")),
    "fulfillment_status": Field("word", attrgetter("fulfilment_status")),
    "test": Field("flag", attrgetter("test")),
    "source_name": Field("word", attrgetter("source_name")),
    "customer_id": Field("number", lambda order: order.customer_id or 0),
}
PRODUCTS = {
    "id": Field("number", attrgetter("id")),
    "created_at": Field("time", attrgetter("created_at")),
    "updated_at": Field("time", attrgetter("updated_at")),
    "status": Field("word", attrgetter("status")),
    "title": Field("word", attrgetter("title")),
    "handle": Field("word", attrgetter("handle")),
    "gift_card": Field("flag", attrgetter("gift_card")),
}
VARIANTS = {
    "id": Field("number", attrgetter("id")),
    "sku": Field("word", attrgetter("sku")),
    "title": Field("word", attrgetter("title")),
    "product_id": Field("number", attrgetter("product_id")),
    "updated_at": Field("time", attrgetter("updated_at")),
    "inventory_quantity": Field("number", attrgetter("on_hand")),
}
ITEMS = {
    "id": Field("number", attrgetter("inventory_item_id")),
    "sku": Field("word", attrgetter("sku")),
    "created_at": Field("time", attrgetter("created_at")),
    "updated_at": Field("time", attrgetter("item_updated_at")),
}
BALANCE = {
    "id": Field("number", attrgetter("id")),
    "processed_at": Field("time", attrgetter("at")),
    "payout_status": Field("word", attrgetter("payout_status")),
    "payments_transfer_id": Field("number", lambda row: row.payout_id or 0),
    "transaction_type": Field("word", attrgetter("type")),
}
PAYOUTS = {
    "id": Field("number", attrgetter("id")),
    "issued_at": Field("time", attrgetter("issued_at")),
    "status": Field("word", attrgetter("status")),
}
CUSTOMERS = {
    "id": Field("number", lambda item: item[0]),
    "created_at": Field("time", lambda item: item[1]),
    "updated_at": Field("time", lambda item: item[1]),
}
TENDERS = {
    "id": Field("number", lambda item: item.it.id),
    "processed_at": Field("time", lambda item: item.it.processed_at),
    "test": Field("flag", lambda item: item.order.test),
}
BULK = {
    "id": Field("number", attrgetter("id")),
    "status": Field("word", attrgetter("status")),
    "created_at": Field("time", attrgetter("created_at")),
    "operation_type": Field("word", lambda _: "QUERY"),
}


def order_text(order: Order) -> str:
    """Return what bare words are looked for in an order."""
    return order.name


def _one_or(tests: list[Test], together: Test) -> Test | None:
    """Return nothing for no tests, one by itself, and several `together`."""
    return together if len(tests) > 1 else next(iter(tests), None)


def _not(test: Test | None) -> Test | None:
    return (lambda thing: not test(thing)) if test else None


def _bare(value: str) -> str:
    """Return a value without its quotes and escapes."""
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value[:1] in {"'", '"'} else value
