"""Why a metric moved between two periods: both are loaded once, the arithmetic shares the change among its drivers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from credora_agent.analytics.compare import change
from credora_agent.analytics.explain.change import Split, quantum, split
from credora_agent.analytics.explain.days import DayShare, carried
from credora_agent.analytics.explain.lines import addends
from credora_agent.analytics.explain.sides import Loaded, Sides, SoldCost, sides, weekday_weights
from credora_agent.analytics.explain.usual import usual, wanted
from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import METRICS, REGISTRY, Kind, Metric, Unit
from credora_agent.analytics.pnl import COLUMN, figures
from credora_agent.core.errors import BadInput, BadPeriod, UnknownShop
from credora_agent.core.period import Grain, Period
from credora_agent.ledger.load import load_books, load_daily
from credora_agent.ledger.load_adverts import load_campaign_days
from credora_agent.ledger.load_goods import load_goods
from credora_agent.ledger.statements import statement
from credora_agent.reports import build, schemas
from credora_agent.reports import schemas_explain as shown
from credora_agent.reports.beside import tellers
from credora_agent.reports.kept import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from credora_agent.analytics.explain.drivers import Driver, Item
    from credora_agent.analytics.figure import Figure
    from credora_agent.analytics.pnl import Told
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.view import Books, DailyView

    Direction = Literal["rose", "fell"]
    Teller = Callable[[Sequence[Period]], list[Mapping[str, Told]]]

SHOWN_ITEMS = 8
SHOWN_DAYS = 92
"""Days up to which a period is shown day by day."""
LONGEST = 1_100
METHOD = (
    "Each driver's effect is its Shapley value: the mean, over all orders in which the drivers could have moved, of"
    " what its move changed. No order is preferred, and the effects add up to the change."
)


async def explain(  # noqa: PLR0913 - one question's parts
    database: Database,
    caller: Caller,
    metric: str,
    period: Period,
    compare: Period,
    *,
    today: date,
    asked: Direction | None = None,
) -> shown.Explanation:
    """Return why `metric` moved from `compare` to `period`.

    Raises BadInput for a metric that is none or that has no value in one of the periods, BadPeriod for periods that
    begin after `today`, are the same, or span more than three years.
    """
    _check(metric, period, compare, today)
    args = {
        "metric": metric, "period": str(period), "compare": str(compare), "today": today.isoformat(), "asked": asked,
    }  # fmt: skip

    async def work(session: ReadSession) -> shown.Explanation:
        if caller.tenant_id is None:
            raise UnknownShop("No shop is chosen.", remedy="Name one with --shop.")
        found = await _Found.load(session, caller.tenant_id, METRICS[metric], period, compare)
        return found.explanation(today=today, asked=asked)

    return await kept(database, caller, name="explain", args=args, schema=shown.Explanation, work=work)


def _check(metric: str, period: Period, compare: Period, today: date) -> None:
    if metric not in METRICS:
        said = (
            f"{REGISTRY[metric].label} is no sum over past days" if metric in REGISTRY else f"no metric {metric[:60]!r}"
        )
        raise BadInput(f"There is {said}." if metric not in REGISTRY else f"{said}.",
                       remedy=f"Use one of: {', '.join(METRICS)}.")  # fmt: skip
    if period == compare:
        raise BadPeriod(f"{period} is compared with itself.", remedy="Name another period to compare with.")
    for each in (period, compare):
        if each.start > today:
            raise BadPeriod(f"{each} begins after today ({today}).", remedy="Ask for days up to today.")
        if each.days > LONGEST:
            raise BadPeriod(f"{each} is longer than three years.", remedy="Ask for a shorter period.")


class _Found:
    """All that was read of both periods and of what is usual."""

    def __init__(
        self, books: Books, metric: Metric, periods: tuple[Period, Period], view: DailyView, told: Teller
    ) -> None:
        self.books = books
        self.metric = metric
        self.compare, self.period = periods
        self.view = view
        self.told = told
        self.weights = weekday_weights(view, max(periods[0].end, periods[1].end) + timedelta(days=1))
        self.sides: Sides

    @classmethod
    async def load(cls, session: ReadSession, tenant: UUID, metric: Metric, period: Period, compare: Period) -> _Found:
        books = await load_books(session, tenant)
        past = wanted(period)
        first = min(period.start, compare.start, past[0].start, period.start - timedelta(days=190))
        whole = Period(first, max(period.end, compare.end))
        view = await load_daily(session, tenant, whole)
        needed = {metric.id, *_made_of(metric)}
        told = await tellers(session, tenant, books, (whole,), sorted(needed))
        found = cls(books, metric, (compare, period), view, told)
        ads = await load_campaign_days(session, tenant, Period(min(period.start, compare.start), whole.end))
        loaded = [
            Loaded(
                each, await load_goods(session, tenant, each), await _costs(session, tenant, each), _counts(told, each)
            )
            for each in (compare, period)
        ]
        found.sides = sides(view, loaded[0], loaded[1], ads, found.weights)
        return found

    def figure(self, period: Period, metric: str | None = None) -> Figure:
        """Return a metric over a period as every report shows it."""
        return figures(self.view, self.books, [period], [metric or self.metric.id], self.told([period]))[0][0]

    def explanation(self, *, today: date, asked: Direction | None) -> shown.Explanation:
        """Return the whole answer. Raises BadInput when either period has no value."""
        before, after = self.figure(self.compare), self.figure(self.period)
        for side in (before, after):
            _require(side, self.books)
        parted = self._split(before, after)
        scale = quantum(self.metric)
        moved = change(after, before)
        return shown.Explanation(
            shop=self.books.shop,
            currency=self.books.currency,
            metric=self.metric.id,
            label=self.metric.label,
            period=build.date_range(self.period),
            compare=build.date_range(self.compare),
            after=_shown(after),
            before=_shown(before),
            change=schemas.Change.model_validate(moved),
            premise=self._premise(after, parted.delta, asked),
            drivers=tuple(self._driver(driver, parted.delta, scale) for driver in parted.drivers),
            days=tuple(self._day(day, scale) for day in self._days(before)),
            method=METHOD,
            ledger_version=self.books.version,
            notes=tuple(self._notes(before, after, today)),
        )

    def _split(self, before: Figure, after: Figure) -> Split:
        values = {name: self._raw(name) for name in _made_of(self.metric)}
        if self.metric.id == "cogs_coverage":
            net = self._raw("net_sales")
            values = {"net_sales": net, "costed": tuple(_costed(self.view, p) for p in (self.compare, self.period))}  # type: ignore[dict-item]
        return split(self.sides, self.metric.id, before.value or Decimal(0), after.value or Decimal(0), values)

    def _raw(self, name: str) -> tuple[float, float]:
        one, two = (self.figure(period, name).value or Decimal(0) for period in (self.compare, self.period))
        scale = 10 ** quantum(METRICS[name])
        return float(one * scale), float(two * scale)

    def _premise(self, after: Figure, delta: int, asked: Direction | None) -> shown.Premise:
        past: dict[Period, Decimal | None] = {}
        for window in wanted(self.period):
            figure = self.figure(window)
            past[window] = figure.value if figure.coverage == 1 else None
        found = usual(self.period, after.value or Decimal(0), past)
        sign = self.metric.sign if self.metric.over is None else 1
        moved: Literal["rose", "fell", "unchanged"] = "unchanged"
        if delta:
            moved = "rose" if delta * sign > 0 else "fell"
        return shown.Premise(
            moved=moved,
            asked=asked,
            expected=_rounded(found.expected, self.metric) if found else None,
            basis=found.basis if found else None,
            samples=found.samples if found else 0,
            noise=_rounded(found.noise, self.metric) if found and found.noise is not None else None,
            z=round(found.z, 2) if found and found.z is not None else None,
            odd=found.odd if found else None,
        )

    def _days(self, before: Figure) -> tuple[DayShare, ...]:
        """Return the days that carry an additive change; none of a ratio, nor of a period too long to list."""
        one_day = self.period.days == 1
        if self.metric.kind is not Kind.ADDITIVE or one_day or self.period.days > SHOWN_DAYS:
            return ()
        days = self.period.split(Grain.DAY)
        scale = 10 ** quantum(self.metric)
        found = figures(self.view, self.books, days, [self.metric.id], self.told(days))
        values = {day.start: int((row[0].value or Decimal(0)) * scale) for day, row in zip(days, found, strict=True)}
        return carried(self.period, values, int((before.value or Decimal(0)) * scale), self.weights)

    def _driver(self, driver: Driver, delta: int, scale: int) -> shown.Driver:
        items, rest = driver.items[:SHOWN_ITEMS], driver.items[SHOWN_ITEMS:]
        return shown.Driver(
            key=driver.key,
            label=driver.label,
            says=driver.says,
            effect=_value(driver.effect, scale),
            share=(Decimal(driver.effect) / delta).quantize(Decimal("1e-4")) if delta else None,
            items=tuple(self._item(driver, item, scale) for item in items),
            left_out=len(rest),
            others=_value(sum(item.effect for item in rest), scale),
            behind=self._behind(driver.metric),
        )

    def _item(self, driver: Driver, item: Item, scale: int) -> shown.Part:
        metric = "marketing" if item.campaign else driver.metric
        behind = self._behind(metric, item.sku, item.campaign) if item.key not in {"no_sku", "unclaimed"} else ()
        return shown.Part(
            key=item.key, label=item.label, effect=_value(item.effect, scale), few=item.few, behind=behind
        )

    def _behind(
        self, metric: str | None, sku: str | None = None, campaign: str | None = None
    ) -> tuple[shown.Rows, ...]:
        if metric is None:
            return ()
        return tuple(
            shown.Rows(metric=metric, start=each.start, end=each.end, sku=sku, campaign=campaign)
            for each in (self.period, self.compare)
        )

    def _day(self, day: DayShare, scale: int) -> shown.Day:
        rows = shown.Rows(metric=self.metric.id, start=day.day, end=day.day)
        return shown.Day(
            day=day.day,
            value=_value(day.value, scale),
            expected=_value(day.expected, scale),
            effect=_value(day.effect, scale),
            behind=(rows,),
        )

    def _notes(self, before: Figure, after: Figure, today: date) -> list[str]:
        notes = [*dict.fromkeys((*after.notes, *before.notes))]
        if self.period.end >= today:
            notes.append(f"The period is not over: today is {today}.")
        if Bound.EXACT not in {before.bound, after.bound} or before.bound is not after.bound:
            lacks = [METRICS[name].label for name in dict.fromkeys((*after.missing, *before.missing))]
            if lacks:
                notes.append(f"Not fully recorded, so in no driver: {', '.join(lacks)}.")
        if any(driver in addends(self.metric.id) for driver in ("gross_sales", "orders")) and self.sides.campaigns:
            notes.append("Orders are shared among campaigns as their platforms credit them.")
        return notes


def _shown(figure: Figure) -> schemas.Figure:
    told = {name: getattr(figure, name) for name in build.SHARED}
    return schemas.Figure(**told, start=figure.period.start, end=figure.period.end)


def _made_of(metric: Metric) -> tuple[str, ...]:
    found = (*(metric.over or ()), *(metric.scaled or ()))
    return tuple(dict.fromkeys(found))


def _require(figure: Figure, books: Books) -> None:
    if figure.value is not None:
        return
    where = f"{figure.period}"
    if books.recorded is None:
        raise BadInput(f"The books of {books.shop} are empty.", remedy="Take orders in by `credora import FILE`.")
    if not figure.coverage:
        raise BadInput(
            f"Nothing is recorded for {where}; the books run from {books.recorded.start} to {books.recorded.end}.",
            remedy="Compare periods within the books.",
        )
    lacks = [METRICS[name].label for name in figure.missing]
    cause = f"not recorded: {', '.join(lacks)}" if lacks else "what it is divided by is nought, or no profit"
    raise BadInput(f"{figure.label} has no value for {where} ({cause}).", remedy="Ask for a metric both periods have.")


def _costed(view: DailyView, period: Period) -> float:
    return float(view.sums([period])[0][:, COLUMN["costed"]].sum())


async def _costs(session: ReadSession, tenant: UUID, period: Period) -> list[SoldCost]:
    asked = {"tenant": tenant, "start": period.start, "end": period.end}
    return [SoldCost(row[0], int(row[1]), int(row[2])) for row in await session.execute(statement("sold_costs"), asked)]


def _counts(told: Teller, period: Period) -> dict[str, int]:
    return {name: each.amount for name, each in told([period])[0].items() if each.amount is not None}


def _value(quanta: int, scale: int) -> Decimal:
    return Decimal(quanta).scaleb(-scale)


def _rounded(value: Decimal, metric: Metric) -> Decimal:
    places = {Unit.MONEY: 2, Unit.COUNT: 0}.get(metric.unit, 4)
    return value.quantize(Decimal(1).scaleb(-places))
