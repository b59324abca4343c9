"""Actions as Meta counts them: one purchase under several names, roll-ups beside their parts, a value per window."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.meta.vocabulary import GONE_WINDOWS
from credora_agent.sandbox.world.model import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credora_agent.sandbox.meta.insights import Ask

_PIXEL = "offsite_conversion.fb_pixel_purchase"
_HIDING = {"action_target_id", "action_destination"}


@dataclass(slots=True)
class Counts:
    """Sums over some days: money in minor units, purchases in thousandths."""

    spend: int = 0
    impressions: int = 0
    clicks: int = 0
    link_clicks: int = 0
    purchases: int = 0
    value: int = 0
    others: int = 0
    views: int = 0


def count(milli: int) -> str:
    """Return thousandths as Meta writes a count."""
    whole, rest = divmod(milli, 1000)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)


def nature(campaign_id: str) -> int:
    """Return a number from 0 to 11 that decides how a campaign's purchases are named."""
    return sha256(campaign_id.encode()).digest()[0] % 12


def purchase_names(campaign_id: str) -> dict[str, str]:
    """Return under which names a campaign's purchases appear, and whether each holds them all, or by place.

    Every name overlaps the others. Some campaigns lack one roll-up or both; some sell partly in Meta's own shop.
    """
    kind = nature(campaign_id)
    if kind in {0, 5}:
        return dict.fromkeys(("purchase", _PIXEL, "onsite_web_purchase"), "all")
    if kind == 1:
        return dict.fromkeys((_PIXEL, "onsite_web_app_purchase", "web_in_store_purchase"), "all")
    names = dict.fromkeys(("omni_purchase", "purchase", "onsite_web_purchase", "onsite_web_app_purchase"), "all")
    if kind in {2, 7}:
        return {**names, _PIXEL: "site", "onsite_conversion.purchase": "shop", "onsite_app_purchase": "shop"}
    return {**names, _PIXEL: "all", "web_in_store_purchase": "all"}


def actions(counts: Counts, campaigns: dict[str, Counts], ask: Ask) -> list[dict[str, Any]]:
    """Return the `actions` of a row whose counts are those of `campaigns`."""
    plain = {
        "link_click": counts.link_clicks * 1000,
        "post_engagement": (counts.link_clicks + counts.clicks // 9) * 1000,
        "page_engagement": (counts.link_clicks + counts.clicks // 8) * 1000,
        "landing_page_view": counts.link_clicks * 8 // 10 * 1000,
        "video_view": counts.impressions // 23 * 1000,
        "add_to_cart": counts.purchases * 3 // 1000 * 1000,
        "omni_add_to_cart": counts.purchases * 3 // 1000 * 1000,
        "offsite_conversion.fb_pixel_add_to_cart": counts.purchases * 3 // 1000 * 1000,
        "initiate_checkout": counts.purchases * 2 // 1000 * 1000,
        "lead": counts.others,
        "offsite_conversion.fb_pixel_lead": counts.others,
    }
    rows = [_row(name, milli, 0, ask, count) for name, milli in plain.items() if milli]
    bought = _purchases(((id_, each, each.purchases, each.views) for id_, each in campaigns.items()), ask)
    return rows + [_row(name, milli, views, ask, count) for name, (milli, views) in bought.items() if milli]


def action_values(campaigns: dict[str, Counts], ask: Ask, currency: str) -> list[dict[str, Any]]:
    """Return the `action_values` of a row, in major units of `currency`."""

    def money(minor: int) -> str:
        return written(minor, currency)

    parts = ((id_, each, each.value, _part(each.value, each.views, each)) for id_, each in campaigns.items())
    return [_row(name, minor, views, ask, money) for name, (minor, views) in _purchases(parts, ask).items() if minor]


def roas(counts: Counts, campaigns: dict[str, Counts], ask: Ask) -> list[dict[str, str]]:
    """Return the `purchase_roas` of a row, by its first purchase name; none without spend."""
    parts = _purchases(((id_, each, each.value, 0) for id_, each in campaigns.items()), ask)
    if not counts.spend or not parts:
        return []
    name, (value, _) = next(iter(parts.items()))
    return [{"action_type": name, "value": f"{value / counts.spend:.6f}"}]


def _purchases(parts: Iterable[tuple[str, Counts, int, int]], ask: Ask) -> dict[str, tuple[int, int]]:
    """Return (all, by view) per purchase name; breakdowns by destination lose some campaigns' purchases."""
    sums: dict[str, tuple[int, int]] = {}
    for campaign_id, counts, amount, views in parts:
        if _HIDING & set(ask.action_breakdowns) and nature(campaign_id) % 2:
            continue
        in_shop = _part(amount, counts.purchases * 3 // 10_000 * 1000, counts)
        places = {"all": (amount, views), "site": (amount - in_shop, views), "shop": (in_shop, 0)}
        for name, place in purchase_names(campaign_id).items():
            before, more = sums.get(name, (0, 0)), places[place]
            sums[name] = before[0] + more[0], before[1] + min(more)
    return {name: both for name, both in sums.items() if both[0]}


def _part(amount: int, some: int, counts: Counts) -> int:
    """Return the part of an amount that falls to some of the purchases."""
    return amount * some // counts.purchases if counts.purchases else 0


def _row(name: str, amount: int, views: int, ask: Ask, said: Any) -> dict[str, Any]:
    """Return one action with a value for each window asked for; windows that are gone say nothing."""
    clicked = amount - views
    windows = {
        "1d_click": clicked * 7 // 10,
        "7d_click": clicked,
        "28d_click": clicked * 28 // 25,
        "1d_view": views,
        "1d_ev": views // 4,
    }
    values = {
        window: said(windows[window] // 1000 * 1000 if said is count else windows[window])
        for window in ask.windows
        if window not in GONE_WINDOWS and windows.get(window)
    }
    broken = {key: "unknown" for key in ask.action_breakdowns if key != "action_type"}
    return {"action_type": name, **broken, "value": said(amount), **values}
