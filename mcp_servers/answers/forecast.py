"""A forecast as an answer: bands of sales and cash, odds, what was assumed, what leaves when, how past ones did."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.core.period import Period
from credora_agent.core.quoting import cut
from credora_agent.telling.forecast import tell
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, day, figure, value
from mcp_servers.answers.text import Lines, caveats, composed, when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.reports.outlook import Band, Fan, Opening, Outlook, Track

PERCENTS = ("p5", "p10", "p50", "p90", "p95")
COLUMNS = ("id", "days", "end", *PERCENTS)
FAN = (10, 50, 90)
POINTS = 14
"""Days of a fan, evenly spread, and the one on which cash is lowest."""
MOST_OUTFLOWS = 15
SAID = 150
"""Tokens of what is said: the verdict counts for more than the bands."""


def forecast(report: Outlook, _: Any) -> Answer:
    """Return the outlook; amounts are simulated: quote the band, not the decimal."""
    part = tell(_bare(report))
    ahead = Period(report.first_day, report.first_day + timedelta(days=report.horizon_days - 1))
    data = Envelope(
        shop=report.shop,
        currency=report.currency,
        period=ahead,
        totals={each.id: each.value for each in report.figures},
        columns=COLUMNS,
        rows=[_band(each) for each in report.bands],
        total_rows=len(report.bands),
        as_of=report.as_of,
        figures=[figure(each, period=ahead) for each in report.figures],
        notes=report.notes,
        detail=_detail(report),
    ).data()
    bands = sorted(report.bands, key=lambda band: (band.id != "cash", -band.days))
    lines = Lines("what,until,low (p10),median,high (p90)", [_line(each) for each in bands])

    def foot(_: int) -> str:
        learnt = f"learnt up to {report.books_until}" if report.history_days else "nothing learnt"
        about = (
            f"{report.first_day} on, {report.horizon_days} days; {report.currency}; {report.paths} futures, {learnt}."
        )
        return f"{about} {when(report.as_of)}"

    return Answer(composed(part.words, lines, caveats(part), foot, say=SAID), data)


def _bare(report: Outlook) -> Outlook:
    """Return the outlook without what a teller puts in tables only, where amounts are written out one by one."""
    fans = tuple(_last(each) for each in report.fans[:1])
    kept = tuple(each for each in report.bands if each.id == "sales")
    fixed = tuple(each for each in report.assumptions if each.id == "fixed")
    return report.model_copy(
        update={"outflows": (), "flows": (), "fans": fans, "bands": kept, "assumptions": fixed, "budgets": ()}
    )


def _last(of: Fan) -> Fan:
    """Return the last day of a fan, as one no teller draws: the day up to which tax is owed is read of it."""
    return of.model_copy(update={"id": "sales", "days": of.days[-1:], "values": tuple(row[-1:] for row in of.values)})


def _band(of: Band) -> list[Any]:
    return [of.id, of.days, day(of.end), *(value(of.percentiles.get(name)) for name in PERCENTS)]


def _line(of: Band) -> str:
    low, middle, high = (f"{of.percentiles[name]:.0f}" for name in ("p10", "p50", "p90"))
    return f"{of.label} {of.days} days,{of.end},{low},{middle},{high}"


def _detail(report: Outlook) -> dict[str, Any]:
    fan = next((each for each in report.fans if each.id != "sales"), None)
    found: dict[str, Any] = {
        "today": day(report.today),
        "first_day": day(report.first_day),
        "books_until": day(report.books_until),
        "horizon_days": report.horizon_days,
        "reach": report.reach,
        "history_days": report.history_days,
        "paths": report.paths,
        "seed": report.seed,
        "model": report.model_version,
        "forecast_id": str(report.id) if report.id else None,
        "lowest_day": day(report.lowest_day) if report.lowest_day else None,
        "early_runway_days": report.early_runway_days,
        "odds_below_zero": [
            {"days": each.days, "share": value(each.share), "bound": str(each.bound)} for each in report.odds
        ],
        "opening": _opening(report.opening) if report.opening else None,
        "tax_owed": value(report.tax_owed),
        "flows": [[each.id, cut(each.label), value(each.amount)] for each in report.flows],
        "outflows": [
            [day(each.day), cut(each.name), each.kind, value(each.amount)] for each in report.outflows[:MOST_OUTFLOWS]
        ],
        "outflows_left_out": max(len(report.outflows) - MOST_OUTFLOWS, 0),
        "assumptions": [
            [each.id, cut(each.label), value(each.value), str(each.unit), cut(each.source)]
            for each in report.assumptions
        ],
        "budgets": [[each.line, f"{each.month:%Y-%m}", value(each.amount)] for each in report.budgets],
        "fan": _fan(report, fan) if fan else None,
        "track_record": [_track(each) for each in report.tracks],
    }
    return {name: each for name, each in found.items() if each}


def _opening(of: Opening) -> dict[str, Any]:
    return {
        "amount": value(of.amount),
        "stated": value(of.stated),
        "stated_on": day(of.stated_on),
        "accounts": [cut(each) for each in of.accounts],
        "steps": [[cut(each.label), value(each.amount)] for each in of.steps],
    }


def _fan(report: Outlook, of: Fan) -> dict[str, Any]:
    """Return the days of a fan that tell its course, each with the ends of its 80 % band and its median."""
    rows = [of.values[of.percents.index(percent)] for percent in FAN if percent in of.percents]
    return {
        "id": of.id,
        "columns": ["day", *(f"p{percent}" for percent in FAN if percent in of.percents)],
        "rows": [[day(of.days[n]), *(value(row[n]) for row in rows)] for n in _points(report, of)],
    }


def _points(report: Outlook, of: Fan) -> Sequence[int]:
    count = len(of.days)
    step = -(-count // (POINTS - 1))
    lowest = {of.days.index(report.lowest_day)} if report.lowest_day in of.days else set()
    return sorted({*range(step - 1, count, step)} | lowest)


def _track(of: Track) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": of.kind,
        "days": of.days,
        "forecasts": of.forecasts,
        "inside80": of.inside80,
        "inside95": of.inside95,
        "median_error": value(of.median_error),
    }
    if of.latest is not None:
        last = of.latest
        names = ("low", "median", "high", "actual")
        found["latest"] = {"made_for": day(last.made_for), **{name: value(getattr(last, name)) for name in names}}
    return found
