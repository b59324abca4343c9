"""Cohorts as a report: who came in which month, what they brought since, and when they had paid back their ads."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.customers.cohorts import Booked, Bought, Cohort, Cohorts, Spend, cohorts, together
from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import METRICS, Unit
from credora_agent.analytics.pnl import figures
from credora_agent.core.errors import BadInput
from credora_agent.core.money import decimal_string, to_decimal
from credora_agent.core.period import Grain, Period, add_months
from credora_agent.ledger.entries import Category
from credora_agent.ledger.load import load_books, load_daily
from credora_agent.ledger.load_adverts import load_campaign_days
from credora_agent.ledger.load_customers import load_cohort_months
from credora_agent.reports.cohort_outlook import Outlook, outlook
from credora_agent.reports.kept import kept
from credora_agent.reports.schemas import Plain, Range, Schema
from credora_agent.reports.sheets import Column, Sheet, SheetReport, SheetRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.adverts import CampaignDays
    from credora_agent.ledger.view import Books

MOST_MONTHS = 120
NEEDS_LINES = frozenset(("fees", "fulfilment", "shipping_income", "returns", "discounts", "gross_sales"))
HOW_TO_GRANT = (
    "No order says whose it is, so customers cannot be told apart. Shopify shops: allow the app read_customers (it is"
    " protected customer data: ask for it in the app's settings) and connect the shop again by `credora connections"
    " add shopify`. Order files: include the customer's e-mail or id as a column. Names are never kept, only a salted"
    " hash that tells buyers apart."
)
RULES = (
    "LTV is CM2 (before marketing) of a cohort's orders per customer, by the month it is booked in.",
    "nCAC is the ad spend of the month ÷ the new customers of it, whatever led to them.",
    "Paid back is the first month by whose end LTV was at least nCAC; months that are not over are marked *.",
)


class CohortAge(Schema):
    """A cohort in one month of its life: age 0 is the month of the first order.

    `finished` is false while that month is not over. `retention` is the share of the cohort's customers who ordered
    in it, `ltv` CM2 of all months so far per customer.
    """

    age: int
    month: date
    finished: bool
    active: int
    orders: int
    retention: Plain
    net_sales: Plain
    cm2: Plain
    ltv: Plain
    bound: Bound
    entries: int


class CohortLine(Schema):
    """The customers whose first order ever was in `month`.

    `payback` counts months, 1 being that of the first order; None while there is none, or where `ncac` is not known.
    It was not later than `payback` and, where sales lack a unit cost, not before `payback_earliest`.
    """

    month: date
    customers: int
    ad_spend: Plain | None
    ncac: Plain | None
    payback_earliest: int | None
    payback: int | None
    ages: tuple[CohortAge, ...]


class CohortReport(SheetReport):
    """Cohorts of the last months, youngest last, with their LTV as a triangle in `sheet`.

    `customer_coverage` is the share of orders whose customer is known. `unknown_cm2` is what the other orders brought,
    `loose_cm2` money that names no order: neither is in a cohort. `lack` says what to do where there are no cohorts.
    """

    today: date
    months: int
    cohorts: tuple[CohortLine, ...]
    orders: int
    known_orders: int
    customer_coverage: Plain | None
    unknown_cm2: Plain
    loose_cm2: Plain
    lack: str | None = None
    outlook: Outlook | None = None


async def read_cohorts(
    database: Database, caller: Caller, *, today: date, months: int, projection: bool
) -> CohortReport:
    """Return the cohorts of the last `months` months as of `today`; with `projection` what they may bring yet.

    Raises BadInput for a number of months that is none.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise BadInput(f"{months} months of cohorts are not possible.", remedy=f"Ask for 1 to {MOST_MONTHS}.")

    async def work(session: ReadSession) -> CohortReport:
        return await _worked_out(session, caller.tenant_id, today, months, projection=projection)  # type: ignore[arg-type]

    args = {"today": today, "months": months, "projection": projection}
    return await kept(database, caller, name="cohorts", args=args, schema=CohortReport, work=work)


async def _worked_out(
    session: AsyncSession, tenant: UUID, today: date, months: int, *, projection: bool
) -> CohortReport:
    books = await load_books(session, tenant)
    if books.recorded is None or books.recorded.start > today:
        empty = f"The books of {books.shop} hold nothing up to {today}. Take orders in by `credora import FILE`."
        return _report(books, Period(today, today), today, months, lack=empty)
    until = min(today, books.recorded.end)
    period = Period(books.recorded.start, until)
    found = cohorts(
        *await _rows(session, tenant, until),
        await _spends(session, tenant, books, period),
        until=until,
        over=min(today - timedelta(days=1), until),
    )
    if not found.known:
        lack = HOW_TO_GRANT if found.orders else f"No order was placed up to {until}."
        return _report(books, period, today, months, found=found, lack=lack)
    lacks = _lacks(books, figures(await load_daily(session, tenant, period), books, [period], ["cm2"])[0][0].missing)
    ahead = await outlook(session, tenant, books.currency, found, until) if projection else None
    return _report(books, period, today, months, found=found, lacks=lacks, ahead=ahead)


