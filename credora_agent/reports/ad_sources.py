"""Whose figures an advertising report tells: a platform's accounts, all or the one meant, and how far they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.core.clock import time_zone
from credora_agent.core.errors import BadInput, NotConnected
from credora_agent.core.text import plain_text
from credora_agent.ledger.load_ad_reports import load_ad_campaigns, load_ad_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period
    from credora_agent.ledger.load_ad_reports import AdCampaign

TITLES = {"meta_ads": "Meta Ads", "google_ads": "Google Ads"}
COMMANDS = {"meta_ads": "meta", "google_ads": "google"}
"""What `credora connections add` calls the platforms."""
RESTATED = 3
"""Days whose figures still move as days are counted out; purchases are credited to earlier ones, too."""
CREDITED = {"meta_ads": 28, "google_ads": 90}
"""Days after a click in which a purchase may still be credited to its day."""
NAMED = 5
"""Campaigns an error names at the most."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Accounts of one platform."""

    platform: str
    accounts: Sequence[Row[Any]]

    @property
    def title(self) -> str:
        """Return the platform's name."""
        return TITLES[self.platform]

    @property
    def ids(self) -> list[UUID]:
        """Return the connections' ids."""
        return [each.connection for each in self.accounts]

    def of(self, connection: UUID) -> Row[Any]:
        """Return one account."""
        return next(each for each in self.accounts if each.connection == connection)

    @property
    def read_until(self) -> datetime | None:
        """Return the moment up to which all accounts that are connected have been read, None before they were once."""
        moments = [each.covered_until for each in self.accounts if each.status != "disconnected"]
        return min(moments) if moments and all(moments) else None


async def ad_sources(session: AsyncSession, tenant: UUID, platform: str, account: str | None) -> Sources:
    """Return the shop's accounts at a platform, the one `account` names by id or name if it is given.

    Raises NotConnected when there is none at all, BadInput when none or several are called so.
    """
    found = await load_ad_sources(session, tenant, platform)
    if not found:
        command = f"`credora connections add {COMMANDS[platform]}`"
        raise NotConnected(f"No {TITLES[platform]} account is connected.", remedy=f"Connect one by {command}.")
    if account is None:
        return Sources(platform, found)
    bare = account.strip().removeprefix("act_").replace("-", "")
    meant = [each for each in found if each.account == bare]
    meant = meant or [each for each in found if (each.name or "").casefold() == account.strip().casefold()]
    if len(meant) != 1:
        known = ", ".join(f"{each.account} ({plain_text(each.name or 'no name', longest=40)})" for each in found[:20])
        raise BadInput(
            f"There is no one {TITLES[platform]} account {plain_text(account, longest=40)!r}.",
            remedy=f"Use one of: {known}.",
        )
    return Sources(platform, meant)


async def campaigns_called(session: AsyncSession, tenant: UUID, sources: Sources, given: str) -> list[AdCampaign]:
    """Return the campaigns of that id, key or exact name, whatever its case. Raises BadInput when there are none."""
    found = await load_ad_campaigns(session, tenant, sources.ids)
    wanted = given.strip()
    by_id = [each for each in found if wanted in {each.campaign_id, key(sources, each)}]
    meant = by_id or [each for each in found if each.name.casefold() == wanted.casefold()]
    if not meant:
        raise BadInput(
            f"{sources.title} has no campaign {plain_text(wanted, longest=60)!r} in these books.",
            remedy=_near(found, wanted),
        )
    return meant


def key(sources: Sources, campaign: AdCampaign) -> str:
    """Return what names a campaign among all of the shop's: "platform:account:id"."""
    return f"{sources.platform}:{sources.of(campaign.connection).account}:{campaign.campaign_id}"


def reading_notes(sources: Sources, period: Period, today: date) -> Iterable[str]:
    """Yield what of the period is not read, not final, or may never come."""
    for each in sources.accounts:
        called = f"{sources.title} {each.account}"
        if each.status == "needs_attention":
            cause = plain_text((each.problem or {}).get("cause") or "its access is over", longest=120).rstrip(".")
            yield f"{called} needs attention ({cause}): connect it again to read on."
        if each.status == "disconnected":
            yield f"{called} is disconnected: its figures stand as they were last read."
        elif not each.has_days and each.covered_until is None:
            yield f"{called} has not been read yet."
        elif (first := _first_day(each)) is not None and first > period.start:
            yield f"{called} is read from {first} on only."
    until = sources.read_until
    if until is not None and until.date() < min(period.end, today - timedelta(days=1)):
        yield f"Nothing is read after {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC yet."
    first = today - timedelta(days=RESTATED - 1)
    if period.end >= first:
        yield (
            f"Days from {max(first, period.start)} on may still change, and purchases are credited to a day for up to"
            f" {CREDITED[sources.platform]} days more."
        )


def _first_day(account: Row[Any]) -> date | None:
    """Return the first day that was read, where the account is."""
    if account.covered_from is None:
        return None
    day: date = account.covered_from.astimezone(time_zone(account.timezone or "UTC")).date()
    return day


def _near(found: Sequence[AdCampaign], wanted: str) -> str:
    if not found:
        return "No campaign has been read yet: see cfo_status."
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only on the way to an error

    names = {each.campaign_id: each.name for each in found}
    near = process.extract(wanted, names, scorer=fuzz.WRatio, limit=NAMED)
    said = ", ".join(f"{number} ({plain_text(name, longest=40)})" for name, _, number in near)
    return f"Use an id or the exact name, as of {said}."
