"""Clicks that lead to orders, and what the platforms then claim: campaigns begin and end on their own days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from credora_agent.sandbox.world.ad_plans import accounts_of, campaigns_of
from credora_agent.sandbox.world.ad_reports import Reports
from credora_agent.sandbox.world.checkout import Lead
from credora_agent.sandbox.world.days import local_day, midnight
from credora_agent.sandbox.world.model import Campaign, TruthRow

if TYPE_CHECKING:
    from datetime import date, datetime

    from credora_agent.sandbox.world.ad_plans import Running
    from credora_agent.sandbox.world.model import AdDay, Order
    from credora_agent.sandbox.world.profile import Profile
    from credora_agent.sandbox.world.stage import Stage

_LAGS = ((0, 1, 2, 4, 7, 16, 27, 60), (68, 12, 6, 5, 4, 3, 1.4, 0.6))
_META_WINDOW = 7
_CLAIMED_ANYWAY = 0.07
_SHARED = 0.12


class Advertising:
    """The shop's accounts and campaigns, the orders they lead to and the figures they report."""

    def __init__(self, seed: int, profile: Profile, start: date) -> None:
        self.accounts, spending = accounts_of(seed, profile)
        self.running = campaigns_of(seed, profile, spending, start)
        self._reports = Reports(seed, profile, start)
        self._by_id = {campaign.id: campaign for campaign in self.running}
        self.campaigns: dict[str, Campaign] = {}

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of the accounts."""
        return tuple(sorted({account.currency for account in self.accounts}))

    def plan(self, stage: Stage) -> None:
        """Plan when campaigns appear on their platforms and how they end."""
        for campaign in self.running:
            zone = campaign.account.zone
            stage.timeline.plan_first(int(midnight(campaign.first, zone).timestamp()), self._begin, campaign)
            if campaign.last is not None:
                over = midnight(campaign.last + timedelta(days=1), zone)
                stage.timeline.plan_first(int(over.timestamp()), self._end, campaign)

    def expected(self, day: date) -> list[tuple[Lead, float]]:
        """Return how many orders each campaign leads to on `day` on average; those that lead to none are left out."""
        drawn = ((c, self._reports.orders_expected(c, day)) for c in self.running)
        return [(Lead(c.id, promoted=c.plan.promoted), mean) for c, mean in drawn if mean]

    def credit(self, stage: Stage, order: Order) -> None:
        """Let platforms claim the order: the one that led to it, and some that did not."""
        if order.test:
            return
        if order.campaign_id is not None:
            self._credit_click(stage, order, self._by_id[order.campaign_id])
        elif stage.happens(_CLAIMED_ANYWAY):
            day = stage.today
            watching = [c for c in self.running if c.account.platform == "meta" and c.runs(day)]
            if watching:
                campaign = stage.chance.choice(watching)
                clicked = local_day(stage.moment, campaign.account.zone)
                if campaign.runs(clicked):
                    self._reports.claim(campaign, clicked, 1000, self._value(stage, order, campaign), 1000)

    def days(self, account_id: str, since: date, until: date, now: datetime) -> list[AdDay]:
        """Return what the platform says at `now` of an account's campaign days, by day and campaign."""
        mine = (c for c in self.running if c.account.id == account_id and c.id in self.campaigns)
        return sorted((d for c in mine for d in self._reports.shown(c, since, until, now)), key=lambda d: (d[1], d[0]))

    def truth(self, now: datetime) -> list[TruthRow]:
        """Return what advertising has cost, by campaign and account day, as the platforms put it at `now`."""
        return [
            TruthRow(day.day, "marketing", -day.spend, c.account.currency, None, f"campaign {c.id} on {day.day}")
            for c in self.running
            if c.id in self.campaigns
            for day in self._reports.shown(c, c.first, local_day(now, c.account.zone), now)
            if day.spend
        ]

    def _credit_click(self, stage: Stage, order: Order, campaign: Running) -> None:
        """Count the order for the day of the click, within the platform's window; Google may share it out."""
        lag = stage.chance.choices(*_LAGS)[0]
        clicked = local_day(stage.moment, campaign.account.zone) - timedelta(days=lag)
        google = campaign.account.platform == "google"
        if not campaign.runs(clicked) or (lag > _META_WINDOW and not google):
            return
        value = self._value(stage, order, campaign)
        others = [c for c in self.running if c.account is campaign.account and c is not campaign and c.runs(clicked)]
        if google and others and stage.happens(_SHARED):
            self._reports.claim(campaign, clicked, 600, value * 6 // 10)
            self._reports.claim(stage.chance.choice(others), clicked, 400, value - value * 6 // 10)
        else:
            self._reports.claim(campaign, clicked, 1000, value)

    @staticmethod
    def _value(stage: Stage, order: Order, campaign: Running) -> int:
        return stage.rates.exchanged(order.current_total().shop, campaign.account.currency, stage.today)

    def _begin(self, campaign: Running) -> None:
        plan, account = campaign.plan, campaign.account
        status = "ACTIVE" if account.platform == "meta" else "ENABLED"
        self.campaigns[campaign.id] = Campaign(
            account.platform, account.id, campaign.id, plan.name, plan.kind, status, campaign.first
        )

    def _end(self, campaign: Running) -> None:
        ended = self.campaigns[campaign.id]
        ended.status, ended.ended = campaign.plan.ends_as, campaign.last
