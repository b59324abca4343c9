"""Questions that lead to no tool: greetings, orders to change something, injected commands, other subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.when import When

if TYPE_CHECKING:
    from credora_agent.agent.planner.clauses import Item
    from credora_agent.agent.planner.terms import Term

_SUBJECTS = (
    "metric",
    "pnl",
    "entries",
    "reconcile",
    "status",
    "extreme",
    "vague",
    "sold",
    "lean",
    "topic",
    "area",
    "column",
    "platform",
    "sku",
    "why",
    "by",
    "trend",
)
_NOUN_AFTER = ("of", "prep", "from", "to", "stop", "and", "versus")
_HANDS_OUT = frozenset(("issue", "refund", "ship", "charge"))
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr"))
_TAKES_OBJECT = frozenset(
    (
        "order",
        "book",
        "set",
        "change",
        "discount",
        "charge",
        "refund",
        "sync",
        "refresh",
        "close",
        "record",
        "list",
        "sales",
        "log",
        "issue",
        "cut",
        "double",
        "increase",
        "decrease",
        "lower",
        "raise",
        "reduce",
        "start",
        "stop",
        "mark",
        "message",
        "text",
        "post",
        "purchase",
        "update",
        "ship",
        "share",
        "send",
        "put",
        "print",
        "create",
        "add",
        "adjust",
        "pay",
        "buy",
        "hire",
        "fix",
        "correct",
    )
)


def refusal(terms: list[Term], items: list[Item]) -> str | None:
    """Return why the whole question leads to no tool, or None when it may lead to one."""
    if not any(term.senses or term.content for term in terms) and not any(isinstance(i, When) for i in items):
        return "empty"
    if any(term.has("injection") for term in terms):
        return "injection"
    if _orders_a_change(terms):
        return "write"
    if any(term.has("off_topic") for term in terms) and not _greets(terms, items):
        return "off_topic"
    return "help" if _greets(terms, items) else None


def _greets(terms: list[Term], items: list[Item]) -> bool:
    if not any(term.has("help") for term in terms) or any(isinstance(item, When) for item in items):
        return False
    rest = [term for term in terms if not term.has("help")]
    return not any(term.has(*_SUBJECTS, "number") or term.content for term in rest)


def _orders_a_change(terms: list[Term]) -> bool:
    at = 0
    while at < len(terms):
        start = _skip_polite(terms, at)
        if start < len(terms) and terms[start].has("write") and _is_order(terms, start):
            return True
        at = next((i + 1 for i in range(at, len(terms)) if terms[i].has("stop", "comma", "and")), len(terms))
    return False


def _skip_polite(terms: list[Term], at: int) -> int:
    while at < len(terms) and terms[at].has("polite", "comma"):
        at += 1
    return at


def _is_order(terms: list[Term], at: int) -> bool:
    """Whether the verb at `at` commands a change: "refund order 1042", not "refund rate" nor "increase in fees"."""
    verb = terms[at].text
    rest = terms[at + 1 : at + 6]
    if not rest or rest[0].has(*_NOUN_AFTER):
        return False
    if verb in {"send", "share", "print", "put"} and rest[0].text in {"me", "us"}:
        return False
    if any(term.has("percent") for term in rest):
        return True
    if verb in _HANDS_OUT and (rest[0].content or rest[0].text in _TITLES):
        return True
    if verb in _TAKES_OBJECT or terms[at].has("metric", "change"):
        near = rest if verb in _HANDS_OUT else rest[:3]
        return any(term.has("object") for term in near) and not rest[0].has("metric", "month", "unit", "by")
    return True
