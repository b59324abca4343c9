"""An explanation as an answer: whether there is anything to explain, drivers that add up to it, days that carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.core.quoting import cut, held, quoted
from credora_agent.telling.explain import tell_explanation
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, bounded, day, figure, rows_behind, value
from mcp_servers.answers.sheet import cell
from mcp_servers.answers.text import Lines, caveats, composed, days, when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.reports.schemas_explain import Driver, Explanation, Premise

COLUMNS = ("driver", "label", "effect", "share", "items_left_out", "others")
ITEMS = ("driver", "label", "effect", "few", "metric", "sku", "campaign")
DAYS = ("day", "value", "expected", "effect")
MOST_ITEMS, MOST_DAYS = 4, 7
SAID = 130
"""Tokens of what is said: whether the move is out of the ordinary comes before its drivers."""


def explain(report: Explanation, _: Any) -> Answer:
    """Return the premise, each driver's effect, what the largest are made of, and the days that carry the change."""
    part = tell_explanation(_bare(report))
    data = Envelope(
        shop=report.shop,
        currency=report.currency,
        period=report.period,
        compare=report.compare,
        totals={
            "before": report.before.value,
            "after": report.after.value,
            "change": report.change.delta,
            "change_rate": report.change.ratio,
        },
        columns=COLUMNS,
        rows=[_driver(each) for each in report.drivers],
        bounds=bounded(_bounds(report), (), {}),
        total_rows=len(report.drivers),
        as_of=report.after.as_of,
        sources=[rows_behind(report.metric, each) for each in (report.period, report.compare)],
        figures=[figure(report.after, period=report.period), figure(report.before, period=report.period)],
        notes=[*report.notes, report.method],
        detail={
            "metric": report.metric,
            "unit": str(report.after.unit),
            "premise": _premise(report.premise),
            "items": {"columns": list(ITEMS), "rows": list(_items(report))},
            "days": {"columns": list(DAYS), "rows": _days(report), "count": len(report.days)},
        },
    ).data()
    lines = Lines("driver,effect,mostly by", [_line(report, each) for each in report.drivers])

    def foot(count: int) -> str:
        left = len(report.drivers) - count
        more = f" {left} more drivers in data." if left else " These add up to the change."
        unit = "" if report.after.unit == "money" else f", effects in {report.after.unit}"
        about = f"{days(report.period)} against {days(report.compare)}; {report.currency}{unit}"
        return f"{about}. {when(report.after.as_of)}{more}"

    return Answer(composed(part.words, lines, caveats(part), foot, say=SAID), data)


def _bare(report: Explanation) -> Explanation:
    """Return the report without what a teller puts in tables only: there names of products and campaigns stand."""
    drivers = tuple(each.model_copy(update={"items": ()}) for each in report.drivers)
    return report.model_copy(update={"drivers": drivers, "days": report.days[:1]})


def _bounds(report: Explanation) -> dict[str, str]:
    ends = {"before": report.before.bound, "after": report.after.bound, "change": report.change.bound}
    return {name: str(bound) for name, bound in ends.items() if bound != "exact"}


def _driver(of: Driver) -> list[Any]:
    return [of.key, of.label, value(of.effect), value(of.share), of.left_out, value(of.others)]


def _items(report: Explanation) -> Iterator[list[Any]]:
    """Yield the largest parts of each driver, and by which metric and whose their ledger rows are found."""
    for driver in report.drivers:
        for item in driver.items[:MOST_ITEMS]:
            behind = item.behind[0] if item.behind else None
            found = [behind.metric, behind.sku, behind.campaign] if behind else [None, None, None]
            names = [held(each) if each else None for each in found]
            yield [driver.key, cut(item.label), value(item.effect), item.few, *names]


def _days(report: Explanation) -> list[list[Any]]:
    ranked = sorted(report.days, key=lambda each: -abs(each.effect))[:MOST_DAYS]
    return [[day(each.day), value(each.value), value(each.expected), value(each.effect)] for each in ranked]


def _premise(of: Premise) -> dict[str, Any]:
    found: dict[str, Any] = {
        "moved": of.moved,
        "asked": of.asked,
        "contradicted": of.contradicted if of.asked else None,
        "expected": value(of.expected),
        "basis": of.basis,
        "samples": of.samples,
        "noise": value(of.noise),
        "z": of.z,
        "odd": of.odd,
    }
    return {name: each for name, each in found.items() if each is not None}


def _line(report: Explanation, of: Driver) -> str:
    items = " and ".join(quoted(item.label) for item in of.items[:1])
    return f"{of.label},{cell(of.effect, report.after.unit, report.currency)}{f',{items}' if items else ''}"
