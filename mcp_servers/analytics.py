"""The `cfo` tools: the books as statements, metrics, bridges and rows."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it when the class is made
from typing import TYPE_CHECKING, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema  # noqa: TC002 - as above

from credora_agent.core.errors import BadPeriod
from credora_agent.core.period import Grain, Period, parse_day
from credora_agent.ledger.load import Only
from mcp_servers.answers import (
    bridge,
    entries,
    explain,
    findings,
    forecast,
    goods,
    people,
    plan,
    scenario,
    statement,
    status,
)
from mcp_servers.arguments import PAGE, Arguments, Cursor, Limit, wanted
from mcp_servers.levers import WhatIf
from mcp_servers.tool import Context, Tool

if TYPE_CHECKING:
    from credora_agent.reports.budget import BudgetReport
    from credora_agent.reports.cohorts import CohortReport
    from credora_agent.reports.outlook import Outlook
    from credora_agent.reports.schemas import Entries, Reconciliation, Report, Status
    from credora_agent.reports.schemas_explain import Explanation
    from credora_agent.reports.schemas_findings import Findings
    from credora_agent.reports.schemas_scenario import Scenario
    from credora_agent.reports.sheets import SheetReport


def against(said: str, period: Period) -> Period:
    """Return the period a text names beside `period`. Raises BadPeriod for any other text."""
    if said in ("previous", "year_before"):
        return period.previous() if said == "previous" else period.year_before()
    first, dots, last = said.partition("..")
    if not dots:
        raise BadPeriod("compare: no such period.", remedy="Use previous, year_before or 2026-01-01..2026-01-31.")
    return Period(parse_day(first), parse_day(last))


class Dates(Arguments):
    """Days from start to end, both included, in the shop's time zone."""

    start: date
    end: date

    @property
    def period(self) -> Period:
        """Return the days asked for. Raises BadPeriod when they are the wrong way round."""
        return Period(self.start, self.end)


class Beside(Dates):
    """A period, beside another one if given: "previous", "year_before" or two days; or by its first and last day."""

    compare: str | None = None
    compare_start: SkipJsonSchema[date | None] = None
    compare_end: SkipJsonSchema[date | None] = None

    @property
    def base(self) -> Period | None:
        """Return the period to compare with. Raises BadPeriod for a text that names none, or only one end of it."""
        ends = (self.compare_start, self.compare_end)
        if self.compare is not None and any(ends):
            raise BadPeriod("The period to compare with is given twice.", remedy="Leave one of them out.")
        if self.compare is not None:
            return against(self.compare, self.period)
        if ends == (None, None):
            return None
        if self.compare_start is None or self.compare_end is None:
            raise BadPeriod("The period to compare with lacks an end.", remedy="Give compare_start and compare_end.")
        return Period(self.compare_start, self.compare_end)


class Listed(Beside):
    """Lines of a period, by a column, highest first unless its name follows a minus."""

    order: str
    lowest_first: SkipJsonSchema[bool] = False
    limit: Limit = PAGE
    cursor: Cursor = None

    @property
    def column(self) -> str:
        """Return the id of the column they are in order of."""
        return self.order.removeprefix("-")

    @property
    def ascending(self) -> bool:
        """Tell whether the lowest comes first."""
        return self.lowest_first or self.order.startswith("-")


class Compared(Beside):
    """A period, split by a grain, beside another one if given."""

    by: Grain = Grain.TOTAL
    cursor: Cursor = None


class Metrics(Compared):
    """Some metrics; with an order, their parts in time as a ranking."""

    metrics: tuple[str, ...] = Field(min_length=1, max_length=30)
    order: Literal["time", "highest_first", "lowest_first"] = "time"
    limit: Limit | None = None


class Rows(Dates):
    """One page of the rows behind a metric."""

    metric: str
    sku: str | None = None
    campaign: str | None = None
    order: str | None = None
    limit: Limit = PAGE
    cursor: Cursor = None


class Change(Beside):
    """A metric's change between two periods; `asked` is the direction the question takes for granted."""

    metric: str
    compare: str | None = "previous"
    asked: SkipJsonSchema[Literal["rose", "fell"] | None] = None

    @property
    def base(self) -> Period:
        """Return the period compared with. Raises BadPeriod as for any other."""
        given = self.model_copy(update={"compare": None}) if self.compare_start or self.compare_end else self
        return Beside.base.fget(given) or self.period.previous()  # type: ignore[attr-defined]


class Products(Listed):
    """A line for each SKU or product."""

    by: Literal["sku", "product"] = "sku"
    order: str = "cm3"


class Cohorts(Arguments):
    """Customers by the month of their first order, the last `months` of them; a projection only when asked for."""

    months: int = Field(default=12, ge=1, le=120)
    projection: bool = False
    cursor: Cursor = None


class Campaigns(Listed):
    """A line for each campaign."""

    order: str = "ad_spend"


class Ahead(Arguments):
    """Days ahead, and how they are simulated; a seed makes the same futures again."""

    horizon_days: int = Field(default=90, ge=1, le=730)
    paths: SkipJsonSchema[int] = Field(default=10_000, ge=100, le=20_000)
    seed: SkipJsonSchema[int | None] = Field(default=None, ge=0, lt=2**63)


class Shelf(Arguments):
    """What is on hand now, what runs out first first."""

    limit: Limit = PAGE
    cursor: Cursor = None


