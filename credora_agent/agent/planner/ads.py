"""What the ad platforms report: clicks, impressions, their rates, by campaign or in time; campaigns listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.agent.plan import Call
from credora_agent.agent.planner.comparing import sides, versus
from credora_agent.agent.planner.lines import lines
from credora_agent.agent.planner.setting import Answer, Setting, dated, days_of_list, no
from credora_agent.core.period import Grain

if TYPE_CHECKING:
    from credora_agent.core.period import Period

PLATFORMS = ("meta", "google")
_COLUMN_OF = {
    "marketing": "spend", "ad_spend": "spend", "blended_roas": "platform_roas", "platform_roas": "platform_roas",
    "mer": "platform_roas",
    "poas": "platform_roas", "orders": "conversions", "revenue": "conversion_value", "net_sales": "conversion_value",
    "cac": "cost_per_purchase", "net_profit": "platform_roas",
}  # fmt: skip
_CHEAP = {"cpc", "cpm", "cost_per_purchase"}
_REGISTRY = {"clicks": "clicks", "impressions": "impressions", "conversions": "attributed_purchases",
             "conversion_value": "attributed_value"}  # fmt: skip
_FINE, _MIDDLE = 31, 120
_TERMS = (
    "SELECT search_term_view.search_term, metrics.impressions, metrics.clicks, metrics.cost_micros, "
    "metrics.conversions FROM search_term_view WHERE segments.date BETWEEN '{start}' AND '{end}' "
    "ORDER BY metrics.cost_micros DESC"
)


def performance(at: Setting) -> Answer:
    """Return what the platforms named report, both when none is; plain sums of all platforms are the shop's metrics."""
    columns = at.clause.every("column")
    named = at.clause.every("platform")
    shop_wide = columns and not named and not at.campaign and set(columns) <= set(_REGISTRY)
    if shop_wide and not at.clause.has("area"):
        return Answer("metrics_of_ads")
    named = named or [p for p in PLATFORMS if at.campaign and at.campaign.startswith(p)]
    if at.campaign and not named and not columns and at.clause.by is None:
        return at.answer("campaigns", *(Call("cfo_campaigns", dated(days)) for days in days_of_list(at)))
    platforms = named or [p for p in PLATFORMS if p in at.known.platforms] or list(PLATFORMS)
    found = _days(at)
    if isinstance(found, Answer):
        return found
    calls = [Call(f"{platform}_performance", {**dated(days), **_shape(at, days), **_order(at)})
             for platform in platforms for days in found]  # fmt: skip
    return at.answer("ads", *calls)


def registry_columns(at: Setting) -> list[str]:
    """Return the shop's metrics that sums of all platforms are."""
    return [_REGISTRY[column] for column in at.clause.every("column") if column in _REGISTRY]


def _days(at: Setting) -> list[Period] | Answer:
    told = at.clause.has("versus", "compare", "change", "shift", "previous_period", "why")
    compared = versus(at.clause, at.today) if told and at.clause.whens else None
    if compared is None or len(at.clause.every("platform")) > 1 > len(at.clause.whens) - 1:
        return days_of_list(at)
    both = sides(compared, at.today)
    if both is None:
        return no("ahead")
    at.notes.extend((*compared.taken, *both[2]))
    return [both[0], both[1]]


def _shape(at: Setting, days: Period) -> dict[str, str]:
    by = at.clause.by
    if by is None and at.clause.unfolds:
        by = "day" if days.days <= _FINE else "week" if days.days <= _MIDDLE else "month"
    campaign = {"campaign": at.campaign} if at.campaign else {}
    if by is None:
        return campaign
    by = by if by in {"day", "week", "month"} else "month"
    return {"by": by, **campaign} if len(days.split(Grain(by))) > 1 else campaign


def _order(at: Setting) -> dict[str, str]:
    extreme = at.clause.first("extreme") or ("low" if at.clause.holds("cheap") else None)
    if extreme is None:
        return {}
    if at.clause.has("lean") and not at.clause.has("column"):
        return {"order_by": "spend" if extreme in {"best", "high"} else "spend asc"}
    metrics = [_COLUMN_OF[m] for m in lines(at.clause)[0] if m in _COLUMN_OF]
    column = next(iter((*at.clause.every("column"), *metrics)), "platform_roas")
    high = extreme in {"best", "high"}
    if extreme in {"best", "worst"} and column in _CHEAP:
        high = not high
    return {"order_by": column if high else f"{column} asc"}


def entities(at: Setting) -> Answer:
    """Return the campaigns there are; of Google, those with spend of late, as the books list no others."""
    if at.clause.every("platform") == ["google"]:
        return at.answer("ads", *(Call("google_performance", dated(days)) for days in days_of_list(at)))
    state = at.clause.first("ad_state")
    args: dict[str, Any] = {"status": state} if state else {}
    return at.answer("ads", Call("meta_entities", args))


def search_terms(at: Setting) -> Answer:
    """Return what people searched for before they saw an ad of ours on Google."""
    return at.answer(
        "ads", *(Call("google_query", {"query": _TERMS.format(**dated(days))}) for days in days_of_list(at))
    )
