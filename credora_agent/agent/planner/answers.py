"""A clause's answer: the tool calls it asks for, a question back, or the topic it cannot serve."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from credora_agent.agent.plan import Call, Clarify
from credora_agent.agent.planner import asking
from credora_agent.agent.planner.clauses import Clause, upcoming
from credora_agent.agent.planner.comparing import PREVIOUS, Versus, further, sides, usual_base, versus
from credora_agent.agent.planner.lines import lines
from credora_agent.agent.planner.periods.when import DAY, When, stretch, unit_at
from credora_agent.agent.planner.ranking import ranked
from credora_agent.core.period import Grain, Period

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.agent.planner.clauses import Item

_FINE = 31
_MIDDLE = 120
_COARSE = 1100


@dataclass(frozen=True, slots=True)
class Answer:
    """What one clause leads to; exactly one of `calls`, `clarify` and `cannot` (a topic) is there."""

    intent: str
    calls: tuple[Call, ...] = ()
    clarify: Clarify | None = None
    cannot: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """What a clause is answered against."""

    clause: Clause
    today: date
    books: Period | None
    notes: list[str] = field(default_factory=list)

    def asks(self, about: str, key: str) -> Answer:
        """Return the answer that asks back."""
        return Answer("clarify", clarify=asking.back(self.clause, about, key))

    def answer(self, intent: str, *calls: Call) -> Answer:
        """Return the answer that calls tools, with every default taken so far."""
        return Answer(intent, calls=calls, notes=tuple(dict.fromkeys(self.notes)))


def answer(clause: Clause, today: date, books: Period | None) -> Answer:
    """Return what the clause leads to."""
    at = Setting(clause, today, books)
    topic = clause.first("topic") or ("definition" if _asks_meaning(clause) else None)
    if topic is None and clause.kind == "status":
        return at.answer("status", Call("cfo_status", {}))
    if topic is None and (clause.has("no_base") or _judges(clause)):
        return at.asks("comparison", "comparison")
    topic = topic or ("forecast" if upcoming(clause, today) else _thing(clause))
    topic = topic or ("off_topic" if _is_strange(clause) else None)
    if topic is not None:
        return Answer("unsupported", cannot=topic)
    doubt = next((when.doubt for when in clause.whens if when.doubt), None)
    if doubt is not None:
        return Answer("clarify", clarify=asking.doubted(clause, doubt))
    kinds = {"reconcile": _reconcile, "ranking": _ranking, "entries": _entries, "line": _lines}
    return kinds.get(clause.kind, _statement)(at)


def _asks_meaning(clause: Clause) -> bool:
    return clause.has("does") and clause.terms[-1].has("mean") and not clause.whens


def _is_strange(clause: Clause) -> bool:
    """Whether the clause names nothing of the books, or little beside words that are not known."""
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


def _dates(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}


def _against(period: Period) -> dict[str, str]:
    return {"compare_start": period.start.isoformat(), "compare_end": period.end.isoformat()}


def _stretches(at: Setting) -> list[tuple[Period, dict[str, str]]]:
    """Return the days asked about; neighbours of one length are one stretch split by it, a part wins over its whole."""
    whens = [(when, days) for when in at.clause.whens if (days := when.until(at.today))]
    at.notes.extend(note for when, _ in whens for note in when.notes)
    kept = [
        (when, days) for when, days in whens
        if not any(other != days and days.start <= other.start and other.end <= days.end for _, other in whens)
    ]  # fmt: skip
    kept = list({days: (when, days) for when, days in kept}.values())
    if len(kept) > 1:
        ordered = sorted((days for _, days in kept))
        grains = {when.grain for when, _ in kept}
        touching = all(a.end + DAY == b.start for a, b in pairwise(ordered))
        if touching and len(grains) == 1 and Grain.TOTAL not in grains:
            return [(Period(ordered[0].start, ordered[-1].end), {"by": grains.pop().value})]
    return [(days, {}) for _, days in kept]


def _reconcile(at: Setting) -> Answer:
    found = _stretches(at)
    if not found and at.books:
        at.notes.append("all_days")
        found = [(at.books, {})]
    if not found:
        return at.asks("period", "period")
    return at.answer("reconcile", *(Call("cfo_reconcile", _dates(days)) for days, _ in found))


def _entries(at: Setting) -> Answer:
    metrics, vague, notes = lines(at.clause)
    at.notes.extend(notes)
    if not metrics:
        return at.asks("metric", vague or "line")
    found = _stretches(at)
    if not found:
        return at.asks("period", "period")
    calls = [Call("cfo_entries", {"metric": metric, **_dates(days)}) for metric in metrics for days, _ in found]
    return at.answer("entries", *calls)


def _ranking(at: Setting) -> Answer:
    found = [days for days, _ in _stretches(at)]
    if not found:
        if at.books is None:
            return at.asks("period", "no_books")
        at.notes.append("all_days")
        found = [at.books]
    calls, notes = ranked(at.clause, found[0])
    at.notes.extend(notes)
    return at.answer("ranking", *(Call("cfo_metrics", {**args, **_dates(days)}) for days in found for args in calls))


def _statement(at: Setting) -> Answer:
    compared = _statement_versus(at)
    if compared is None and not at.clause.whens and not at.clause.unfolds and not at.clause.by:
        if at.clause.has("compare", "versus"):
            return at.asks("comparison", "comparison")
        if not at.clause.has("now") or at.clause.has("was"):
            return at.asks("period", "period")
        at.notes.append("now")
        compared = Versus(None, PREVIOUS_MONTH)
    calls = _calls(at, "cfo_pnl", {}, compared)
    return calls if isinstance(calls, Answer) else at.answer("comparison" if compared else "statement", *calls)


def _statement_versus(at: Setting) -> Versus | None:
    told = at.clause.has("versus", "compare", "change", "shift", "previous_period", "why")
    compared = versus(at.clause, at.today) if told or len(at.clause.whens) > 1 else None
    if at.clause.has("why"):
        at.notes.append("why")
        return compared or _before(at)
    return compared


def _before(at: Setting) -> Versus:
    when = at.clause.whens[0] if at.clause.whens else None
    return Versus(when, usual_base(when, at.today)) if when else Versus(None, PREVIOUS_MONTH)


PREVIOUS_MONTH = When(PREVIOUS.whole, Grain.TOTAL, before=True, back=("month", 1))


def _lines(at: Setting) -> Answer:
    metrics, vague, notes = lines(at.clause)
    at.notes.extend(notes)
    if at.clause.has("why"):
        return _statement(at)
    if not metrics and vague is None:
        at.notes.append("costs")
        return _statement(at)
    if not metrics:
        return at.asks("metric", vague or "line")
    compared = versus(at.clause, at.today)
    calls = _calls(at, "cfo_metrics", {"metrics": metrics}, compared)
    if isinstance(calls, Answer):
        return calls
    shaped = "trend" if any("by" in call.args for call in calls) else "metric"
    return at.answer("comparison" if compared else shaped, *calls)


def _calls(at: Setting, tool: str, args: dict[str, object], compared: Versus | None) -> list[Call] | Answer:
    if compared is not None:
        return _compared(at, tool, args, compared)
    found = _stretches(at)
    trends = at.clause.unfolds or at.clause.by is not None
    if not found and trends:
        return _usual_stretch(at, tool, args)
    if not found:
        open_base = at.clause.has("compare") and len(at.clause.every("metric")) < 2  # noqa: PLR2004 - two lines
        return at.asks("comparison", "comparison") if open_base else at.asks("period", "period")
    return [Call(tool, {**args, **_dates(days), **shape, **_shape(at, days)}) for days, shape in found]


def _compared(at: Setting, tool: str, args: dict[str, object], compared: Versus) -> list[Call] | Answer:
    calls = []
    for each in (compared, *(Versus(compared.asked, base) for base in further(at.clause))):
        found = sides(each, at.today)
        if found is None:
            return Answer("unsupported", cannot="forecast")
        days, held, notes = found
        at.notes.extend((*each.taken, *notes))
        by = at.clause.by
        shape = {"by": by} if by and len(days.split(Grain(by))) > 1 else {}
        calls.append(Call(tool, {**args, **_dates(days), **shape, **_against(held)}))
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
    return [Call(tool, {**args, **_dates(days), "by": by})]