class Attention(Arguments):
    """Whether findings a person set aside are listed too."""

    dismissed: bool = False
    limit: Limit = 10
    cursor: Cursor = None


class Nothing(Arguments):
    """No arguments."""


async def cfo_pnl(at: Context, asked: Compared) -> Report:
    """Return the whole profit and loss statement."""
    return await at.reports.pnl(at.caller, asked.period, today=at.today, by=asked.by, compare=asked.base)


async def cfo_metrics(at: Context, asked: Metrics) -> Report:
    """Return single metrics, in total and over time, or ranked."""
    return await at.reports.metrics(
        at.caller,
        asked.period,
        asked.metrics,
        today=at.today,
        by=asked.by,
        compare=asked.base,
        order=None if asked.order == "time" else asked.order,
        limit=wanted(asked),
    )


async def cfo_reconcile(at: Context, asked: Dates) -> Reconciliation:
    """Return the bridge from the sources' totals to net profit."""
    return await at.reports.reconcile(at.caller, asked.period, today=at.today)


async def cfo_entries(at: Context, asked: Rows) -> Entries:
    """Return the ledger rows behind a metric."""
    only = Only(asked.sku, asked.campaign, asked.order)
    return await at.reports.entries(
        at.caller, asked.metric, asked.period, only=only, cursor=asked.cursor, limit=asked.limit
    )


async def cfo_explain_change(at: Context, asked: Change) -> Explanation:
    """Return why a metric moved between two periods: drivers that add up to the change."""
    return await at.reports.explain(
        at.caller, asked.metric, asked.period, asked.base, today=at.today, asked=asked.asked
    )


async def cfo_findings(at: Context, asked: Attention) -> Findings:
    """Return what is worth a person's attention, by money at stake."""
    return await at.reports.findings(at.caller, today=at.today, dismissed=asked.dismissed)


async def cfo_status(at: Context, _: Nothing) -> Status:
    """Return what the books hold and how fresh they are."""
    return await at.reports.status(at.caller)


async def cfo_products(at: Context, asked: Products) -> SheetReport:
    """Return what each product earns, down to CM3 and after its own advertising."""
    return await at.reports.products(
        at.caller,
        asked.period,
        today=at.today,
        by=asked.by,
        order=asked.column,
        lowest_first=asked.ascending,
        limit=wanted(asked),
        compare=asked.base,
    )


async def cfo_budget(at: Context, asked: Dates) -> BudgetReport:
    """Return what became of the budgets of whole months so far."""
    return await at.reports.budget(at.caller, asked.period, today=at.today)


async def cfo_cohorts(at: Context, asked: Cohorts) -> CohortReport:
    """Return what customers brought since their first order, by its month, against what winning them cost."""
    return await at.reports.cohorts(at.caller, today=at.today, months=asked.months, projection=asked.projection)


async def cfo_campaigns(at: Context, asked: Campaigns) -> SheetReport:
    """Return what each campaign cost, what its platform claims, and what that is worth."""
    return await at.reports.campaigns(
        at.caller,
        asked.period,
        today=at.today,
        order=asked.column,
        lowest_first=asked.ascending,
        limit=wanted(asked),
        compare=asked.base,
    )


async def cfo_forecast(at: Context, asked: Ahead) -> Outlook:
    """Return what sales and cash may come to, with honest odds, and what was assumed."""
    return await at.reports.forecast(
        at.caller, today=at.today, horizon=asked.horizon_days, paths=asked.paths, seed=asked.seed
    )


async def cfo_inventory(at: Context, asked: Shelf) -> SheetReport:
    """Return what is in stock, how long it lasts, and what to order."""
    return await at.reports.inventory(at.caller, today=at.today, limit=wanted(asked))


async def cfo_scenario(at: Context, asked: WhatIf) -> Scenario:
    """Return what levers would change: break-evens, profit and cash beside how it goes without them."""
    levers = tuple(each.pulled() for each in asked.levers)
    return await at.reports.scenario(at.caller, levers, today=at.today, horizon=asked.horizon_days, said=asked.said)


TOOLS = (
    Tool("cfo_pnl", Compared, cfo_pnl, statement.pnl, view="ui://credora/pnl.html"),
    Tool("cfo_metrics", Metrics, cfo_metrics, statement.metrics),
    Tool("cfo_reconcile", Dates, cfo_reconcile, bridge.reconcile),
    Tool("cfo_entries", Rows, cfo_entries, entries.entries),
    Tool("cfo_status", Nothing, cfo_status, status.status),
    Tool("cfo_cohorts", Cohorts, cfo_cohorts, people.cohorts),
    Tool("cfo_budget", Dates, cfo_budget, plan.budget),
    Tool("cfo_products", Products, cfo_products, goods.products),
    Tool("cfo_campaigns", Campaigns, cfo_campaigns, goods.campaigns),
    Tool("cfo_inventory", Shelf, cfo_inventory, goods.inventory),
    Tool("cfo_explain_change", Change, cfo_explain_change, explain.explain),
    Tool("cfo_findings", Attention, cfo_findings, findings.findings),
    Tool("cfo_forecast", Ahead, cfo_forecast, forecast.forecast, view="ui://credora/forecast.html"),
    Tool("cfo_scenario", WhatIf, cfo_scenario, scenario.scenario),
)
