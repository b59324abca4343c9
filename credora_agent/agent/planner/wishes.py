"""What may be proposed: budgets, alerts, schedules, exports, findings set aside; the person's yes comes after."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from credora_agent.agent.plan import Call
from credora_agent.agent.planner.amounts import MONEY, PERCENT, UNITS, amounts
from credora_agent.agent.planner.lines import lines
from credora_agent.agent.planner.periods.when import When, unit_at
from credora_agent.agent.planner.setting import Answer, Setting, dated, days_of_list, plain, stretches
from credora_agent.core.period import Grain, Period

if TYPE_CHECKING:
    from collections.abc import Callable

_BELOW = re.compile(
    r"\b(below|under|beneath|(less|lower|fewer|smaller) than|"
    r"(falls?|drops?|dips?|sinks?|slips?|goes|gets|down) (to|under|below))\b|<"
)
_ABOVE = re.compile(
    r"\b(above|over|exceeds?|(more|higher|greater|bigger) than|hits?|reach(es)?|tops|passes|crosses|"
    r"surpass(es)?|at least|past)\b|>"
)
_SENDS = re.compile(
    r"\b(send|email|mail|message|post|deliver|give|tell|share|schedule|subscribe|get|receive|want|need|set up|slack|"
    r"report|summary|digest|update|show|recap|remind|run|make|prepare|produce|generate|create|build)\b"
)
_FIRMLY = re.compile(
    r"\b((make|prepare|produce|generate|create|build) (me|us)|"
    r"send|sent|emailed|mailed|delivered|email|mail|message|deliver|schedule|subscribe|slack|post)\b"
)
_REPORTED = re.compile(
    r"\b(doc|document|report|digest|summary|pdf|update)\b.*\b(every|each|on) ?\w*|"
    r"\b(want|need|like|get|set up|have|receive)\b.*\b(daily|weekly|monthly)"
    r"( [\w&]+){0,3} (report|digest|summary|update|email)\b"
)
_ID = re.compile(
    r"\b(?:finding|alert|schedule|notification|aside|dismiss|restore|key|id)s?[ :#]+"
    r"(?:the |number |called |with id |id )?[\"'“]?([A-Za-z0-9]*[:_\-0-9][\w:./\-]*)",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"\bat (\d{1,2})(?::\d{2})?\s*(am|pm|h|o'?clock)?\b|\b(\d{1,2})(?::\d{2})?\s*(am|pm)\b", re.IGNORECASE
)
_NTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_TIMELESS = {"inventory", "findings", "forecast", "cohorts"}
_NEEDS_DAYS = {"pnl", "entries", "budget"}
_SPANS = {
    ("day", -1): "yesterday",
    ("day", 0): "yesterday",
    ("week", -1): "last_week",
    ("week", 0): "last_7_days",
    ("month", -1): "last_month",
    ("month", 0): "month_to_date",
    ("quarter", -1): "last_quarter",
}
_OF_AREA = {"cash": "lowest_cash", "runway": "runway", "bank": "lowest_cash", "cover": "days_of_cover"}
_OF_COLUMN = {"clicks": "clicks", "impressions": "impressions", "conversions": "attributed_purchases",
              "conversion_value": "attributed_value", "cost_per_purchase": "cac"}  # fmt: skip
_SHARES = {"net_margin", "cogs_coverage", "cash_risk"}
_MOST_MONTHS = 12


def proposal(at: Setting) -> Answer | None:
    """Return the change the question wishes for, a question back when it lacks something; None when it wishes none."""
    wishes = set(at.clause.every("wish"))
    for wish, holds, read in _KINDS:
        if (wish is None or wish in wishes) and holds(at):
            return read(at)
    return None


def _propose(at: Setting, *wanted: dict[str, Any]) -> Answer:
    return at.answer("propose", *(Call("cfo_propose", each) for each in wanted))


def _by_id(action: str) -> Callable[[Setting], Answer]:
    def read(at: Setting) -> Answer:
        found = _ID.search(at.clause.text)
        if found is None:
            return at.asks("id", "id")
        return _propose(at, {"action": action, "id": found[1].rstrip(".,;")})

    return read


def _is_of_finding(at: Setting) -> bool:
    return "finding" in at.clause.words or _ID.search(at.clause.text) is not None


def _metrics(at: Setting) -> list[str]:
    found = lines(at.clause)[0] + [_OF_COLUMN[c] for c in at.clause.every("column") if c in _OF_COLUMN]
    words = at.clause.words
    return found or [metric for word, metric in _OF_AREA.items() if re.search(rf"\b{word}\b", words)][:1]


def _is_alert(at: Setting) -> bool:
    tells = any(term.has("wish") and term.word("wish") == "alert" and " " in term.text for term in at.clause.terms)
    if at.clause.has("was") and at.clause.whens and not amounts(at.clause.items):
        return False
    return tells or _side(at) is not None or at.clause.has("sets")


def _side(at: Setting) -> str | None:
    words = at.clause.words + (" <" if "<" in at.clause.text else "") + (" >" if ">" in at.clause.text else "")
    if _BELOW.search(words):
        return "alert_below"
    if _ABOVE.search(words):
        return "alert_above"
    ways = at.clause.every("way")
    return {"fell": "alert_below", "rose": "alert_above"}.get(ways[0]) if ways else None


def _alert(at: Setting) -> Answer:
    metrics, side = _metrics(at), _side(at)
    if not metrics:
        return at.asks("metric", "line")
    said = [a for a in amounts(at.clause.items) if a.kind in {MONEY, PERCENT, UNITS}]
    shares = [metric in _SHARES or metric.endswith("_rate") for metric in metrics]
    if side is None or not said:
        which = "rate" if all(shares) else "threshold"
        return at.asks("threshold", f"{which}_{side.removeprefix('alert_')}" if side else which)
    if said[0].kind == PERCENT and not all(shares):
        return at.asks("threshold", f"threshold_{side.removeprefix('alert_')}")
    share = said[0].kind == PERCENT or (all(shares) and said[0].value > 1)
    value = said[0].value / 100 if share else said[0].value
    period = _span(at) or _default_span(at)
    return _propose(at, *({"action": side, "metric": m, "amount": plain(value), "period": period} for m in metrics))


def _span(at: Setting) -> str | None:
    for when in at.clause.whens:
        if when.step in _SPANS:
            return _SPANS[when.step]
        if when.grain is Grain.TOTAL and not when.bare:
            return "last_28_days" if when.whole.days > 20 else "last_7_days"  # noqa: PLR2004
    every = at.clause.first("every") or at.clause.by
    return {"day": "yesterday", "week": "last_7_days", "month": "month_to_date"}.get(every or "")


def _default_span(at: Setting) -> str:
    at.notes.append("alert_span")
    return "last_7_days"


def _is_schedule(at: Setting) -> bool:
    return bool(_SENDS.search(at.clause.words)) and not at.clause.has("why", "versus")


def _is_recurring(at: Setting) -> bool:
    if at.clause.has("every") and bool(_FIRMLY.search(at.clause.words)):
        return True
    past = any(not (when.bare and when.cycle is Grain.MONTH) for when in at.clause.whens)
    return not past and bool(_REPORTED.search(at.clause.words))


def _schedule(at: Setting) -> Answer:
    report = _report(at, but="entries")
    if report is None:
        return at.asks("report", "report")
    every = at.clause.first("every") or "week"
    args: dict[str, Any] = {"action": "schedule", "report": report, "every": every}
    on = next((t.number("on") for t in at.clause.terms if t.has("on")), None)
    if every == "month":
        nth = _NTH.search(at.clause.text)
        on = int(nth[1]) if nth else (1 if on else None)
    if every != "day" and on:
        args["on"] = on
    hour = _hour(at)
    if hour is not None:
        args["hour"] = hour
    span = next((_SPANS[w.step] for w in at.clause.whens if w.step in _SPANS and w.step[1] < 0), None)
    return _propose(at, args | ({"period": span} if span else {}))


def _hour(at: Setting) -> int | None:
    found = _HOUR.search(at.clause.text)
    if found is None:
        word = next((t for t in at.clause.terms if t.has("hour_word")), None)
        return word.number("hour_word") if word and word.number("hour_word") != 8 else None  # noqa: PLR2004 - the default
    hour, half = int(found[1] or found[3]), (found[2] or found[4] or "").lower()
    hour = hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour
    return hour if hour < 24 else None  # noqa: PLR2004 - hours of a day


def _report(at: Setting, but: str = "") -> str | None:
    """Return the report named: the narrowest of those that fit, else the P&L when one of its lines is named."""
    said = [name for name in at.clause.every("report") if name != but]
    narrow = [name for name in said if name != "pnl"]
    if narrow or said:
        return (narrow or said)[0]
    metrics = _metrics(at)
    if metrics:
        return "campaigns" if {"poas", "blended_roas", "platform_roas", "mer"} & set(metrics) else "pnl"
    return None


def _export(at: Setting) -> Answer:
    metrics = lines(at.clause)[0]
    report = _report(at)
    rows = report == "entries" or (report in {None, "pnl"} and bool(metrics) and "pnl" not in at.clause.every("report"))
    if rows and metrics:
        found = [days for days, _ in stretches(at)]
        if not found:
            return at.asks("period", "period")
        metrics = ["marketing" if m == "ad_spend" else m for m in metrics]
        wanted = [{"action": "export", "report": "entries", "metric": m, **dated(d)} for m in metrics for d in found]
        return _propose(at, *wanted)
    if report is None:
        return at.asks("report", "report")
    reports = [name for name in at.clause.every("report") if name != "pnl"] or [report]
    if _NEEDS_DAYS & set(reports) and not at.clause.whens:
        return at.asks("period", "period")
    days = [dated(each) for each in days_of_list(at)] if set(reports) - _TIMELESS else []
    timeless: list[dict[str, str]] = [{}]
    named = [(name, each) for name in reports for each in (timeless if name in _TIMELESS else days)]
    return _propose(at, *({"action": "export", "report": name, **each} for name, each in named))


def _is_budget(at: Setting) -> bool:
    clause = at.clause
    if not clause.has("budget_word") or clause.has("platform", "named_campaign", "suppose", "versus"):
        return False
    terms = [t for t in clause.terms if not t.has("polite") or t.has("sets")]
    if not terms or re.match(r"(what|how|are|is|did|do|does|show|which|why|will|compare|where)\b", clause.words):
        return False
    gives = terms[0].has("sets")
    states = any(a.kind == MONEY for a in amounts(clause.items))
    return gives or states


def _budget(at: Setting) -> Answer:
    clause = at.clause
    metrics = lines(clause)[0] or (["marketing"] if "ads" in clause.every("lever") else [])
    money = next((a for a in amounts(clause.items) if a.kind in {MONEY, UNITS}), None)
    removes = next((not t.number("sets") for t in clause.terms if t.has("sets")), False)
    if not metrics:
        return at.asks("metric", "line")
    if money is None and not removes:
        return at.asks("amount", "budget_amount")
    months = _months(at, each=money is not None and money.per == "month")
    if not months:
        return at.asks("period", "period")
    amount = {} if removes or money is None else {"amount": plain(money.value)}
    return _propose(at, *({"action": "budget", "metric": m, **amount, "start": first.start.isoformat()}
                          for m in metrics for first in months))  # fmt: skip


def _months(at: Setting, *, each: bool) -> list[Period]:
    """Return the months meant, an open one that is over as the one to come; longer ones only "a month" each."""
    found: list[Period] = []
    for when in at.clause.whens:
        if when.doubt is not None:
            return []
        whole = _to_come(when, at)
        if when.grain is Grain.MONTH:
            found.append(unit_at(whole.start, "month", 0))
        elif each and whole.start.day == 1 and whole.days > 27:  # noqa: PLR2004 - whole months
            found += whole.split(Grain.MONTH)
        else:
            return []
    return found[:_MOST_MONTHS]


def _to_come(when: When, at: Setting) -> Period:
    if when.bare and when.yearly and when.whole.end < at.today:
        again = when.in_year(when.year + 1)
        if again is not None:
            at.notes.append("budget_year")
            return again.whole
    return when.whole


_KINDS: tuple[tuple[str | None, Callable[[Setting], bool], Callable[[Setting], Answer]], ...] = (
    ("remove", lambda _: True, _by_id("remove")),
    ("dismiss", _is_of_finding, _by_id("dismiss")),
    ("restore", _is_of_finding, _by_id("restore")),
    ("alert", _is_alert, _alert),
    ("schedule", _is_schedule, _schedule),
    (None, _is_recurring, _schedule),
    ("export", lambda _: True, _export),
    (None, _is_budget, _budget),
)
