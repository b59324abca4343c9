"""Reports: load the view, let the arithmetic speak, return the result. One read, one snapshot, each.

What is asked seldom is imported when it is: a command that shows a P&L need not wait for what-if and forecast.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from credora_agent.analytics.metrics import METRICS, REGISTRY, STATEMENT
from credora_agent.analytics.pnl import leaves
from credora_agent.analytics.reconcile import SourceTotal
from credora_agent.core import clock
from credora_agent.core.cursors import cursor as make_cursor
from credora_agent.core.cursors import position
from credora_agent.core.errors import BadInput, BadPeriod
from credora_agent.core.money import LARGEST, to_decimal
from credora_agent.core.period import Grain, Period
from credora_agent.ledger.live import load_live
from credora_agent.ledger.load import (
    ALL,
    Only,
    load_booked,
    load_books,
    load_called,
    load_daily,
    load_entries,
    load_entries_total,
    load_history,
    load_runs,
    load_state,
    load_stated,
)
from credora_agent.reports import build, live, schemas
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.beside import tellers
from credora_agent.reports.kept import kept
from credora_agent.reports.naming import order_called
from credora_agent.reports.settling import settle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from credora_agent.analytics.whatif.assuming import Said
    from credora_agent.analytics.whatif.levers import Lever
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.view import Books
    from credora_agent.reports.ad_entities import Asked as AdEntities
    from credora_agent.reports.ad_performance import Asked as AdPerformance
    from credora_agent.reports.budget import BudgetReport
    from credora_agent.reports.budget_lines import BudgetEntry, Wanted
    from credora_agent.reports.cohorts import CohortReport
    from credora_agent.reports.dashboard import Dashboard
    from credora_agent.reports.entry import EntryFound
    from credora_agent.reports.orders import Asked as OrdersAsked
    from credora_agent.reports.outlook import Outlook, Scoring
    from credora_agent.reports.payouts import Asked as PayoutsAsked
    from credora_agent.reports.products import Grouping
    from credora_agent.reports.saved import Saved
    from credora_agent.reports.schemas_explain import Explanation
    from credora_agent.reports.schemas_findings import Findings, Marked
    from credora_agent.reports.schemas_scenario import Scenario
    from credora_agent.reports.sheets import SheetReport
    from credora_agent.reports.shelf import Asked as ShelfAsked

STATEMENT_IDS = tuple(metric.id for metric in STATEMENT)
MOST_COLUMNS = 1_200
"""Columns one report may have: three years of days."""
PAGE = 50
ENTRIES = "entries"
HORIZON, PATHS = 90, 10_000
"""Days ahead, and simulated futures, where nobody says how many."""


class Reports:
    """Every question the books answer, each for the caller's own shop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pnl(
        self, caller: Caller, period: Period, *, today: date, by: Grain = Grain.TOTAL, compare: Period | None = None
    ) -> schemas.Report:
        """Return the 18 lines of the P&L over `period`, split `by` a grain, beside another period's if asked.

        Raises what `metrics` does.
        """
        _check(period, (), by, today)
        asked = build.Asked(period, STATEMENT_IDS, by, compare)
        args = {"period": str(period), "by": by.value, "compare": str(compare or "")}
        work = partial(self._report, caller=caller, asked=asked)
        return await kept(self._database, caller, name="pnl", args=args, schema=schemas.Report, work=work)

    async def metrics(  # noqa: PLR0913 - one question's parts
        self,
        caller: Caller,
        period: Period,
        metrics: Sequence[str],
        *,
        today: date,
        by: Grain = Grain.TOTAL,
        compare: Period | None = None,
        order: str | None = None,
        limit: int | None = None,
    ) -> schemas.Report:
        """Return any metrics over `period`; with `order` their parts are a ranking, cut to `limit`.

        Raises BadInput for an unknown metric, BadPeriod for a period after `today` or too finely split.
        """
        _check(period, metrics, by, today)
        asked = build.Asked(period, tuple(metrics), by, compare, order, limit)
        return await self._database.read(caller, partial(self._report, caller=caller, asked=asked))

    @staticmethod
    async def _report(session: ReadSession, *, caller: Caller, asked: build.Asked) -> schemas.Report:
        tenant = tenant_of(caller)
        books = await load_books(session, tenant)
        view = await load_daily(session, tenant, asked.period)
        before = await load_daily(session, tenant, asked.compare) if asked.compare else None
        told = await tellers(session, tenant, books, (asked.period, asked.compare), asked.metrics)
        return build.report(books, asked, view, before, told)

    async def dashboard(self, caller: Caller, *, today: date) -> Dashboard:
        """Return what a merchant looks at every morning; see `reports.dashboard`."""
        from credora_agent.reports.dashboard import dashboard

        return await dashboard(self._database, caller, today=today)

    async def state(self, caller: Caller) -> str:
        """Return a text that is another as soon as anything a page shows may be, but for what time alone changes."""
        tenant = tenant_of(caller)
        return await self._database.read(caller, lambda session: load_state(session, tenant))

    async def warm(self, caller: Caller, *, today: date) -> None:
        """Work out what is asked for most, so that it is read when it is; nothing of empty books."""
        if (await self.books(caller)).recorded is None:
            return
        await self.dashboard(caller, today=today)
        this_month = Period(today.replace(day=1), today)
        for period in (this_month, this_month.previous()):
            await self.pnl(caller, period, today=today, compare=period.previous())
        await self.inventory(caller, today=today)
        await self.forecast(caller, today=today)
        await self.findings(caller, today=today)

    async def cohorts(self, caller: Caller, *, today: date, months: int = 12, projection: bool = False) -> CohortReport:
        """Return what customers brought since their first order, by its month; see reports.cohorts."""
        from credora_agent.reports.cohorts import read_cohorts

        return await read_cohorts(self._database, caller, today=today, months=months, projection=projection)

    async def budget(self, caller: Caller, period: Period, *, today: date) -> BudgetReport:
        """Return what became of the budgets of those whole months so far; see reports.budget."""
        from credora_agent.reports.budget import read_budget

        return await read_budget(self._database, caller, period, today=today)

    async def budgets(self, caller: Caller) -> tuple[BudgetEntry, ...]:
        """Return every budget that was set."""
        from credora_agent.reports import budget_lines

        async def work(session: ReadSession) -> tuple[BudgetEntry, ...]:
            books = await load_books(session, tenant_of(caller))
            return await budget_lines.listed(session, tenant_of(caller), books.currency)

        return await self._database.read(caller, work)

    async def set_budgets(self, caller: Caller, given: Sequence[Wanted]) -> None:
        """Keep those budgets; one already there for a line and month is replaced."""
        from credora_agent.reports import budget_lines

        await self._database.write(caller, lambda session: budget_lines.store(session, tenant_of(caller), given))

    async def remove_budgets(self, caller: Caller, line: str, months: Period | None) -> int:
        """Remove a line's budgets of those months, of all without any; return how many there were."""
        from credora_agent.reports import budget_lines

        return await self._database.write(
            caller, lambda session: budget_lines.forget(session, tenant_of(caller), line, months)
        )

    async def reconcile(self, caller: Caller, period: Period, *, today: date) -> schemas.Reconciliation:
        """Return the bridge from what the sources state for `period` to the P&L's net profit."""
        _check(period, (), Grain.TOTAL, today)

        async def work(session: ReadSession) -> schemas.Reconciliation:
            tenant = tenant_of(caller)
            books = await load_books(session, tenant)
            view = await load_daily(session, tenant, period)
            sources = [
                SourceTotal(row.connection, row.currency, int(row.stated), row.records)
                for row in await load_stated(session, tenant, period)
            ]
            booked = [build.booked_total(row) for row in await load_booked(session, tenant, period)]
            runs = await load_runs(session, tenant)
            rejected = {run.file_name: run.rows_rejected for run in reversed(runs) if run.kind.startswith("orders")}
            found = build.reconciliation(books, view, period, build.Totals(sources, booked, rejected))
            settlements, accounts = await settle(session, tenant, period)
            return found.model_copy(update={"settlements": settlements, "ad_accounts": accounts})

        return await self._database.read(caller, work)

    async def entries(  # noqa: PLR0913 - what is asked, and where to go on
        self,
        caller: Caller,
        metric: str,
        period: Period,
        *,
        only: Only = ALL,
        cursor: str | None = None,
        limit: int = PAGE,
    ) -> schemas.Entries:
        """Return one page of the ledger rows behind `metric`, down to their source records.

        Raises BadInput for an unknown metric or order, a cursor that is none of ours, or a limit outside 1…1000.
        """
        _known((metric,))
        if not 1 <= limit <= 1000:  # noqa: PLR2004
            raise BadInput(f"A page of {limit} rows is not possible.", remedy="Ask for 1 to 1000 rows.")
        after = position(cursor, ENTRIES, _read) if cursor is not None else (date.min, 0)

        async def work(session: ReadSession) -> schemas.Entries:
            tenant, categories = tenant_of(caller), leaves(metric)
            books, of = await load_books(session, tenant), only
            if only.order is not None:
                called = await load_called(session, tenant, only.order)
                of = only._replace(order=order_called(only.order, (row.order_ref for row in called)))
            count, total = await load_entries_total(session, tenant, period, categories, of)
            rows = await load_entries(session, tenant, period, categories, after=after, limit=limit + 1, only=of)
            page = rows[:limit]
            return schemas.Entries(
                shop=books.shop,
                currency=books.currency,
                metric=metric,
                sku=only.sku,
                campaign=only.campaign,
                order=only.order,
                period=build.date_range(period),
                total_entries=count,
                total=to_decimal(total),
                entries=tuple(build.entry(row) for row in page),
                next_cursor=_next(page[-1]) if len(rows) > limit else None,
                as_of=books.as_of,
            )

        return await self._database.read(caller, work)

    async def entry(self, caller: Caller, entry_id: int) -> EntryFound:
        """Return one ledger row, its versions and where its record is; see `reports.entry`."""
        from credora_agent.reports.entry import find_entry

        return await find_entry(self._database, caller, entry_id)

    async def history(self, caller: Caller, entry_id: int) -> tuple[schemas.Version, ...]:
        """Return every version of what that ledger row says, oldest first. Raises BadInput if there is no such row."""
        rows: Sequence[Row[Any]] = []
        if 0 < entry_id <= LARGEST:
            rows = await self._database.read(caller, lambda s: load_history(s, tenant_of(caller), entry_id))
        if not rows:
            raise BadInput(f"There is no ledger row {entry_id}.", remedy="Take an id from `credora entries`.")
        return tuple(build.version(row) for row in rows)

    async def sync_status(self, caller: Caller, *, now: datetime | None = None, alerts: int = 5) -> schemas.SyncStatus:
        """Return how far the shop's live sources have come at `now`, with up to `alerts` of each kind of alert."""
        at = now or clock.now()

        async def work(session: ReadSession) -> schemas.SyncStatus:
            books = await load_books(session, tenant_of(caller))
            found = await load_live(session, tenant_of(caller), alerts=alerts)
            return schemas.SyncStatus(shop=books.shop, at=at, sources=live.sources(found, at))

        return await self._database.read(caller, work)

    async def status(self, caller: Caller, *, now: datetime | None = None) -> schemas.Status:
        """Return what the books hold, what they lack, and how fresh they and their live sources are at `now`."""
        at = now or clock.now()

        async def work(session: ReadSession) -> schemas.Status:
            books = await load_books(session, tenant_of(caller))
            runs = await load_runs(session, tenant_of(caller))
            lines = [metric for metric in STATEMENT if metric.category]
            return schemas.Status(
                shop=books.shop,
                currency=books.currency,
                timezone=books.timezone,
                recorded=build.date_range(books.recorded) if books.recorded else None,
                records=tuple(m.id for m in lines if m.category in books.provides),
                lacks=tuple(m.id for m in lines if m.category not in books.provides),
                ledger_version=books.version,
                as_of=books.as_of,
                runs=tuple(schemas.Run.model_validate(run) for run in runs),
                sources=live.sources(await load_live(session, tenant_of(caller)), at),
            )

        return await self._database.read(caller, work)

    async def explain(  # noqa: PLR0913 - one question's parts
        self,
        caller: Caller,
        metric: str,
        period: Period,
        compare: Period,
        *,
        today: date,
        asked: Literal["rose", "fell"] | None = None,
    ) -> Explanation:
        """Return why `metric` moved from `compare` to `period`; see reports.explain."""
        from credora_agent.reports.explain import explain

        return await explain(self._database, caller, metric, period, compare, today=today, asked=asked)

    async def scenario(  # noqa: PLR0913 - one question's parts
        self,
        caller: Caller,
        levers: tuple[Lever, ...],
        *,
        today: date,
        horizon: int = HORIZON,
        seed: int | None = None,
        paths: int = PATHS,
        said: Said | None = None,
    ) -> Scenario:
        """Return what `levers` change: break-evens, both sides over the same futures; see `reports.scenario`."""
        from credora_agent.reports.scenario import NOTHING_SAID, read_scenario

        return await read_scenario(
            self._database,
            caller,
            levers,
            today=today,
            horizon=horizon,
            seed=seed,
            paths=paths,
            said=said or NOTHING_SAID,
        )

    async def saved_scenarios(self, caller: Caller) -> tuple[Saved, ...]:
        """Return the what-ifs the shop keeps, by name."""
        from credora_agent.reports import saved

        return await self._database.read(caller, lambda session: saved.listed(session, tenant_of(caller)))

    async def save_scenario(self, caller: Caller, name: str, asked: str) -> Saved:
        """Keep a what-if by a name; one of that name gives way. Raises BadInput for a name that is none."""
        from credora_agent.reports import saved

        return await self._database.write(caller, lambda session: saved.keep(session, caller, name, asked))

    async def forget_scenario(self, caller: Caller, scenario: UUID) -> bool:
        """Forget a what-if; tell whether it was there."""
        from credora_agent.reports import saved

        return await self._database.write(caller, lambda s: saved.forget(s, tenant_of(caller), scenario))

    async def products(  # noqa: PLR0913 - one question's parts
        self,
        caller: Caller,
        period: Period,
        *,
        today: date,
        by: Grouping = "sku",
        order: str = "cm3",
        lowest_first: bool = False,
        limit: int | None = None,
        compare: Period | None = None,
    ) -> SheetReport:
        """Return what each SKU or product came to, down to CM3; see `reports.products`."""
        from credora_agent.reports import products

        asked = products.Asked(period, today, by, order, lowest_first, limit, compare)
        return await products.products(self._database, caller, asked)

    async def campaigns(  # noqa: PLR0913 - one question's parts
        self,
        caller: Caller,
        period: Period,
        *,
        today: date,
        order: str = "ad_spend",
        lowest_first: bool = False,
        limit: int | None = None,
        compare: Period | None = None,
    ) -> SheetReport:
        """Return what each campaign cost and what its platform says it brought; see `reports.campaigns`."""
        from credora_agent.reports import campaigns

        asked = campaigns.Asked(period, today, order, lowest_first, limit, compare)
        return await campaigns.campaigns(self._database, caller, asked)

    async def product_course(self, caller: Caller, sku: str, period: Period, *, today: date) -> SheetReport:
        """Return what a SKU sold in time; see `reports.course`."""
        from credora_agent.reports import course

        return await course.product_course(self._database, caller, course.Asked(sku, period, today))

    async def campaign_course(self, caller: Caller, key: str, period: Period, *, today: date) -> SheetReport:
        """Return what a campaign spent and brought in time; see `reports.course`."""
        from credora_agent.reports import course

        return await course.campaign_course(self._database, caller, course.Asked(key, period, today))

    async def ad_performance(self, caller: Caller, asked: AdPerformance) -> SheetReport:
        """Return what one advertising platform reported, by campaign or in time; see `reports.ad_performance`."""
        from credora_agent.reports.ad_performance import ad_performance

        return await ad_performance(self._database, caller, asked)

    async def ad_entities(self, caller: Caller, asked: AdEntities) -> SheetReport:
        """Return the campaigns of one advertising platform as they stand; see `reports.ad_entities`."""
        from credora_agent.reports.ad_entities import ad_entities

        return await ad_entities(self._database, caller, asked)

    async def forecast(
        self, caller: Caller, *, today: date, horizon: int = HORIZON, paths: int = PATHS, seed: int | None = None
    ) -> Outlook:
        """Return what sales and cash may come to from `today` on, and keep it to be scored; see `reports.forecast`."""
        from credora_agent.reports.forecast import forecast

        return await forecast(self._database, caller, today=today, horizon=horizon, paths=paths, seed=seed)

    async def score_forecasts(self, caller: Caller, today: date) -> Scoring:
        """Score the forecasts given whose days are over by `today`, and return how they did."""
        from credora_agent.reports.forecast import score_forecasts

        return await score_forecasts(self._database, caller, today=today)

    async def inventory(self, caller: Caller, *, today: date, limit: int | None = None) -> SheetReport:
        """Return what is on the shelf, how long it lasts, and what to order; see `reports.inventory`."""
        from credora_agent.reports import inventory

        return await inventory.inventory(self._database, caller, today=today, limit=limit)

    async def orders(self, caller: Caller, asked: OrdersAsked) -> SheetReport:
        """Return orders placed in a period, or the one named, page by page; see `reports.orders`."""
        from credora_agent.reports.orders import orders

        return await orders(self._database, caller, asked)

    async def variants(self, caller: Caller, asked: ShelfAsked) -> SheetReport:
        """Return what stands on the shelf now, SKU by SKU, page by page; see `reports.shelf`."""
        from credora_agent.reports.shelf import shelf

        return await shelf(self._database, caller, asked)

    async def payouts(self, caller: Caller, asked: PayoutsAsked) -> SheetReport:
        """Return payouts to the bank and what each is made of, page by page; see `reports.payouts`."""
        from credora_agent.reports.payouts import payouts

        return await payouts(self._database, caller, asked)

    async def findings(self, caller: Caller, *, today: date, dismissed: bool = False) -> Findings:
        """Return what is worth a person's attention on `today`; see reports.findings."""
        from credora_agent.reports import findings

        return await findings.findings(self._database, caller, today=today, dismissed=dismissed)

    async def dismiss(self, caller: Caller, key: str, *, today: date, reason: str | None = None) -> Marked:
        """Set a finding aside. Raises BadInput when there is none of that key."""
        from credora_agent.reports import findings

        return await findings.dismiss(self._database, caller, key, today=today, reason=reason)

    async def restore(self, caller: Caller, key: str) -> Marked:
        """Bring a dismissed finding back. Raises BadInput when none of that key was dismissed."""
        from credora_agent.reports import findings

        return await findings.restore(self._database, caller, key)

    async def names(self, caller: Caller, *, most: int = 2_000) -> tuple[dict[str, str], dict[str, str]]:
        """Return what the products and campaigns are called, by SKU and id: up to `most` of each, recent ones."""
        from credora_agent.ledger.load_names import load_campaigns_called, load_products_called

        async def work(session: ReadSession) -> tuple[dict[str, str], dict[str, str]]:
            products = await load_products_called(session, tenant_of(caller), "", most=most)
            campaigns = await load_campaigns_called(session, tenant_of(caller), "", most=most)
            return {row.sku: row.title for row in products}, {row.campaign_id: row.name for row in campaigns}

        return await self._database.read(caller, work)

    async def books(self, caller: Caller) -> Books:
        """Return what is known about the caller's books as a whole."""
        return await self._database.read(caller, lambda session: load_books(session, tenant_of(caller)))


