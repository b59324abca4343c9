"""Rows of a query's answer: resources, segments and metrics as nested JSON in Google's spelling."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.google.vocabulary import field_type
from credora_agent.sandbox.world.model import decimals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from credora_agent.sandbox.google.query import Query
    from credora_agent.sandbox.google.tree import Client
    from credora_agent.sandbox.world.model import AdAccount, AdDay, Campaign
    from credora_agent.sandbox.world.world import World

Row = dict[str, Any]
_WITH_METRICS = {"campaign", "customer", "ad_group", "ad_group_ad"}
_NO_AD_GROUPS = {"PERFORMANCE_MAX"}
_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_MICRO_DIGITS = 6


@dataclass(slots=True)
class _Counts:
    """Sums of ad days; money in minor units, counts of conversions in thousandths."""

    spend: int = 0
    impressions: int = 0
    clicks: int = 0
    purchases_milli: int = 0
    value: int = 0
    other_conversions_milli: int = 0
    view_purchases_milli: int = 0

    def add(self, day: AdDay) -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(day, each.name))

    def anything(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


_METRICS: dict[str, Callable[[_Counts, int], Any]] = {
    "cost_micros": lambda sums, digits: sums.spend * 10 ** (_MICRO_DIGITS - digits),
    "impressions": lambda sums, _: sums.impressions,
    "clicks": lambda sums, _: sums.clicks,
    "interactions": lambda sums, _: sums.clicks,
    "conversions": lambda sums, _: sums.purchases_milli / 1000,
    "all_conversions": lambda sums, _: (sums.purchases_milli + sums.other_conversions_milli) / 1000,
    "conversions_value": lambda sums, digits: sums.value / 10**digits,
    "all_conversions_value": lambda sums, digits: (sums.value + sums.value // 9) / 10**digits,
    "conversions_by_conversion_date": lambda sums, _: sums.purchases_milli / 1000,
    "conversions_value_by_conversion_date": lambda sums, digits: sums.value / 10**digits,
    "view_through_conversions": lambda sums, _: sums.view_purchases_milli // 1000,
    "ctr": lambda sums, _: sums.clicks / sums.impressions if sums.impressions else 0.0,
    "average_cpc": lambda sums, digits: (
        sums.spend * 10 ** (_MICRO_DIGITS - digits) / sums.clicks if sums.clicks else 0.0
    ),
}
_SEGMENTS: dict[str, Callable[[date], Any]] = {
    "date": date.isoformat,
    "week": lambda day: (day - timedelta(days=day.weekday())).isoformat(),
    "month": lambda day: day.replace(day=1).isoformat(),
    "quarter": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1).isoformat(),
    "year": lambda day: day.year,
    "day_of_week": lambda day: _DAYS[day.weekday()],
}


def flat_rows(world: World, account: AdAccount, clients: Iterable[Client], query: Query, span: Any) -> Iterator[Row]:
    """Yield the answer's rows as {field: value} of everything the world knows, before WHERE; values not yet spelled.

    With segments, only what has a metric other than zero is there. `span` is the (first, last) day or None.
    """
    if query.resource == "customer_client":
        yield from (_client(account, client) for client in clients)
    elif query.resource in _WITH_METRICS:
        yield from _measured(world, account, query, span)


def _client(account: AdAccount, client: Client) -> Row:
    seen = client.account
    return {
        **_customer(account),
        "customer_client.resource_name": f"customers/{account.id}/customerClients/{seen.id}",
        "customer_client.client_customer": f"customers/{seen.id}",
        "customer_client.level": client.level,
        "customer_client.manager": seen.manager,
        "customer_client.hidden": seen.status == "HIDDEN",
        "customer_client.test_account": seen.test,
        "customer_client.status": "ENABLED" if seen.status == "HIDDEN" else _status(seen),
        "customer_client.currency_code": seen.currency,
        "customer_client.time_zone": seen.zone,
        "customer_client.descriptive_name": seen.name,
        "customer_client.id": int(seen.id),
    }


def _status(account: AdAccount) -> str:
    """Return a customer's status; what is disabled here is cancelled there."""
    return account.status if account.status in {"ENABLED", "CANCELED", "SUSPENDED", "CLOSED"} else "CANCELED"


def _customer(account: AdAccount) -> Row:
    return {
        "customer.resource_name": f"customers/{account.id}",
        "customer.id": int(account.id),
        "customer.descriptive_name": account.name,
        "customer.currency_code": account.currency,
        "customer.time_zone": account.zone,
        "customer.manager": account.manager,
        "customer.test_account": account.test,
        "customer.status": _status(account),
    }


