"""One platform's campaigns as they stand: state, objective, when they spent, how much lately, and for which goods.

Only what was read is known: a campaign that did nothing on any day that was read is not among them, and budgets are
not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadInput
from credora_agent.core.period import Period
from credora_agent.core.text import plain_text
from credora_agent.ledger.adverts import Sums
from credora_agent.ledger.load import load_books
from credora_agent.ledger.load_ad_reports import AdEntity, Which, load_ad_entities, load_ad_performance
from credora_agent.reports.ad_columns import column, values
from credora_agent.reports.ad_lines import Line, by_currency, total
from credora_agent.reports.ad_pages import Place, page
from credora_agent.reports.ad_sources import Sources, ad_sources, key, reading_notes
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.build import date_range
from credora_agent.reports.sheets import Behind, Sheet, SheetReport, SheetRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.reports.ad_pages import Page

LATELY = 28
"""Days whose spend is told."""
SHOWN = ("spend", "conversions", "conversion_value", "platform_roas")
UNREAD = "Only campaigns that ran on a day that was read are known; budgets and ad sets are not read."
MOST_SKUS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """Which campaigns: `query` is part of a name or an id, `status` one as the platform calls it, in any case."""

    platform: str
    today: date
    query: str | None = None
    status: str | None = None
    limit: int = 20
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A campaign with its sums of the last days."""

    found: AdEntity
    line: Line


async def ad_entities(database: Database, caller: Caller, asked: Asked) -> SheetReport:
    """Return a page of campaigns, what spent most lately first; the total is over all that fit.

    Raises NotConnected without an account of the platform, BadInput for a status or a cursor there is none of.
    """
    return await database.read(caller, partial(_report, tenant=tenant_of(caller), asked=asked))


async def _report(session: ReadSession, *, tenant: UUID, asked: Asked) -> SheetReport:
    books = await load_books(session, tenant)
    sources = await ad_sources(session, tenant, asked.platform, None)
    lately = Period(asked.today - timedelta(days=LATELY - 1), asked.today)
    known = await load_ad_entities(session, tenant, sources.ids)
    added = await load_ad_performance(session, Which(tenant, lately, sources.ids), "campaign")
    sums = {(row.connection, row.campaign_id, row.currency): row.sums for row in added}
    entities = [_entity(each, sources, lately, sums) for each in _fitting(known, asked)]
    currencies = sorted({each.line.currency for each in entities if any(each.line.sums)})
    shown = _page(entities, asked)
    sheet = Sheet(
        title=f"{sources.title} campaigns, last {LATELY} days",
        currency=currencies[0] if len(currencies) == 1 else books.currency,
        columns=tuple(column(name) for name in SHOWN),
        rows=tuple(_row(sources, each, mixed=len(currencies) > 1) for each in shown.lines),
        total=_total(entities) if entities and len(currencies) <= 1 else None,
        left_out=shown.after,
        order="by Spend, highest first",
        next_cursor=shown.next_cursor,
        total_rows=shown.total,
    )
    return SheetReport(
        shop=books.shop,
        currency=sheet.currency,
        period=date_range(lately),
        as_of=sources.read_until or books.as_of,
        ledger_version=books.version,
        sheet=sheet,
        notes=tuple(_notes(entities, currencies, sources, lately, asked)),
    )


def _fitting(known: Sequence[AdEntity], asked: Asked) -> list[AdEntity]:
    wanted, status = (asked.query or "").strip().casefold(), (asked.status or "").strip().upper()
    there = sorted({each.campaign.status for each in known if each.campaign.status})
    if status and status not in there:
        remedy = (
            f"Use one of: {', '.join(there)}." if there else "None is recorded; last_day says when each last spent."
        )
        raise BadInput(f"No campaign has the status {plain_text(status, longest=40)!r}.", remedy=remedy)
    return [
        each
        for each in known
        if (wanted in each.campaign.name.casefold() or wanted == each.campaign.campaign_id)
        and status in {"", each.campaign.status}
    ]


def _entity(
    found: AdEntity, sources: Sources, lately: Period, sums: Mapping[tuple[UUID | None, str | None, str], Sums]
) -> Entity:
    campaign = found.campaign
    of = sums.get((campaign.connection, campaign.campaign_id, found.currency), Sums())
    return Entity(found, Line(key(sources, campaign), campaign.name, lately, found.currency, of, campaign))


def _page(entities: Iterable[Entity], asked: Asked) -> Page[Entity]:
    return page(
        [Place(each.line.rank("spend", mixed=True), each.line.id, each) for each in entities],
        lowest_first=False, limit=asked.limit, given=asked.cursor, name="campaigns",
        question={"platform": asked.platform, "query": asked.query, "status": asked.status, "today": asked.today},
    )  # fmt: skip


def _row(sources: Sources, each: Entity, *, mixed: bool) -> SheetRow:
    found, line = each.found, each.line
    account = sources.of(found.campaign.connection).account if len(sources.accounts) > 1 else ""
    texts = {
        "account": account,
        "status": found.campaign.status or "",
        "objective": found.campaign.channel or "",
        "first_day": f"{found.first_day or ''}",
        "last_day": f"{found.last_day or ''}",
        "products": _named(found.skus),
    }
    behind = Behind(start=line.period.start, end=line.period.end, campaign=line.id)
    return SheetRow(
        id=line.id,
        label=line.label,
        values=_values(line.sums),
        marks=(f"in {line.currency}",) if mixed else (),
        texts={name: text for name, text in texts.items() if text},
        entries=line.sums.entries,
        behind=behind if line.sums.entries else None,
        currency=line.currency if mixed else None,
    )


def _total(entities: Iterable[Entity]) -> SheetRow:
    sums = total(each.line for each in entities)
    return SheetRow(id="total", label="Total", values=_values(sums), entries=sums.entries)


def _values(of: Sums) -> dict[str, Decimal | None]:
    found = values(of)
    return {name: found[name] for name in SHOWN}


def _named(skus: Sequence[str]) -> str:
    more = f" and {len(skus) - MOST_SKUS} more" if len(skus) > MOST_SKUS else ""
    return ", ".join(skus[:MOST_SKUS]) + more


def _notes(
    entities: Sequence[Entity], currencies: Sequence[str], sources: Sources, lately: Period, asked: Asked
) -> Iterable[str]:
    if not entities:
        yield f"{sources.title} has no such campaign in these books."
    if len(currencies) > 1:
        lines = by_currency(each.line for each in entities if any(each.line.sums))
        yield f"By currency, never added up: {lines}."
    yield from reading_notes(sources, lately, asked.today)
    yield UNREAD
