"""Reading what one advertising platform reported: its accounts, its campaigns, and what their days add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.ledger.adverts import Sums
from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period


class AdCampaign(NamedTuple):
    """One campaign by its newest name and state; what the platform did not say is None."""

    connection: UUID
    campaign_id: str
    name: str
    status: str | None
    channel: str | None


class Added(NamedTuple):
    """Sums of one currency: of the days, week or month from `bucket` on, or of one campaign."""

    bucket: date | None
    connection: UUID | None
    campaign_id: str | None
    currency: str
    sums: Sums


class Credited(NamedTuple):
    """The rule purchases were credited by, and the days it was met between."""

    attribution: str
    first_day: date
    last_day: date


class AdEntity(NamedTuple):
    """A campaign, the days its spend lies between, its currency, and the SKUs the merchant says it advertises."""

    campaign: AdCampaign
    first_day: date | None
    last_day: date | None
    currency: str
    skus: tuple[str, ...]


class Which(NamedTuple):
    """Days of which accounts; of certain campaigns only, where `campaigns` names them."""

    tenant: UUID
    period: Period
    connections: Sequence[UUID]
    campaigns: Sequence[AdCampaign] | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what the statements take."""
        named = None if self.campaigns is None else [f"{it.connection}:{it.campaign_id}" for it in self.campaigns]
        return {
            "tenant": self.tenant, "start": self.period.start, "end": self.period.end,
            "connections": list(self.connections), "campaigns": named,
        }  # fmt: skip


async def load_ad_sources(session: AsyncSession, tenant: UUID, platform: str) -> Sequence[Row[Any]]:
    """Return every account of the platform that was ever connected.

    Rows are (connection, account, name, currency, timezone, status, problem, covered_from, covered_until, has_days).
    """
    return (await session.execute(statement("ad_sources"), {"tenant": tenant, "platform": platform})).all()


async def load_ad_campaigns(session: AsyncSession, tenant: UUID, connections: Sequence[UUID]) -> list[AdCampaign]:
    """Return every campaign of those accounts."""
    asked = {"tenant": tenant, "connections": list(connections)}
    return [AdCampaign(*row) for row in await session.execute(statement("ad_campaigns"), asked)]


async def load_ad_performance(session: AsyncSession, which: Which, by: str) -> list[Added]:
    """Return the sums by campaign ("campaign") or by day, week or month, each by currency."""
    rows = await session.execute(statement("ad_performance"), {**which.parameters, "by": by})
    return [Added(row[0], row[1], row[2], row[3], Sums(*map(int, row[4:]))) for row in rows]


async def load_ad_attributions(session: AsyncSession, which: Which) -> list[Credited]:
    """Return the rules purchases were credited by, oldest first."""
    return [Credited(*row) for row in await session.execute(statement("ad_attributions"), which.parameters)]


async def load_ad_entities(session: AsyncSession, tenant: UUID, connections: Sequence[UUID]) -> list[AdEntity]:
    """Return every campaign of those accounts with the days its spend lies between, and its SKUs."""
    rows = await session.execute(statement("ad_entities"), {"tenant": tenant, "connections": list(connections)})
    return [AdEntity(AdCampaign(*row[:5]), row.first_day, row.last_day, row.currency, tuple(row.skus)) for row in rows]