def _campaign(account: AdAccount, campaign: Campaign) -> Row:
    name = f"customers/{account.id}/campaigns/{campaign.id}"
    status = {"ACTIVE": "ENABLED", "DELETED": "REMOVED"}.get(campaign.status, campaign.status)
    ended = {"campaign.end_date_time": f"{campaign.ended.isoformat()} 23:59:59"} if campaign.ended else {}
    return {
        "campaign.resource_name": name,
        "campaign.id": int(campaign.id),
        "campaign.name": campaign.name,
        "campaign.status": status,
        "campaign.advertising_channel_type": campaign.kind,
        "campaign.start_date_time": f"{campaign.started.isoformat()} 00:00:00",
        **ended,
    }


def _ad_group(account: AdAccount, campaign: Campaign) -> Row:
    """Return the one ad group and ad that stand for a campaign at deeper levels."""
    group = f"{campaign.id}1"
    return {
        "ad_group.resource_name": f"customers/{account.id}/adGroups/{group}",
        "ad_group.id": int(group),
        "ad_group.name": campaign.name,
        "ad_group.status": "ENABLED",
        "ad_group_ad.resource_name": f"customers/{account.id}/adGroupAds/{group}~{campaign.id}2",
        "ad_group_ad.ad.resource_name": f"customers/{account.id}/ads/{campaign.id}2",
        "ad_group_ad.ad.id": int(f"{campaign.id}2"),
        "ad_group_ad.status": "ENABLED",
    }


def _measured(world: World, account: AdAccount, query: Query, span: Any) -> Iterator[Row]:
    """Yield the rows of a resource with metrics: one per entity, or one per entity and segment."""
    used = {*query.select, *(condition.field for condition in query.where)}
    segments = [name.partition(".")[2] for name in used if name.startswith("segments.")]
    chosen = [name for name in segments if f"segments.{name}" in query.select]
    entities = _entities(world, account, query)
    sums: dict[tuple[str, tuple[Any, ...]], _Counts] = defaultdict(_Counts)
    for day in _ad_days(world, account, span) if any(name.startswith("metrics.") for name in used) or chosen else ():
        key = "" if query.resource == "customer" else day.campaign_id
        if key in entities:
            sums[key, tuple(_SEGMENTS[name](day.day) for name in chosen if name in _SEGMENTS)].add(day)
    if not chosen:
        for key, entity in entities.items():
            yield {**entity, **_metrics(sums[key, ()], account)}
        return
    names = [f"segments.{name}" for name in chosen if name in _SEGMENTS]
    for (key, values), counts in sums.items():
        if counts.anything():
            yield {**entities[key], **dict(zip(names, values, strict=True)), **_metrics(counts, account)}


def _entities(world: World, account: AdAccount, query: Query) -> dict[str, Row]:
    """Return the rows' subjects by campaign id; the customer itself is under the empty one."""
    if query.resource == "customer":
        return {"": _customer(account)}
    own = [campaign for campaign in world.campaigns.values() if campaign.account_id == account.id]
    if query.resource == "campaign":
        return {each.id: {**_customer(account), **_campaign(account, each)} for each in own}
    return {
        each.id: {**_customer(account), **_campaign(account, each), **_ad_group(account, each)}
        for each in own
        if each.kind not in _NO_AD_GROUPS
    }


def _ad_days(world: World, account: AdAccount, span: Any) -> list[AdDay]:
    since, until = span or (date(2000, 1, 1), world.now.date() + timedelta(days=1))
    return world.ad_days(account.id, since, until)


def _metrics(counts: _Counts, account: AdAccount) -> Row:
    digits = decimals(account.currency)
    return {f"metrics.{name}": said(counts, digits) for name, said in _METRICS.items()}


def nested(row: Row, query: Query) -> dict[str, Any]:
    """Return the selected fields of a row as the API writes them, each resource with its name."""
    said: dict[str, Any] = {}
    families = dict.fromkeys(
        name.split(".")[0] for name in query.select if name.split(".")[0] not in {"metrics", "segments"}
    )
    names = [f"{family}.resource_name" for family in dict.fromkeys([query.resource, *families])]
    for name in [*names, *query.select]:
        if name not in row:
            continue
        *path, last = map(camel, name.split("."))
        place = said
        for part in path:
            place = place.setdefault(part, {})
        place[last] = _spelled(row[name], name)
    return said


def _spelled(value: Any, name: str) -> Any:
    """Return a value as JSON has it: 64-bit integers as text."""
    return str(value) if field_type(name) == "INT64" else value


def camel(name: str) -> str:
    """Return a name in lower camel case."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