def _check(period: Period, metrics: Sequence[str], by: Grain, today: date) -> None:
    _known(metrics)
    if period.start > today:
        raise BadPeriod(
            f"The range starts on {period.start}, after today ({today}): nothing can be recorded there yet.",
            remedy="Ask for days up to today.",
        )
    shortest = {Grain.DAY: 1, Grain.WEEK: 7}.get(by, 28)
    if by is not Grain.TOTAL and period.days > MOST_COLUMNS * shortest:
        raise BadPeriod(f"{period} by {by} has more than {MOST_COLUMNS} columns.", remedy="Use a coarser grain.")


def _known(metrics: Sequence[str]) -> None:
    for metric in metrics:
        if metric in REGISTRY and metric not in METRICS:
            raise BadInput(f"{REGISTRY[metric].label} is no sum over past days.", remedy="Ask for a forecast instead.")
        if metric not in METRICS:
            raise BadInput(f"There is no metric {metric[:60]!r}.", remedy=f"Use one of: {', '.join(METRICS)}.")


def _next(row: Row[Any]) -> str:
    return make_cursor(ENTRIES, row.local_date.isoformat(), row.id)


def _read(parts: list[Any]) -> tuple[date, int]:
    day, number = date.fromisoformat(parts[0]), int(parts[1])
    if not 0 < number <= LARGEST:
        raise ValueError
    return day, number
