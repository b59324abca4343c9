"""Insights rows: the world's ad days summed by level and period, every number a string."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.meta.actions import Counts, action_values, actions, roas
from credora_agent.sandbox.world.model import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.sandbox.meta.insights import Ask
    from credora_agent.sandbox.world.model import AdAccount, AdDay, Campaign
    from credora_agent.sandbox.world.world import World

ATTRIBUTION = "7d_click_1d_view"
_EPOCH = date(2000, 1, 1)


@dataclass(slots=True)
class _Sum:
    """One row in the making, its campaigns apart since their purchases are named differently."""

    first: date
    last: date
    total: Counts = field(default_factory=Counts)
    campaigns: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))


def rows(world: World, account: AdAccount, ask: Ask) -> list[dict[str, Any]]:
    """Return every row of the answer, by campaign and then by day, as the platform says it now."""
    sums: dict[tuple[str, date], _Sum] = {}
    for day in world.ad_days(account.id, ask.since, ask.until):
        if ask.campaigns is not None and day.campaign_id not in ask.campaigns:
            continue
        first, last = _period(day.day, ask)
        key = ("" if ask.level == "account" else day.campaign_id), first
        _add(sums.setdefault(key, _Sum(first, last)), day)
    written_rows = []
    for (campaign_id, _), row in sorted(sums.items()):
        said = _Said(account, world.campaigns.get(campaign_id), row, ask)
        written_rows.append(said.row())
    return written_rows


def _add(row: _Sum, day: AdDay) -> None:
    for counts in (row.total, row.campaigns[day.campaign_id]):
        counts.spend += day.spend
        counts.impressions += day.impressions
        counts.clicks += day.clicks
        counts.link_clicks += day.link_clicks
        counts.purchases += day.purchases_milli
        counts.value += day.value
        counts.others += day.other_conversions_milli
        counts.views += min(day.view_purchases_milli, day.purchases_milli)


def _period(day: date, ask: Ask) -> tuple[date, date]:
    """Return the first and last day of the row that `day` belongs to."""
    if ask.increment == 0:
        return ask.since, ask.until
    if ask.increment < 0:
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    else:
        first = day - timedelta(days=(day - ask.since).days % ask.increment)
        last = first + timedelta(days=ask.increment - 1)
    return max(first, ask.since), min(last, ask.until)


@dataclass(frozen=True, slots=True)
class _Said:
    """One row as it is written."""

    account: AdAccount
    campaign: Campaign | None
    sum: _Sum
    ask: Ask

    def row(self) -> dict[str, Any]:
        """Return the fields asked for that have something to say, with the dates and breakdowns that always come."""
        said = {name: _FIELDS[name](self) for name in self.ask.fields if name in _FIELDS}
        dates = {"date_start": self.sum.first.isoformat(), "date_stop": self.sum.last.isoformat()}
        broken = {name: _BUCKETS.get(name, "unknown") for name in self.ask.breakdowns}
        return {**{name: value for name, value in said.items() if value not in (None, [])}, **dates, **broken}

    def of_campaign(self, name: str) -> str | None:
        """Return an attribute of the row's campaign, if it has one."""
        return str(getattr(self.campaign, name)) if self.campaign else None

    def beneath(self, level: str, suffix: str) -> str | None:
        """Return the id of the one ad set or ad that stands for the campaign at a deeper level."""
        deep = ("account", "campaign", "adset", "ad")
        wanted = self.campaign and deep.index(self.ask.level) >= deep.index(level)
        return f"{self.campaign.id}{suffix}" if wanted and self.campaign else None

    def ratio(self, top: int, bottom: int, times: int = 1) -> str | None:
        """Return a rate as Meta writes it; none of nothing."""
        return f"{top * times / bottom:.6f}" if bottom else None

    def money_per(self, bottom: int, times: int = 1) -> str | None:
        """Return spend per something, in major units."""
        major = float(written(self.sum.total.spend, self.account.currency))
        return f"{major * times / bottom:.6f}" if bottom else None


_BUCKETS = {"publisher_platform": "facebook", "country": "GB", "age": "25-34", "gender": "unknown"}
_FIELDS: dict[str, Callable[[_Said], Any]] = {
    "account_id": lambda said: said.account.id,
    "account_name": lambda said: said.account.name,
    "account_currency": lambda said: said.account.currency,
    "campaign_id": lambda said: said.of_campaign("id"),
    "campaign_name": lambda said: said.of_campaign("name"),
    "objective": lambda said: said.of_campaign("kind"),
    "adset_id": lambda said: said.beneath("adset", "1"),
    "adset_name": lambda said: said.of_campaign("name") if said.beneath("adset", "1") else None,
    "ad_id": lambda said: said.beneath("ad", "2"),
    "ad_name": lambda said: said.of_campaign("name") if said.beneath("ad", "2") else None,
    "buying_type": lambda _: "AUCTION",
    "attribution_setting": lambda _: ATTRIBUTION,
    "spend": lambda said: written(said.sum.total.spend, said.account.currency) if said.sum.total.spend else "0",
    "impressions": lambda said: str(said.sum.total.impressions),
    "reach": lambda said: str(said.sum.total.impressions * 7 // 10),
    "frequency": lambda said: said.ratio(said.sum.total.impressions, said.sum.total.impressions * 7 // 10),
    "clicks": lambda said: str(said.sum.total.clicks),
    "inline_link_clicks": lambda said: str(said.sum.total.link_clicks) if said.sum.total.link_clicks else None,
    "ctr": lambda said: said.ratio(said.sum.total.clicks, said.sum.total.impressions, 100) or "0",
    "cpc": lambda said: said.money_per(said.sum.total.clicks),
    "cpm": lambda said: said.money_per(said.sum.total.impressions, 1000),
    "actions": lambda said: actions(said.sum.total, said.sum.campaigns, said.ask),
    "action_values": lambda said: action_values(said.sum.campaigns, said.ask, said.account.currency),
    "purchase_roas": lambda said: roas(said.sum.total, said.sum.campaigns, said.ask),
}
