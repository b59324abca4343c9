"""The course of one SKU or one campaign over a period, in time: what it sold, what it spent and brought."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import REGISTRY
from credora_agent.core.money import to_decimal
from credora_agent.core.period import Grain, Period
from credora_agent.ledger.adverts import MEASURES
from credora_agent.ledger.load import load_books
from credora_agent.ledger.load_adverts import load_campaign_days
from credora_agent.ledger.load_goods import load_sku_days
from credora_agent.reports.asking import check_days, tenant_of
from credora_agent.reports.build import date_range
from credora_agent.reports.campaign_columns import column as of_campaigns
from credora_agent.reports.sheets import Behind, Column, Sheet, SheetReport, SheetRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.view import Books

GOODS = ("units", "gross_sales", "discounts", "returns", "net_sales", "cogs")
ADS = ("ad_spend", "attributed_value", "attributed_purchases", "platform_roas", "cost_per_purchase", "clicks")
AT = {name: i for i, name in enumerate(MEASURES)}
DAILY, WEEKLY = 62, 400
"""Days up to which a period is told by day, and by week."""


class Asked(NamedTuple):
    """Whose course: a SKU, or a campaign's key, and over which days."""

    id: str
    period: Period
    today: date


def grain_of(period: Period) -> Grain:
    """Return how finely the course of a period is told."""
    return Grain.DAY if period.days <= DAILY else Grain.WEEK if period.days <= WEEKLY else Grain.MONTH


async def product_course(database: Database, caller: Caller, asked: Asked) -> SheetReport:
    """Return what a SKU sold, by day, week or month; its own lines only. Raises BadPeriod for days after today."""
    check_days(asked.period, asked.today)
    return await database.read(caller, partial(_of_product, caller=caller, asked=asked))


async def campaign_course(database: Database, caller: Caller, asked: Asked) -> SheetReport:
    """Return what a campaign spent and was credited with, likewise, in the shop's currency."""
    check_days(asked.period, asked.today)
    return await database.read(caller, partial(_of_campaign, caller=caller, asked=asked))


async def _of_product(session: ReadSession, *, caller: Caller, asked: Asked) -> SheetReport:
    tenant = tenant_of(caller)
    books = await load_books(session, tenant)
    days = await load_sku_days(session, tenant, asked.id, asked.period)
    parts = asked.period.split(grain_of(asked.period))
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in days:
        at = next(i for i, part in enumerate(parts) if row.local_date in part)
        for name in ("gross_sales", "discounts", "returns", "cogs", "units", "entries", "unconverted"):
            sums[at][name] += getattr(row, name)
    rows = [_goods(part, sums[i], asked.id) for i, part in enumerate(parts)]
    columns = [Column(id=m.id, label=m.label, unit=m.unit, formula=m.formula) for m in (REGISTRY[n] for n in GOODS)]
    return _report(books, asked, columns, rows)


def _goods(part: Period, of: Mapping[str, int], sku: str) -> SheetRow:
    values: dict[str, Decimal | None] = {name: to_decimal(of[name]) for name in GOODS if name != "units"}
    values["net_sales"] = to_decimal(of["gross_sales"] + of["discounts"] + of["returns"])
    values["units"] = Decimal(of["units"])
    behind = Behind(start=part.start, end=part.end, sku=sku)
    return _row(part, values, of["entries"], behind, partial=bool(of["unconverted"]))


async def _of_campaign(session: ReadSession, *, caller: Caller, asked: Asked) -> SheetReport:
    tenant = tenant_of(caller)
    books = await load_books(session, tenant)
    days = await load_campaign_days(session, tenant, asked.period)
    parts = asked.period.split(grain_of(asked.period))
    at = next((i for i, campaign in enumerate(days.campaigns) if campaign.key == asked.id), None)
    table = days.sums(parts)
    rows = [] if at is None else [_ads(part, table[i, at].tolist(), asked.id) for i, part in enumerate(parts)]
    return _report(books, asked, [of_campaigns(name) for name in ADS], rows)


def _ads(part: Period, sums: list[int], key: str) -> SheetRow:
    spend, value, purchases = (sums[AT[name]] for name in ("spend", "value", "purchases"))
    values = {
        "ad_spend": to_decimal(spend),
        "attributed_value": to_decimal(value),
        "attributed_purchases": to_decimal(purchases),
        "platform_roas": Decimal(value) / spend if spend else None,
        "cost_per_purchase": to_decimal(round(spend * 1_000_000 / purchases)) if purchases else None,
        "clicks": Decimal(sums[AT["clicks"]]),
    }
    behind = Behind(start=part.start, end=part.end, campaign=key)
    return _row(part, values, sums[AT["entries"]], behind, partial=bool(sums[AT["unconverted"]]))


def _row(part: Period, values: dict[str, Decimal | None], entries: int, behind: Behind, *, partial: bool) -> SheetRow:
    bounds = dict.fromkeys(values, Bound.PARTIAL) if partial else {}
    label = part.start.isoformat() if part.days == 1 else str(part)
    return SheetRow(
        id=part.start.isoformat(), label=label, values=values, bounds=bounds, entries=entries, behind=behind
    )


def _report(books: Books, asked: Asked, columns: Iterable[Column], rows: list[SheetRow]) -> SheetReport:
    by = grain_of(asked.period)
    sheet = Sheet(title=by.value.capitalize(), currency=books.currency, columns=tuple(columns), rows=tuple(rows))
    return SheetReport(
        shop=books.shop,
        currency=books.currency,
        period=date_range(asked.period),
        as_of=books.as_of,
        ledger_version=books.version,
        sheet=sheet,
    )
