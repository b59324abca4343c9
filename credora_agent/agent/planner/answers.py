"""A clause's answer: the tool calls it asks for, a question back, or the topic it cannot serve."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from credora_agent.agent.plan import Call
from credora_agent.agent.planner import ads, ahead, asking, explaining, goods
from credora_agent.agent.planner.clauses import Clause, upcoming
from credora_agent.agent.planner.comparing import Versus, further, sides, versus
from credora_agent.agent.planner.goods import order_name
from credora_agent.agent.planner.known import NOTHING, Known
from credora_agent.agent.planner.lines import lines
from credora_agent.agent.planner.periods.when import When, stretch, unit_at
from credora_agent.agent.planner.ranking import ranked
from credora_agent.agent.planner.residue import unread
from credora_agent.agent.planner.setting import Answer, Setting, against, dated, no, stretches
from credora_agent.core.period import Grain, Period

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from credora_agent.agent.planner.clauses import Item

_HOURS = re.compile(r"\b\d{1,2}(?::\d\d)? ?(?:am|pm)\b|\b\d{1,2}:\d\d\b|\b\d{1,2} ?(?:uhr|o'clock)\b", re.IGNORECASE)
_FINE = 31
_MIDDLE = 120
_COARSE = 1100
_STRANGE = 2
"""Unknown words a question may have and still be one of the books."""


def answer(clause: Clause, today: date, books: Period | None, known: Known = NOTHING) -> Answer:
    """Return what the clause leads to."""
    kind = clause.kind
    if kind in _LISTS:
        clause = replace(clause, items=tuple(item for item in clause.items if not _is_lately(item, clause)))
    at = Setting(clause, today, books, known)
    return _unasked(at, kind) or _untimely(at, kind) or _routed(at, kind)


def _unasked(at: Setting, kind: str) -> Answer | None:
    """Return why nothing is looked up: another subject, no base to judge by; or the state of the books, which is."""
    bought = kind == "orders" and at.clause.has("sku")
    topic = (
        (None if bought else at.clause.first("topic"))
        or ("split" if _picks_weekdays(at.clause) or _picks_hours(at.clause) else None)
        or ("definition" if _asks_meaning(at.clause) else None)
    )
    if topic is not None:
        return no(topic)
    if kind in {"", "forecast"} and at.clause.has("future") and _is_of_others(at.clause):
        return no("off_topic")
    if kind == "status":
        return at.answer("status", Call("cfo_status", {}))
    if kind not in _SERVED and (at.clause.has("no_base") or _judges(at.clause)):
        return at.asks("comparison", "comparison")
    return None


def _is_of_others(clause: Clause) -> bool:
    """Whether nothing of the books is named beside several words that are not known."""
    named = clause.has("area", "metric", "vague", "sold", "lean", "pnl", "column", "platform", "sku", "money", "thing")
    return not named and sum(term.content for term in clause.terms) > 1


def _picks_weekdays(clause: Clause) -> bool:
    """Whether one weekday of many weeks is asked for: "every Monday in October"."""
    return any(term.has("on") and term.has("every") for term in clause.terms) and bool(clause.kind)


def _picks_hours(clause: Clause) -> bool:
    """Whether hours of a day are asked for, which the books do not keep: "from 9am to 5pm yesterday"."""
    evening = any(
        not isinstance(item, When) and item.has("hour_word") and isinstance(before, When)
        for before, item in pairwise(clause.items)
    )
    return bool(clause.whens) and (evening or _HOURS.search(clause.text) is not None)


def _untimely(at: Setting, kind: str) -> Answer | None:
    """Return the answer about days before the books or after today, None when the days are past ones."""
    clause = at.clause
    if kind in _AHEAD:
        return None
    if _precedes(clause, at.books):
        return no("before_books")
    if not upcoming(clause, at.today):
        return None
    past = clause.has("was") or (clause.has("versus", "compare", "change", "shift") and not clause.has("future"))
    return no("ahead") if kind in _LISTS or past else ahead.forecast(at)


def _routed(at: Setting, kind: str) -> Answer:
    if kind in _SERVED:
        return _doubtful(at) or _served(at, kind)
    if not kind and not at.clause.whens and len(at.clause.terms) == 1 and at.clause.has("why", "change"):
        return at.asks("metric", "line")
    thing = _thing(at.clause) or ("off_topic" if _is_strange(at.clause) else None)
    if thing == "products":
        return _doubtful(at) or goods.products(at)
    if thing is not None:
        return no(thing)
    kinds = {"reconcile": _reconcile, "ranking": _ranking, "entries": _entries, "line": _lines}
    return _doubtful(at) or kinds.get(kind, _statement)(at)


def _is_lately(item: Item, clause: Clause) -> bool:
    """Whether the item only says "recently" or "right now", which a list's usual days are."""
    if not isinstance(item, When):
        return False
    return (item.doubt is not None and item.doubt.key == "recent") or clause.said(item) == "right now"


