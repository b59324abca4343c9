"""Users, ad accounts and campaigns as Graph nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from credora_agent.sandbox.meta.errors import GraphError
from credora_agent.sandbox.meta.vocabulary import fields_of

if TYPE_CHECKING:
    from credora_agent.sandbox.meta.call import Call
    from credora_agent.sandbox.world.model import AdAccount, Campaign
    from credora_agent.sandbox.world.world import World

_ACCOUNT_STATUS = {"ENABLED": 1, "ACTIVE": 1, "DISABLED": 2, "SUSPENDED": 2, "UNSETTLED": 3, "CLOSED": 101}
_DELIVERING = {"ACTIVE": "ACTIVE", "ENABLED": "ACTIVE", "REMOVED": "DELETED"}


def account_node(world: World, account: AdAccount, call: Call) -> dict[str, Any]:
    """Return an ad account; `amount_spent` and `balance` are in minor units, unlike every spend of insights."""
    wanted = chosen(call, "ad_account", "AdAccount", ("account_id", "id"))
    now = world.now.astimezone(ZoneInfo(account.zone))
    known: dict[str, Any] = {
        "id": f"act_{account.id}",
        "account_id": account.id,
        "name": account.name,
        "currency": account.currency,
        "timezone_name": account.zone,
        "timezone_offset_hours_utc": (offset.total_seconds() / 3600 if (offset := now.utcoffset()) else 0),
        "account_status": _ACCOUNT_STATUS.get(account.status, 1),
        "disable_reason": 0,
        "age": 800.5,
        "balance": "0",
        "spend_cap": "0",
        "business": {"id": f"9{account.id[-12:]}", "name": world.shop_name},
        "business_name": world.shop_name,
        "is_personal": 0,
        "user_tasks": ["ANALYZE"],
    }
    if "amount_spent" in wanted:
        started = min((c.started for c in world.campaigns.values() if c.account_id == account.id), default=now.date())
        known["amount_spent"] = str(sum(day.spend for day in world.ad_days(account.id, started, now.date())))
    return {name: known[name] for name in wanted if name in known}


def campaign_node(campaign: Campaign, call: Call) -> dict[str, Any]:
    """Return a campaign."""
    status = _DELIVERING.get(campaign.status, campaign.status)
    known: dict[str, Any] = {
        "id": campaign.id,
        "account_id": campaign.account_id,
        "name": campaign.name,
        "objective": campaign.kind,
        "buying_type": "AUCTION",
        "status": status,
        "configured_status": status,
        "effective_status": status,
        "created_time": f"{campaign.started.isoformat()}T08:00:00+0000",
        "start_time": f"{campaign.started.isoformat()}T08:00:00+0000",
    }
    if campaign.ended:
        known["stop_time"] = f"{campaign.ended.isoformat()}T23:59:00+0000"
    return {name: known[name] for name in chosen(call, "campaign", "Campaign", ("id",)) if name in known}


def chosen(call: Call, kind: str, node: str, usual: tuple[str, ...]) -> list[str]:
    """Return the fields asked of a node, `id` always among them. Raises GraphError 100 for one it does not have."""
    asked = call.names("fields") or list(usual)
    for name in asked:
        if name not in fields_of(kind):
            raise GraphError(100, f"(#100) Tried accessing nonexisting field ({name}) on node type ({node})")
    return list(dict.fromkeys([*asked, "id"]))
