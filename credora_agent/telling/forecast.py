"""A forecast told: one honest verdict, how wide the futures are, what leaves when, what was assumed."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.forecast.history import FEWEST
from credora_agent.analytics.metrics import Unit
from credora_agent.telling.blocks import Block, Fan, Notice, Table
from credora_agent.telling.figures import About, Days, first
from credora_agent.telling.part import Part, sentences
from credora_agent.telling.phrasing import day, lowered, measured, money

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.reports.outlook import Band, Odds, Outlook, Track
    from credora_agent.reports.outlook import Fan as Futures
    from credora_agent.reports.schemas import Figure

LINES = 14
"""Days of a fan that are shown at the most, evenly spread."""
FIGURES = 3
"""Figures of an amount that a forecast tells: it knows no more."""
MONTH = 30
"""A mark of stored forecasts that says little more than the one of 28 days beside it."""
BOUNDS = {"at_most": "≤ ", "at_least": "≥ "}
BALANCE = "`credora cash balance 12000 --day {day}`"


def tell(outlook: Outlook) -> Part:
    """Return the forecast in words and blocks; with too short a history what the merchant planned instead."""
    if outlook.reach == "none":
        return _too_short(outlook)
    words = [_cash(outlook), _sales(outlook), _burn(outlook), _missing_cash(outlook)]
    blocks: list[Block] = [_expected(outlook)]
    blocks += [_fan(outlook, days) for days in outlook.fans if days.id != "sales"]
    blocks += [table for table in (_odds(outlook), _outflows(outlook), _opening(outlook), _flows(outlook)) if table]
    blocks += [_assumptions(outlook), *_record(outlook)]
    if outlook.tax_owed:
        owed = about(outlook.tax_owed, outlook.currency)
        blocks.append(Notice(text=f"Sales tax owed on {outlook.fans[0].days[-1]}: about {owed}, not yours to spend."))
    blocks += [Notice(text=note) for note in sentences(outlook.notes)]
    blocks.append(Notice(text=_behind(outlook)))
    return Part(tuple(word for word in words if word), tuple(blocks), _figures(outlook))


def _figures(outlook: Outlook) -> tuple[Figure, ...]:
    """Return what the report itself calls figures, the odds, and the bands of sums and balances."""
    start = outlook.first_day
    last = start + timedelta(days=outlook.horizon_days - 1)
    of = About(Days(start, last), outlook.currency, outlook.as_of)
    odds = (figure for each in reversed(outlook.odds) for figure in _of_odds(of, each, start))
    bands = (
        of.figure(
            f"{band.id}_{name}", f"{band.label} of the next {band.days} days, {said}", rough(band.percentiles[name]),
            days=Days(start, band.end),
        )
        for band in outlook.bands
        for name, said in (("p50", "median"), ("p10", "low"), ("p90", "high"))
    )  # fmt: skip
    horizon = of.figure("horizon", "Days looked ahead", outlook.horizon_days, Unit.DAYS)
    owed = of.figure("tax_owed", "Sales tax owed", outlook.tax_owed)
    spans = (of.figure(f"{band.id}_days", f"Days of {lowered(band.label)}", band.days, Unit.DAYS, key=str(band.days))
             for band in outlook.bands if band.id == "sales")  # fmt: skip
    return first((*outlook.figures, horizon, *odds, owed, *bands, *spans))


def _of_odds(of: About, odds: Odds, start: date) -> tuple[Figure, Figure]:
    """Return the share of futures in which cash falls below nought within so many days, and of those it does not."""
    days = Days(start, start + timedelta(days=odds.days - 1))
    other = {Bound.AT_MOST: Bound.AT_LEAST, Bound.AT_LEAST: Bound.AT_MOST}.get(odds.bound, odds.bound)
    return (
        of.figure("cash_below_zero", "Share of futures in which cash falls below zero", odds.share, Unit.RATIO,
                  days=days, bound=odds.bound),
        of.figure("cash_above_zero", "Share of futures in which cash stays above zero", 1 - odds.share, Unit.RATIO,
                  days=days, bound=other),
    )  # fmt: skip


def about(value: Decimal, currency: str) -> str:
    """Return a simulated amount to three figures, in whole units: £98,400, −£1,230."""
    from babel.numbers import format_currency  # noqa: PLC0415 - 30 ms that a plan alone need not pay

    rounded = rough(value)
    text = str(format_currency(abs(rounded), currency, format="¤#,##0", locale="en_GB", currency_digits=False))
    return f"−{text}" if rounded < 0 else text


def rough(value: Decimal) -> Decimal:
    """Return a simulated amount to three figures: a forecast knows no more."""
    step = Decimal(1).scaleb(max(abs(value).adjusted() + 1 - FIGURES, 0)) if value else Decimal(1)
    return (value / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step


def chance(odds: Odds) -> str:
    """Return odds as they are said: 8%, less than 1%, more than 99%."""
    share = f"{(odds.share * 100).quantize(Decimal(1))}%"
    return {"at_most": f"less than {share}", "at_least": f"more than {share}"}.get(odds.bound, share)


def _too_short(outlook: Outlook) -> Part:
    table = _outflows(outlook)
    planned = f"What you planned for the next {outlook.horizon_days} days is below." if table or outlook.budgets else ""
    blocks: list[Block] = [table] if table else []
    if outlook.budgets:
        rows = tuple(
            (f"{line.month:%b %Y}", line.label, money(line.amount, outlook.currency)) for line in outlook.budgets
        )
        blocks.append(Table(title="Your budgets", columns=("Month", "Line", "Amount"),
                            numeric=(False, False, True), rows=rows))  # fmt: skip
    about_it = About(Days(outlook.today, outlook.today), outlook.currency, outlook.as_of)
    held = about_it.figure("history_days", "Days of sales", outlook.history_days, Unit.DAYS)
    needed = about_it.figure("days_needed", "Days of sales a forecast needs", FEWEST, Unit.DAYS)
    words = ("There is no forecast yet.", *sentences(outlook.notes), planned)
    return Part(tuple(word for word in words if word), tuple(blocks), (*outlook.figures, held, needed))


def _cash(outlook: Outlook) -> str:
    if not outlook.odds or outlook.lowest_day is None:
        return ""
    figures = {figure.metric: figure for figure in outlook.figures}
    risk, low, runway = outlook.odds[-1], figures["lowest_cash"].value, figures["runway"].value
    lowest = f"it is most often lowest around {day(outlook.lowest_day)}"
    lowest += f", at about {about(low, outlook.currency)}" if low is not None else ""
    if runway is not None:
        half = outlook.first_day + timedelta(days=int(runway) - 1)
        return f"Cash runs out: half of the futures are below nought by {day(half)} ({_early(outlook)}); {lowest}."
    safe = {"at_most": "more than 99%", "at_least": "less than 1%"}.get(
        risk.bound, f"{100 - (risk.share * 100).quantize(Decimal(1))}%"
    )
    early = (
        f" One in ten falls below it by {day(_day(outlook, outlook.early_runway_days))}."
        if (outlook.early_runway_days)
        else ""
    )
    return f"Cash stays above zero in {safe} of futures over the next {outlook.horizon_days} days; {lowest}.{early}"


def _early(outlook: Outlook) -> str:
    return f"a tenth by {day(_day(outlook, outlook.early_runway_days or 1))}"


def _day(outlook: Outlook, number: int) -> date:
    return outlook.first_day + timedelta(days=number - 1)


def _sales(outlook: Outlook) -> str:
    bands = [band for band in outlook.bands if band.id == "sales" and band.days in (28, outlook.horizon_days)]
    band, currency = bands[0], outlook.currency
    low, middle, high = (about(band.percentiles[name], currency) for name in ("p10", "p50", "p90"))
    return f"Sales of the next {band.days} days: about {middle}, in eight of ten futures {low} to {high}."


def _missing_cash(outlook: Outlook) -> str:
    if outlook.opening is not None:
        return ""
    said = BALANCE.format(day=outlook.today - timedelta(days=1))
    return (
        f"Tell me the cash on hand to get odds and a runway: {said}; until then cash is shown as its change from now."
    )


def _expected(outlook: Outlook) -> Table:
    bands = [band for band in outlook.bands if band.days != MONTH]
    shown = [band for band in bands if band.id == "sales"] + [band for band in bands if band.id != "sales"]
    rows = tuple(_band_row(band, outlook.currency) for band in shown)
    told = [figure for figure in outlook.figures if figure.metric == "profit_ahead" and figure.value is not None]
    profits = tuple(
        (figure.label, f"{figure.end:%d %b %Y}", "", BOUNDS.get(figure.bound, "") + _about(figure), "")
        for figure in told
    )
    return Table(
        title="Expected: the median, and what eight of ten futures lie between",
        columns=("", "until", "low", "median", "high"),
        numeric=(False, False, True, True, True),
        rows=(*rows, *profits),
    )


def _about(figure: Figure) -> str:
    return "–" if figure.value is None else about(figure.value, str(figure.currency))


def _burn(outlook: Outlook) -> str:
    burn = next((figure.value for figure in outlook.figures if figure.metric == "burn"), None)
    if burn is None:
        return ""
    size = about(abs(burn), outlook.currency)
    planned = any(each.id == "fixed" and each.source.startswith("you said") for each in outlook.assumptions)
    lacks = "" if planned else " Payroll, rent and other running costs are in it only as far as they are recorded."
    if burn > 0:
        return f"Burn: {size} a month.{lacks}"
    return f"No burn: on average about {size} more a month comes in than goes out.{lacks}"


def _band_row(band: Band, currency: str) -> tuple[str, ...]:
    shown = (about(band.percentiles[name], currency) for name in ("p10", "p50", "p90"))
    return (f"{band.label}, {band.days} days", f"{band.end:%d %b %Y}", *shown)


def _fan(outlook: Outlook, days: Futures) -> Fan:
    count, at = len(days.days), {percent: i for i, percent in enumerate(days.percents)}
    step = -(-count // LINES)
    lowest = {days.days.index(outlook.lowest_day)} if outlook.lowest_day else set()
    shown = sorted({*range(step - 1, count, step)} | lowest)
    rows = [tuple(days.values[at[percent]][n] for percent in (10, 25, 50, 75, 90)) for n in shown]
    said = tuple(tuple(about(row[i], outlook.currency) for i in (0, 2, 4)) for row in rows)
    return Fan(
        title=f"{days.label} at the end of the day: eight of ten futures, half of them, the median",
        sentence=_cash(outlook) or _sales(outlook),
        labels=tuple(f"{days.days[n]:%d %b}" for n in shown),
        values=tuple(rows),  # type: ignore[arg-type]
        said=said,  # type: ignore[arg-type]
    )


def _odds(outlook: Outlook) -> Table | None:
    if not outlook.odds:
        return None
    rows = tuple((f"{odds.days} days", chance(odds)) for odds in outlook.odds)
    return Table(
        title="Odds that cash falls below nought", columns=("within", "odds"), numeric=(False, True), rows=rows
    )


def _outflows(outlook: Outlook) -> Table | None:
    if not outlook.outflows:
        return None
    rows = tuple((day(out.day), out.name, money(out.amount, outlook.currency)) for out in outlook.outflows)
    return Table(
        title="Large payments ahead", columns=("day", "what", "amount"), numeric=(False, False, True), rows=rows
    )


def _opening(outlook: Outlook) -> Table | None:
    cash = outlook.opening
    if cash is None:
        return None
    currency = outlook.currency
    rows: tuple[tuple[str, str], ...] = (
        (f"stated for {cash.stated_on}: {', '.join(cash.accounts)}", money(cash.stated, currency)),
    )
    rows += tuple((step.label, money(step.amount, currency)) for step in cash.steps)
    rows += ((f"cash before {outlook.first_day}", money(cash.amount, currency)),)
    return Table(title="Cash to begin with", columns=("", "amount"), numeric=(False, True), rows=rows)


def _flows(outlook: Outlook) -> Table:
    rows = tuple((flow.label, about(flow.amount, outlook.currency)) for flow in outlook.flows)
    title = f"Where cash comes from and goes in {outlook.horizon_days} days, on average"
    return Table(title=title, columns=("", "amount"), numeric=(False, True), rows=rows)


def _assumptions(outlook: Outlook) -> Table:
    until = f" to {outlook.books_until}"
    rows = tuple(
        (each.label, _value(each.value, each.unit, outlook.currency), each.source.removesuffix(until))
        for each in outlook.assumptions
    )
    title = f"Assumed; own data is read up to {outlook.books_until}"
    return Table(title=title, columns=("what", "value", "source"), numeric=(False, True, False), rows=rows)


def _value(value: Decimal | None, unit: str, currency: str) -> str:
    if value is None:
        return "–"
    return money(value, currency) if unit == "money" else measured(value, unit)


def _record(outlook: Outlook) -> list[Notice]:
    return [Notice(text=_said_of(track, outlook.currency)) for track in outlook.tracks]


def _said_of(track: Track, currency: str) -> str:
    held = f"{track.inside80} of {track.forecasts} held what came inside the 80% band"
    if track.kind == "backtest":
        return (
            f"No forecast of mine is old enough to be judged. The same model on your older days, not known to it then:"
            f" of {track.forecasts} sums of {track.days} days, {held}."
        )
    said = f"Of {track.forecasts} past forecasts of {track.days}-day sales, {held}."
    if track.latest is not None:
        last = track.latest
        low, high, actual = (about(value, currency) for value in (last.low, last.high, last.actual))
        said += f" For the {last.days} days from {last.made_for} I said {low} to {high}; it was {actual}."
    return said


def _behind(outlook: Outlook) -> str:
    return (
        f"{outlook.paths:,} futures, {outlook.history_days} days of sales, model {outlook.model_version}, seed"
        f" {outlook.seed}; show the band, not the decimal. Stored as {outlook.id}."
    )