_SERVED: dict[str, Callable[[Setting], Answer]] = {
    "explain": explaining.explain,
    "products": goods.products,
    "campaigns": goods.campaigns,
    "orders": goods.orders,
    "payouts": goods.payouts,
    "inventory": goods.stock,
    "shelf": goods.shelf,
    "forecast": ahead.forecast,
    "budget": ahead.budget,
    "cohorts": ahead.cohorts,
    "ads": ads.performance,
    "entities": ads.entities,
    "terms": ads.search_terms,
    "split": lambda _: no("split"),
    "findings": lambda at: at.answer("findings", Call("cfo_findings", _dismissed(at))),
}
_LISTS = {"products", "campaigns", "orders", "payouts", "ads", "explain", "terms"}
_AHEAD = {"forecast", "budget", "inventory", "findings", "cohorts", "shelf", "entities"}


def _dismissed(at: Setting) -> dict[str, bool]:
    return {"dismissed": True} if re.search(r"dismissed|set aside", at.clause.words) else {}


def _served(at: Setting, kind: str) -> Answer:
    found = _SERVED[kind](at)
    return _lines(at, ads.registry_columns(at)) if found.intent == "metrics_of_ads" else found


_OUR_DEED = re.compile(r"\b(since|before|after) (we|i) \w+")
_OWN_EVENT = re.compile(
    r"\b(during (our |my |the )?|(over|since|before|after|from|for) (our|my|the) )(\w+ ){0,2}"
    r"(promo|promotion|sale|launch|giveaway|event|relaunch|redesign|rebrand|price change|price increase|campaign)\b"
)


def _doubtful(at: Setting) -> Answer | None:
    event = _OWN_EVENT.search(at.clause.words)
    of_ads = (
        event is not None
        and at.clause.kind in {"ads", "campaigns"}
        and event[0].startswith("for")
        and event[0].endswith("campaign")
    )
    if ((event and not of_ads) or _OUR_DEED.search(at.clause.words)) and not at.clause.has("named_campaign"):
        return at.asks("period", "season_sale")
    if at.clause.kind in _AHEAD:
        return None
    doubt = next((when.doubt for when in at.clause.whens if when.doubt), None)
    if doubt is not None:
        return Answer("clarify", clarify=asking.doubted(at.clause, doubt))
    left = unread(at.clause)
    return Answer("clarify", clarify=asking.instead(at.clause, *left)) if left else None


def _precedes(clause: Clause, books: Period | None) -> bool:
    """Whether every day named lies before the first recorded one."""
    days = [when.whole.end for when in clause.whens if when.doubt is None]
    return books is not None and bool(days) and max(days) < books.start


def _asks_meaning(clause: Clause) -> bool:
    return clause.has("does") and clause.terms[-1].has("mean") and not clause.whens