async def _rows(session: AsyncSession, tenant: UUID, until: date) -> tuple[list[Bought], list[Booked], list[Booked]]:
    rows = await load_cohort_months(session, tenant, until)
    money: dict[str, list[Booked]] = {"booked": [], "loose": []}
    for row in rows:
        if row.told != "bought":
            sums = (int(row.net_sales), int(row.uncosted), int(row.cm2), int(row.entries), int(row.unconverted))
            money[row.told].append(Booked(row.cohort, row.month, *sums))
    bought = [Bought(r.cohort, r.month, r.customers, int(r.orders)) for r in rows if r.told == "bought"]
    return bought, money["booked"], money["loose"]


async def _spends(session: AsyncSession, tenant: UUID, books: Books, period: Period) -> dict[date, Spend]:
    """Return ad spend by month, from the first month with any: before it none is known."""
    whole = Period(period.start.replace(day=1), period.end)
    days = await load_campaign_days(session, tenant, whole)
    if not days.campaigns or Category.MARKETING not in books.provides:
        return {}
    return _by_month(days, Period(min(each.first_day for each in days.campaigns), period.end), whole)


def _by_month(days: CampaignDays, known: Period, whole: Period) -> dict[date, Spend]:
    months = [each for each in whole.split(Grain.MONTH) if each.meet(known)]
    table = days.sums(months).sum(axis=1)
    return {month.start: Spend(int(row[0]), int(row[-1])) for month, row in zip(months, table, strict=True)}


