"""A what-if as an answer: break-evens first, then both futures side by side, and what they hang on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.core.period import Period
from credora_agent.core.quoting import cut, sentence
from credora_agent.telling.scenario import tell_scenario
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, bounded, day, value
from mcp_servers.answers.sheet import cell
from mcp_servers.answers.text import Lines, caveats, composed, days, when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.reports.schemas_scenario import BreakEven, CashEffect, CashSide, Scenario, ScenarioRow, Spread
    from credora_agent.telling.part import Part

SIDES = ("baseline", "scenario", "difference")
COLUMNS = ("line", "unit", *(f"{side}_{at}" for side in SIDES for at in ("p10", "p50", "p90")))
SHELF = ("short_days_before", "short_days_after", "lost_units_before", "lost_units_after")
SAID = 190
"""Tokens of what is said: break-evens and the verdict are the answer."""


def scenario(report: Scenario, _: Any) -> Answer:
    """Return what the levers change; differences are taken future by future, so they are sharper than both sides."""
    part = tell_scenario(_bare(report))
    ahead = Period(report.first_day, report.first_day + timedelta(days=report.horizon_days - 1))
    data = Envelope(
        shop=report.shop,
        currency=report.currency,
        period=ahead,
        totals={f"{row.metric}_difference": row.difference.middle for row in report.rows},
        columns=COLUMNS,
        rows=[_row(each) for each in report.rows],
        bounds=bounded({}, _cells(report), dict.fromkeys(COLUMNS, len(report.rows))),
        total_rows=len(report.rows),
        as_of=report.as_of,
        sources=[{"tool": "cfo_forecast", "args": {"horizon_days": report.horizon_days}}] if report.rows else [],
        figures=[_figure(each, report) for each in _first(report)],
        notes=report.notes,
        detail=_detail(report),
    ).data()
    lines = Lines(
        "line,as it goes,what if,difference,p10 to p90", [_line(each, report.currency) for each in _first(report)]
    )

    def foot(_: int) -> str:
        return f"{days(ahead)}; {report.currency}; {report.paths} futures. {when(report.as_of)}"

    return Answer(composed(_words(report, part), lines, caveats(part), foot, say=SAID), data)


def _words(report: Scenario, part: Part) -> list[str]:
    """Return what is said, the whole before its parts: all levers together, the verdict, then each lever by itself."""
    count = len(report.break_evens)
    return [*part.words[count - 1 : count + 2], *part.words[: count - 1], *part.words[count + 2 :]]


def _first(report: Scenario) -> list[ScenarioRow]:
    """Return the rows with net profit first: it decides."""
    return sorted(report.rows, key=lambda each: each.metric != "net_profit")


def _figure(of: ScenarioRow, report: Scenario) -> dict[str, Any]:
    found = {
        "id": f"{of.metric}_difference",
        "label": f"{of.label}, what if less as it goes",
        "value": value(of.difference.middle),
        "unit": str(of.unit),
        "currency": report.currency if of.unit == "money" else None,
        "formula": "median over simulated futures of the what-if less the same future without it",
        "bound": None if of.difference_bound == "exact" else str(of.difference_bound),
    }
    return {name: each for name, each in found.items() if each is not None}


def _bare(report: Scenario) -> Scenario:
    """Return the what-if without what a teller puts in tables only."""
    return report.model_copy(update={"assumptions": (), "tornado": (), "shelves": ()})


def _row(of: ScenarioRow) -> list[Any]:
    spreads = (of.baseline, of.scenario, of.difference)
    return [of.metric, str(of.unit), *(value(each) for spread in spreads for each in _three(spread))]


def _three(of: Spread) -> tuple[Any, Any, Any]:
    return of.low, of.middle, of.high


def _cells(report: Scenario) -> Iterator[tuple[int, str, str]]:
    for number, row in enumerate(report.rows):
        for column in COLUMNS[2:]:
            bound = row.difference_bound if column.startswith("difference") else row.bound
            if bound != "exact":
                yield number, column, str(bound)


def _line(of: ScenarioRow, currency: str) -> str:
    def said(amount: Any, bound: str) -> str:
        return cell(amount, of.unit, currency, bound)

    sides = f"{said(of.baseline.middle, of.bound)},{said(of.scenario.middle, of.bound)}"
    moved = said(of.difference.middle, of.difference_bound)
    return f"{of.label},{sides},{moved},{said(of.difference.low, '')} to {said(of.difference.high, '')}"


def _detail(report: Scenario) -> dict[str, Any]:
    found: dict[str, Any] = {
        "today": day(report.today),
        "first_day": day(report.first_day),
        "horizon_days": report.horizon_days,
        "window_days": report.window_days,
        "paths": report.paths,
        "seed": report.seed,
        "model": report.model_version,
        "verdict": report.verdict,
        "better": value(report.better),
        "confidence": report.confidence,
        "break_evens": [_break_even(each) for each in report.break_evens],
        "cash": _cash(report.cash) if report.cash else None,
        "assumptions": {
            "columns": ["id", "label", "p10", "p50", "p90", "source", "basis"],
            "rows": [
                [each.id, cut(each.label), *(value(at) for at in (each.low, each.middle, each.high)), each.source,
                 sentence(each.basis)]
                for each in report.assumptions
            ],
        },
        "hangs_on": {
            "columns": ["id", "label", "profit_if_low", "profit_if_high"],
            "rows": [[each.id, cut(each.label), value(each.low), value(each.high)] for each in report.tornado],
        },
        "shelves": [
            {"sku": cut(each.sku), **{name: value(getattr(each, name)) for name in SHELF}} for each in report.shelves
        ],
    }  # fmt: skip
    return {name: each for name, each in found.items() if each}


def _break_even(of: BreakEven) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": of.kind,
        "subject": cut(of.subject),
        "values": {name: value(each) for name, each in of.values.items()},
        "formula": of.formula,
        "bound": None if of.bound == "exact" else str(of.bound),
        "missing": list(of.missing),
    }
    return {name: each for name, each in found.items() if each}


def _cash(of: CashEffect) -> dict[str, Any]:
    return {
        "known": of.known,
        "baseline": _side(of.baseline),
        "scenario": _side(of.scenario),
        "difference": _spread(of.difference),
        "end": _spread(of.end),
    }


def _side(of: CashSide) -> dict[str, Any]:
    return {"lowest": _spread(of.lowest), "day": day(of.day), "below_zero": value(of.below_zero)}


def _spread(of: Spread) -> dict[str, Any]:
    return {"p10": value(of.low), "p50": value(of.middle), "p90": value(of.high)}