def _is_strange(clause: Clause) -> bool:
    """Whether the clause names nothing of the books, or little beside words that are not known."""
    if sum(term.content for term in clause.terms) > max(_STRANGE, len(clause.terms) / 2):
        return True
    if clause.kind not in {"", "loose"}:
        return False
    unknown = any(term.content for term in clause.terms)
    return unknown or not (clause.kind or clause.whens or clause.has("compare", "versus", "change", "why"))


def _judges(clause: Clause) -> bool:
    if not clause.has("judged") or clause.whens or clause.has("why"):
        return False
    return clause.has("percent") or clause.has("metric")


def _thing(clause: Clause) -> str | None:
    """Return the topic of a product, customer or channel that the clause would narrow its figures to."""
    for i, item in enumerate(clause.items):
        if isinstance(item, When) or item.has("metric"):
            continue
        if item.has("bound") and _amount(clause.items[i + 1 : i + 3]):
            return "filter"
        narrows = _narrowed(clause, i)
        if item.content and narrows and clause.has("metric", "sold"):
            return "products"
        if item.has("thing") and (clause.kind in {"", "loose"} or (narrows and item.word("thing") != "customers")):
            return item.word("thing")
    return None


def _amount(after: tuple[Item, ...]) -> bool:
    """Whether a plain number follows, not one of days or weeks."""
    if not after or isinstance(after[0], When) or not after[0].has("number", "percent"):
        return False
    return not (after[1:] and not isinstance(after[1], When) and after[1].has("unit", "metric"))


def _narrowed(clause: Clause, at: int) -> bool:
    """Whether the words before the one at `at` tie it to a figure: "refunds for the blue …", "sales of …"."""
    while at > 0:
        at -= 1
        item = clause.items[at]
        if isinstance(item, When):
            return False
        if item.text in {"of", "for", "from", "per", "by", "each"}:
            return True
        if not (item.content or item.has("the")):
            return False
    return False


def _reconcile(at: Setting) -> Answer:
    found = stretches(at)
    if not found and at.books:
        at.notes.append("all_days")
        found = [(at.books, {})]
    if not found:
        return at.asks("period", "period")
    return at.answer("reconcile", *(Call("cfo_reconcile", dated(days)) for days, _ in found))


def _entries(at: Setting) -> Answer:
    metrics, vague, notes = lines(at.clause)
    at.notes.extend(notes)
    if not metrics:
        return at.asks("metric", vague or "line")
    found = stretches(at)
    if not found:
        return at.asks("period", "period")
    only = {k: v for k, v in (("sku", at.sku), ("campaign", at.campaign), ("order", order_name(at.clause.terms))) if v}
    calls = [Call("cfo_entries", {"metric": metric, **dated(days), **only}) for metric in metrics for days, _ in found]
    return at.answer("entries", *calls)


def _ranking(at: Setting) -> Answer:
    """Rank the days, weeks … asked for; a single one named beside "ever" is what the question takes for the answer."""
    taken = at.clause.presumed
    if taken is not None:
        at = replace(at, clause=replace(at.clause, items=tuple(item for item in at.clause.items if item is not taken)))
    found = [days for days, _ in stretches(at)]
    ever = next((when.whole for when in at.clause.whens if "all_time" in when.notes), None)
    found = [ever] if ever is not None else found
    if not found:
        if at.books is None:
            return at.asks("period", "no_books")
        at.notes.append("all_days")
        found = [at.books]
    calls, notes = ranked(at.clause, found[0])
    at.notes.extend(notes)
    return at.answer("ranking", *(Call("cfo_metrics", {**args, **dated(days)}) for days in found for args in calls))


def _statement(at: Setting) -> Answer:
    compared = _statement_versus(at)
    if compared is None and not at.clause.whens and not at.clause.unfolds and not at.clause.by:
        if at.clause.has("compare", "versus"):
            return at.asks("comparison", "comparison")
        if not at.clause.has("now") or at.clause.has("was"):
            return at.asks("period", "period")
        at.notes.append("now")
        compared = Versus(None, explaining.PREVIOUS_MONTH)
    calls = _calls(at, "cfo_pnl", {}, compared)
    return calls if isinstance(calls, Answer) else at.answer("comparison" if compared else "statement", *calls)


