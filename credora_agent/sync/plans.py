"""The merchant's plan line by line, as it was said: kept, listed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from credora_agent.core.errors import BadInput
from credora_agent.ledger.entries import Rejected
from credora_agent.ledger.keep_plan import drop, keep
from credora_agent.sync.importers.plan_lines import KEYS, WRITTEN, PlanLine, plan_cells
from credora_agent.tables import planning
from credora_agent.tables.ads import Campaign
from credora_agent.tables.shopfront import Variant
from credora_agent.tables.sources import Connection, Product

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import WriteSession
    from credora_agent.tables.base import Base

TABLES: dict[str, type[Base]] = {
    "balance": planning.CashBalance,
    "payment": planning.PlannedPayment,
    "stock": planning.StockOrder,
    "terms": planning.SupplyTerms,
    "tax": planning.TaxRule,
    "event": planning.CalendarEvent,
    "campaign": planning.CampaignProduct,
}
"""Where the lines of each kind are kept."""
NEAR, LIKENESS = 3, 60.0
"""How many names that are near one nobody knows are shown, and how near they must be, of 100."""


class Written(NamedTuple):
    """What lines came to: new ones, and ones that took another's place; those the plan says already are in neither."""

    added: int = 0
    changed: int = 0


class Advertised(NamedTuple):
    """A campaign of one of the shop's connections."""

    connection: UUID
    campaign_id: str
    name: str
    key: str


async def list_plan(session: AsyncSession, tenant: UUID) -> list[PlanLine]:
    """Return every line of the plan in the currency it was said in, by kind, then by day and name."""
    lines = []
    for what, table in TABLES.items():
        for row in (await session.scalars(select(table).where(table.__table__.c.tenant_id == tenant))).all():
            lines.append(PlanLine(what, {name: getattr(row, name, None) for name in _columns(what)}))  # noqa: PERF401
    campaigns = {(each.connection, each.campaign_id): each.key for each in await _campaigns(session, tenant)}
    named = [_with_key(line, campaigns) for line in lines]
    return sorted(named, key=lambda line: (list(TABLES).index(line.what), _order(line)))


async def keep_lines(session: WriteSession, tenant: UUID, lines: Iterable[PlanLine]) -> Written:
    """Keep these lines; one of the same key takes the other's place, one that says the same changes nothing."""
    before = {line.id: plan_cells(line) for line in await list_plan(session, tenant)}
    added = changed = 0
    for line in {line.id: line for line in lines}.values():
        known = before.get(line.id)
        if known == plan_cells(line):
            continue
        values = {name: value for name, value in line.values.items() if name != "campaign"}
        await keep(session, tenant, TABLES[line.what], [values])
        added, changed = added + (known is None), changed + (known is not None)
    return Written(added, changed)


async def known_lines(
    session: AsyncSession, tenant: UUID, lines: Iterable[PlanLine | Rejected]
) -> list[PlanLine | Rejected]:
    """Return the lines, each campaign and its SKU found among the shop's; what is not found is rejected."""
    found: list[PlanLine | Rejected] = []
    campaigns: Sequence[Advertised] | None = None
    skus: frozenset[str] = frozenset()
    for line in lines:
        if isinstance(line, Rejected) or line.what != "campaign":
            found.append(line)
            continue
        if campaigns is None:
            campaigns, skus = await _campaigns(session, tenant), await known_skus(session, tenant)
        found.append(_placed(line, campaigns, skus))
    return found


async def known_skus(session: AsyncSession, tenant: UUID) -> frozenset[str]:
    """Return every SKU the shop has sold or has on its shelf."""
    sold = await session.scalars(select(Product.sku).where(Product.tenant_id == tenant))
    shelf = await session.scalars(select(Variant.sku).where(Variant.tenant_id == tenant, Variant.sku.is_not(None)))
    return frozenset({*sold.all(), *(sku for sku in shelf.all() if sku)})


