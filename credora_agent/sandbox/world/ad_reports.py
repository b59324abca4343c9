"""What advertising platforms say of each campaign day: first too much or too little, final after some weeks.

The figures of a day are drawn once from the seed; what is shown of them depends only on the day's age in its
account's zone. Purchases come from orders that clicks led to, and from orders a platform claims for itself.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.sandbox.world.days import growth, local_day, midnight, season
from credora_agent.sandbox.world.model import AdDay
from credora_agent.sandbox.world.money import nearest
from credora_agent.sandbox.world.rates import pence_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from credora_agent.sandbox.world.ad_plans import Running
    from credora_agent.sandbox.world.profile import Profile

FINAL_AFTER = {"meta": 28, "google": 30}
"""Days after which a platform changes a day's spend no more."""

_VOID = 0.006
_RESTATED = 0.3


class _Drawn(NamedTuple):
    """A day's final figures; `drift` is by how many thousandths the first word on it is off; `void`: all taken back."""

    spend: int
    clicks: int
    impressions: int
    link_clicks: int
    signups: int
    drift: int
    void_at: int | None


class _Claims:
    """What a platform claims of one campaign day so far."""

    __slots__ = ("milli", "value", "views_milli")

    def __init__(self) -> None:
        self.milli = self.value = self.views_milli = 0


class Reports:
    """The platforms' figures for all campaigns of a world."""

    def __init__(self, seed: int, profile: Profile, start: date) -> None:
        self._seed = seed
        self._profile = profile
        self._start = start
        self._drawn: dict[tuple[str, date], _Drawn] = {}
        self._claims: dict[tuple[str, date], _Claims] = {}

    def orders_expected(self, campaign: Running, day: date) -> float:
        """Return how many orders the campaign's clicks of `day` lead to on average."""
        if not campaign.runs(day):
            return 0.0
        plan = campaign.plan
        part = min(1.0, max(0.0, (day - self._start).days / max(self._profile.horizon_days, 1)))
        per_order: float = plan.per_order * (plan.per_order_late / plan.per_order) ** (part * part)
        return self._pull(campaign, day) * plan.daily / per_order

    def claim(self, campaign: Running, clicked: date, milli: int, value: int, views_milli: int = 0) -> None:
        """Let the platform count (thousandths of) a purchase worth `value` for the day of its click."""
        claims = self._claims.setdefault((campaign.id, clicked), _Claims())
        claims.milli += milli
        claims.value += value
        claims.views_milli += views_milli

    def shown(self, campaign: Running, since: date, until: date, now: datetime) -> Iterator[AdDay]:
        """Yield what the platform says at `now` of the campaign's days; days of which nothing is left are left out."""
        zone = campaign.account.zone
        today = local_day(now, zone)
        day, last = max(since, campaign.first), min(until, today, campaign.last or until)
        while day <= last:
            if campaign.runs(day):
                word = self._word(campaign, day, today, now)
                if any(word[2:]):
                    yield word
            day += timedelta(days=1)

    def _word(self, campaign: Running, day: date, today: date, now: datetime) -> AdDay:
        drawn, age = self._figures(campaign, day), (today - day).days
        if drawn.void_at is not None and age >= drawn.void_at:
            return AdDay(campaign.id, day, 0, 0, 0, 0, 0, 0, 0, 0)
        claims = self._claims.get((campaign.id, day)) or _Claims()
        permille = self._permille(campaign, drawn, age)
        past, whole = _elapsed(campaign, day, now) if day == today else (1, 1)
        spend, clicks = (value * permille * past // (1000 * whole) for value in (drawn.spend, drawn.clicks))
        return AdDay(
            campaign_id=campaign.id,
            day=day,
            spend=spend,
            impressions=drawn.impressions * past // whole,
            clicks=clicks,
            link_clicks=drawn.link_clicks * past // whole,
            purchases_milli=claims.milli,
            value=claims.value,
            other_conversions_milli=drawn.signups * 1000 * past // whole,
            view_purchases_milli=claims.views_milli,
        )

    @staticmethod
    def _permille(campaign: Running, drawn: _Drawn, age: int) -> int:
        """Return what is shown of the final figures, in thousandths: nearer to all of them every day."""
        days = FINAL_AFTER[campaign.account.platform]
        return 1000 + drawn.drift * (days - age) // days if age < days else 1000

    def _figures(self, campaign: Running, day: date) -> _Drawn:
        drawn = self._drawn.get((campaign.id, day))
        if drawn is None:
            drawn = self._drawn[campaign.id, day] = self._draw(campaign, day)
        return drawn

    def _draw(self, campaign: Running, day: date) -> _Drawn:
        chance = Random(f"{self._seed} {campaign.id} {day.toordinal()}")  # noqa: S311 - play data
        plan, google = campaign.plan, campaign.account.platform == "google"
        pence = plan.daily * self._pull(campaign, day) * chance.gauss(1, 0.09)
        times, over = pence_in(campaign.account.currency)
        spend = max(1, nearest(int(pence) * times, over))
        clicks = max(1, int(pence / plan.click * chance.uniform(0.85, 1.15)))
        void = chance.random() < (_VOID if self._profile.story else 4 * _VOID)
        drift = chance.randint(2, 45) if google else chance.randint(-30, 30)
        return _Drawn(
            spend=spend,
            clicks=clicks,
            impressions=int(clicks * chance.uniform(55, 110)),
            link_clicks=clicks * chance.randint(70, 92) // 100,
            signups=int(clicks * 0.03 * chance.random()) if google else 0,
            drift=drift if chance.random() < _RESTATED else 0,
            void_at=chance.randint(2, 20) if void else None,
        )

    def _pull(self, campaign: Running, day: date) -> float:
        span = self._profile.horizon_days
        steady = 0.55 + 0.45 * season(day)
        return steady * (0.7 + 0.5 * growth(day, self._start, span)) * (0 if not campaign.runs(day) else 1)


def _elapsed(campaign: Running, day: date, now: datetime) -> tuple[int, int]:
    """Return how many seconds of the account's `day` are over, and how many it has."""
    begun, ends = (midnight(one, campaign.account.zone) for one in (day, day + timedelta(days=1)))
    return int((now - begun).total_seconds()), int((ends - begun).total_seconds())