def _statement_versus(at: Setting) -> Versus | None:
    told = at.clause.has("versus", "compare", "change", "shift", "previous_period", "why")
    compared = versus(at.clause, at.today) if told or len(at.clause.whens) > 1 else None
    if at.clause.has("why"):
        at.notes.append("why")
        return compared or explaining.before(at)
    return compared


def _lines(at: Setting, also: list[str] | None = None) -> Answer:
    metrics, vague, notes = lines(at.clause)
    metrics = [*metrics, *(m for m in also or () if m not in metrics)]
    at.notes.extend(notes)
    if not metrics and vague is None:
        at.notes.append("costs")
        return _statement(at)
    if not metrics:
        return at.asks("metric", vague or "line")
    if metrics == ["cm1_rate"] and "margin" in notes:
        return at.asks("metric", "margin")
    compared = versus(at.clause, at.today)
    calls = _calls(at, "cfo_metrics", {"metrics": metrics}, compared)
    if isinstance(calls, Answer):
        return calls
    shaped = "trend" if any("by" in call.args for call in calls) else "metric"
    return at.answer("comparison" if compared else shaped, *calls)


def _calls(at: Setting, tool: str, args: dict[str, object], compared: Versus | None) -> list[Call] | Answer:
    if compared is not None:
        return _compared(at, tool, args, compared)
    found = stretches(at)
    trends = at.clause.unfolds or at.clause.by is not None
    if not found and trends:
        return _usual_stretch(at, tool, args)
    if not found:
        open_base = at.clause.has("compare") and len(at.clause.every("metric")) < 2  # noqa: PLR2004 - two lines
        return at.asks("comparison", "comparison") if open_base else at.asks("period", "period")
    return [Call(tool, {**args, **dated(days), **shape, **_shape(at, days)}) for days, shape in found]


def _compared(at: Setting, tool: str, args: dict[str, object], compared: Versus) -> list[Call] | Answer:
    calls = []
    for each in (compared, *(Versus(compared.asked, base) for base in further(at.clause))):
        found = sides(each, at.today)
        if found is None:
            return no("ahead")
        days, held, notes = found
        at.notes.extend((*each.taken, *notes))
        by = at.clause.by
        shape = {"by": by} if by and len(days.split(Grain(by))) > 1 else {}
        calls.append(Call(tool, {**args, **dated(days), **shape, **against(held)}))
    return calls


def _shape(at: Setting, days: Period) -> dict[str, str]:
    by = at.clause.by
    if at.clause.has("mean") and by:
        at.notes.append("mean")
    if by is None and at.clause.unfolds:
        by = _grain(days)
    if not by or len(days.split(Grain(by))) == 1:
        return {}
    order = at.clause.first("sorted")
    return {"by": by, "order": order} if order and at.clause.kind == "line" else {"by": by}


def _grain(days: Period) -> str:
    """Return the grain a trend over the days is read at: days up to a month, weeks up to four, then months."""
    for most, grain in ((_FINE, "day"), (_MIDDLE, "week"), (_COARSE, "month")):
        if days.days <= most:
            return grain
    return "quarter"


def _usual_stretch(at: Setting, tool: str, args: dict[str, object]) -> list[Call] | Answer:
    by = at.clause.by or "month"
    days, note = stretch(at.today, "month", 12), "last_twelve"
    if by == "day":
        days, note = stretch(at.today, "day", 30), "last_thirty"
    elif by == "quarter":
        days = Period(unit_at(at.today, "quarter", -4).start, unit_at(at.today, "quarter", -1).end)
    elif by == "year":
        if at.books is None:
            return at.asks("period", "no_books")
        days, note = at.books, "all_days"
    at.notes.append(note)
    return [Call(tool, {**args, **dated(days), "by": by})]