def _lacks(books: Books, missing: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of CM2 nobody records at all: a unit cost lacking here and there is told by sales instead."""
    return tuple(name for name in missing if name != "cogs" or Category.COGS not in books.provides)


def _report(  # noqa: PLR0913 - what is known, and what is not
    books: Books,
    period: Period,
    today: date,
    months: int,
    *,
    found: Cohorts | None = None,
    lacks: tuple[str, ...] = (),
    lack: str | None = None,
    ahead: Outlook | None = None,
) -> CohortReport:
    shown: tuple[Cohort, ...] = ()
    if found is not None and lack is None:
        first = add_months(today.replace(day=1), 1 - months)
        shown = tuple(each for each in found.cohorts if each.month >= first)
        if not shown:
            lack = f"No known customer ordered for the first time since {first:%B %Y}; ask for more months."
    return CohortReport(
        shop=books.shop,
        currency=books.currency,
        period=Range(start=period.start, end=period.end),
        as_of=books.as_of,
        ledger_version=books.version,
        sheet=_sheet(books.currency, shown, lacks),
        rules=RULES if shown else (),
        notes=tuple(_notes(books, found, shown, lacks)) if shown and found else (),
        today=today,
        months=months,
        cohorts=tuple(_line(each, lacks) for each in shown),
        orders=found.orders if found else 0,
        known_orders=found.known if found else 0,
        customer_coverage=Decimal(found.known) / found.orders if found and found.orders else None,
        unknown_cm2=to_decimal(found.unknown.cm2 if found else 0),
        loose_cm2=to_decimal(found.loose.cm2 if found else 0),
        lack=lack,
        outlook=ahead,
    )


def _line(cohort: Cohort, lacks: tuple[str, ...]) -> CohortLine:
    sure = None if lacks else cohort.sure_payback
    early = cohort.payback
    return CohortLine(
        month=cohort.month,
        customers=cohort.customers,
        ad_spend=to_decimal(cohort.spend.amount) if cohort.spend else None,
        ncac=_each(cohort.spend.amount, cohort.customers) if cohort.spend else None,
        payback_earliest=None if early is None else early + 1,
        payback=None if sure is None else sure + 1,
        ages=tuple(
            CohortAge(
                age=age.age,
                month=age.month,
                finished=age.finished,
                active=age.active,
                orders=age.orders,
                retention=(Decimal(age.active) / cohort.customers).quantize(Decimal("1e-10")),
                net_sales=to_decimal(age.net_sales),
                cm2=to_decimal(age.cm2),
                ltv=_each(age.cm2_so_far, cohort.customers),
                bound=_bound(cohort, age.age, lacks),
                entries=age.entries,
            )
            for age in cohort.ages
        ),
    )


def _bound(cohort: Cohort, age: int, lacks: tuple[str, ...]) -> Bound:
    if any(each.unconverted for each in cohort.ages[: age + 1]):
        return Bound.PARTIAL
    if lacks and not {*lacks} <= {"cogs", "fees", "fulfilment", "returns", "discounts"}:
        return Bound.PARTIAL
    return Bound.AT_MOST if lacks or cohort.ages[age].uncosted_so_far > 0 else Bound.EXACT


def _each(micros: int, customers: int) -> Decimal:
    return to_decimal(int((Decimal(micros) / customers).to_integral_value()))


def _sheet(currency: str, shown: Sequence[Cohort], lacks: tuple[str, ...]) -> Sheet:
    oldest = max((len(each.ages) for each in shown), default=0)
    columns = [
        Column(id="new_customers", label="Customers", unit=Unit.COUNT, formula=METRICS["new_customers"].formula),
        Column(id="ncac", label="nCAC", unit=Unit.MONEY, formula=METRICS["ncac"].formula),
        Column(id="payback", label="Paid back", unit=Unit.COUNT, formula="first month by whose end LTV ≥ nCAC"),
        *(
            Column(id=f"ltv_{n}", label=f"{n} m", unit=Unit.MONEY, formula=f"Σ CM2 of {n} months ÷ customers")
            for n in range(1, oldest + 1)
        ),
    ]
    rows = tuple(_row(each, lacks) for each in shown)
    return Sheet(
        title="LTV by month of the first order: CM2 per customer after so many months",
        currency=currency,
        columns=tuple(columns),
        rows=rows,
        total=_total(shown, oldest) if len(shown) > 1 else None,
    )


def _row(cohort: Cohort, lacks: tuple[str, ...]) -> SheetRow:
    line = _line(cohort, lacks)
    values: dict[str, Decimal | None] = {"new_customers": Decimal(line.customers), "ncac": line.ncac}
    values["payback"] = None if line.payback is None else Decimal(line.payback)
    values |= {f"ltv_{age.age + 1}": age.ltv for age in line.ages}
    bounds: dict[str, Bound] = {f"ltv_{age.age + 1}": age.bound for age in line.ages if age.bound is not Bound.EXACT}
    if cohort.spend and cohort.spend.unconverted:
        bounds["ncac"] = Bound.PARTIAL
    texts = {"unfinished": ", ".join(f"ltv_{age.age + 1}" for age in line.ages if not age.finished)}
    if line.ncac is not None and line.payback is None:
        texts["payback"] = "not yet" if line.payback_earliest is None else f"month {line.payback_earliest} at best"
    return SheetRow(
        id=f"{cohort.month:%Y-%m}",
        label=f"{cohort.month:%b %Y}",
        values=values,
        bounds=bounds,
        texts=texts,
        entries=sum(age.entries for age in cohort.ages),
    )


def _total(shown: Sequence[Cohort], oldest: int) -> SheetRow:
    """Return all cohorts as one: at each age those that have finished it, sum over sum."""
    customers = sum(each.customers for each in shown)
    spends = [each.spend for each in shown]
    values: dict[str, Decimal | None] = {"new_customers": Decimal(customers), "ncac": None, "payback": None}
    if all(spend is not None for spend in spends):
        values["ncac"] = _each(sum(spend.amount for spend in spends if spend), customers)
    bounds: dict[str, Bound] = {}
    for age in range(oldest):
        reached = together(shown, age)
        if reached is not None:
            values[f"ltv_{age + 1}"] = _each(*reached)
            if any(each.ages[age].uncosted_so_far > 0 for each in shown if len(each.finished) > age):
                bounds[f"ltv_{age + 1}"] = Bound.AT_MOST
    return SheetRow(id="total", label="All", values=values, bounds=bounds)


def _notes(books: Books, found: Cohorts, shown: Sequence[Cohort], lacks: tuple[str, ...]) -> list[str]:
    notes = [*_unknown(books, found), *_kept_out(books, found)]
    if lacks:
        names = ", ".join(METRICS[name].label for name in lacks)
        notes.append(f"Not recorded, so CM2 is without it: {names}.")
    elif any(each.ages[-1].uncosted_so_far > 0 for each in shown):
        notes.append(
            "Some sales have no unit cost: LTV is at most what is shown, and payback counts them as unprofitable."
        )
    first = books.recorded.start if books.recorded else None
    if first and any(each.month == first.replace(day=1) for each in shown):
        notes.append(f"The books begin on {first}: customers of before count as new on their first order after it.")
    if all(each.spend is None for each in shown):
        notes.append("No ad spend is known for these months, so there is no nCAC and no payback.")
    elif any(each.spend is None for each in shown):
        known = min(each.month for each in shown if each.spend is not None)
        notes.append(f"No ad spend is known before {known:%B %Y}.")
    return notes


def _unknown(books: Books, found: Cohorts) -> list[str]:
    unknown = found.orders - found.known
    if not unknown:
        return []
    share = f"{unknown / found.orders:.1%}"
    brought = f"{decimal_string(found.unknown.cm2)} {books.currency} of CM2"
    said = f"{unknown:,} of {found.orders:,} orders ({share}) name no customer"
    return [f"{said}: they and their {brought} are in no cohort, and nCAC counts only customers who are known."]


def _kept_out(books: Books, found: Cohorts) -> list[str]:
    if not found.loose.entries:
        return []
    amount = f"{decimal_string(found.loose.cm2)} {books.currency}"
    return [f"{found.loose.entries:,} entries of CM2 ({amount} together) belong to no order, so to no cohort."]
