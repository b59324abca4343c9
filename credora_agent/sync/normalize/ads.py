"""What the advertising platforms have in common: an account's days, refused when they are not the ones asked. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.core.money import decimal_string
from credora_agent.ledger.entries import Category, Entry, Record, Rejected, Window
from credora_agent.ledger.platform_rows import AdDayRow, CampaignRow
from credora_agent.sync.normalize import cells
from credora_agent.sync.normalize.cells import BadNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

AD_DAYS = "ad_days"
PROVIDES = (Category.MARKETING,)


class Account(NamedTuple):
    """The advertising account that was asked: its days are those of `zone`, its money is in `currency`."""

    platform: str
    id: str
    currency: str
    zone: ZoneInfo


class Read(NamedTuple):
    """One row of a report, understood: a campaign's day, and what the campaign is called there."""

    account: str
    day: AdDayRow
    name: str
    status: str | None
    channel: str | None


class AdStep(NamedTuple):
    """What the rows of one window come to: records for the ledger, the days in detail, the campaigns met."""

    records: list[Record | Rejected]
    days: list[AdDayRow]
    campaigns: list[CampaignRow]


def window_of(account: Account, since: date, until: date) -> Window:
    """Return the window those days of the account are replaced in."""
    return Window(AD_DAYS, account.id, since, until)


def ad_step(
    rows: Iterable[Any], account: Account, since: date, until: date, read: Callable[[Mapping[str, Any]], Read]
) -> AdStep:
    """Return what `rows`, each understood by `read`, say of the account's days from `since` to `until`.

    A row of another day, account or currency, or one that cannot be read, is a Rejected. A campaign's day that
    is given twice stands as it was given last.
    """
    found: dict[tuple[str, date], Read] = {}
    refused: list[Record | Rejected] = []
    for row in rows:
        try:
            one = read(cells.mapping(row, "a row of a report"))
            _check(one, account, since, until)
            found[one.day.campaign_id, one.day.day] = one
        except (BadNode, AttributeError, TypeError, KeyError) as bad:
            refused.append(_refused(row, bad, account))
    records = [_record(one, account) for one in found.values()]
    return AdStep([*records, *refused], [one.day for one in found.values()], _campaigns(found.values()))


def _check(one: Read, account: Account, since: date, until: date) -> None:
    if one.account != account.id:
        raise BadNode(f"it is of the account {one.account}, not of {account.id}")
    if not since <= one.day.day <= until:
        raise BadNode(f"its day {one.day.day} is not in the window that was asked for")
    if one.day.currency != account.currency:
        raise BadNode(f"it is in {one.day.currency}, the account in {account.currency}")


def _record(one: Read, account: Account) -> Record:
    day = one.day
    at = datetime.combine(day.day, time(), account.zone).astimezone(UTC)
    spent = Entry("spend", Category.MARKETING, at, day.day, -day.spend, day.currency)
    return Record(
        source_table=AD_DAYS,
        source_key=f"{account.id}:{day.campaign_id}:{day.day}",
        row=0,
        occurred_at=at,
        local_date=day.day,
        currency=day.currency,
        stated=-day.spend,
        payload=_payload(one, account),
        entries=(spent,) if day.spend else (),
        title=one.name,
    )


def _payload(one: Read, account: Account) -> dict[str, Any]:
    day = one.day
    return cells.told(
        platform=account.platform,
        account=account.id,
        campaign=day.campaign_id,
        name=one.name,
        day=day.day.isoformat(),
        spend=decimal_string(day.spend),
        impressions=day.impressions,
        clicks=day.clicks,
    )


def _campaigns(read: Iterable[Read]) -> list[CampaignRow]:
    newest: dict[str, CampaignRow] = {}
    for one in sorted(read, key=lambda each: each.day.day):
        kept = newest.get(one.day.campaign_id)
        first = kept.first_day if kept else one.day.day
        newest[one.day.campaign_id] = CampaignRow(
            one.day.campaign_id, one.name, one.status, one.channel, first, one.day.day
        )
    return list(newest.values())


def _refused(row: Any, bad: Exception, account: Account) -> Rejected:
    reason = bad if isinstance(bad, BadNode) else f"it is not shaped as expected ({type(bad).__name__})"
    return cells.rejected(row, reason, what=f"A row of {account.platform} account {account.id} cannot be booked")


def days_between(since: date, until: date) -> list[date]:
    """Return every day from `since` to `until`, both included."""
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]