async def take_back(session: WriteSession, tenant: UUID, start: str) -> PlanLine:
    """Delete the line whose id begins with `start`, and return it. Raises BadInput for none, and for several."""
    lines = [
        line for line in await list_plan(session, tenant) if line.id.hex.startswith(start.replace("-", "").lower())
    ]
    if len(lines) != 1:
        what = "No line" if not lines else f"{len(lines)} lines"
        raise BadInput(
            f"{what} of the plan {'has an id that begins' if len(lines) < 2 else 'have ids that begin'}"  # noqa: PLR2004
            f" with {start[:40]!r}.",
            remedy="See the ids by `credora cash show`.",
        )
    (line,) = lines
    keys = [column.name for column in TABLES[line.what].__table__.primary_key if column.name != "tenant_id"]
    await drop(session, tenant, TABLES[line.what], **{name: line.values[name] for name in keys})
    return line


def near(name: str, known: Iterable[str]) -> str:
    """Return the known names nearest to one nobody knows, in words; empty when none is near."""
    from rapidfuzz import process  # noqa: PLC0415 - only on the way to an error

    found = process.extract(name, sorted(known), limit=NEAR, score_cutoff=LIKENESS, processor=str.casefold)
    return f"Did you mean {' or '.join(repr(each) for each, _, _ in found)}?" if found else ""


def _placed(line: PlanLine, campaigns: Sequence[Advertised], skus: frozenset[str]) -> PlanLine | Rejected:
    name, sku = line.values["campaign"], line.values["sku"]
    exact = [each for each in campaigns if name in (each.key, each.campaign_id)]
    alike = exact or [each for each in campaigns if each.name.casefold() == name.casefold()]
    if not alike:
        hint = near(name, {each.name for each in campaigns}) or "See `credora campaigns`."
        return Rejected(line.row, f"No campaign is called {name!r}. {hint}", {"name": name, "sku": sku})
    if len(alike) > 1:
        keys = ", ".join(each.key for each in alike)
        return Rejected(line.row, f"{len(alike)} campaigns are called {name!r}. Name one by its key: {keys}.")
    if sku not in skus:
        hint = near(sku, skus) or "See `credora products`."
        return Rejected(line.row, f"No product has the SKU {sku!r}. {hint}", {"name": name, "sku": sku})
    (one,) = alike
    values = {"connection_id": one.connection, "campaign_id": one.campaign_id, "campaign": one.key, "sku": sku}
    return PlanLine(line.what, values, line.row)


async def _campaigns(session: AsyncSession, tenant: UUID) -> Sequence[Advertised]:
    same = (Connection.tenant_id == Campaign.tenant_id, Connection.id == Campaign.connection_id)
    rows = await session.execute(
        select(Campaign.connection_id, Campaign.campaign_id, Campaign.name, Connection.platform, Connection.account)
        .join(Connection, (same[0]) & (same[1]))
        .where(Campaign.tenant_id == tenant)
        .order_by(Connection.platform, Connection.account, Campaign.campaign_id)
    )
    return [
        Advertised(row.connection_id, row.campaign_id, row.name, f"{row.platform}:{row.account}:{row.campaign_id}")
        for row in rows
    ]


def _columns(what: str) -> tuple[str, ...]:
    own = ("connection_id", "campaign_id") if what == "campaign" else ()
    return tuple(dict.fromkeys((*KEYS[what], *WRITTEN[what], *own)))


def _with_key(line: PlanLine, campaigns: dict[tuple[UUID, str], str]) -> PlanLine:
    if line.what != "campaign":
        return line
    where: tuple[Any, Any] = (line.values["connection_id"], line.values["campaign_id"])
    return line._replace(values={**line.values, "campaign": campaigns.get(where, where[1])})


def _order(line: PlanLine) -> tuple[str, ...]:
    cells = plan_cells(line)
    return tuple(cells.get(name, "") for name in ("from", "name", "sku"))
