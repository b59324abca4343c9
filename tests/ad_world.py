"""A world small enough to know by heart: two Meta accounts, a Google manager tree, ad days by a plain rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from credora_agent.sandbox.clock import Clock
from credora_agent.sandbox.kept import Kept
from credora_agent.sandbox.server import Sandbox
from credora_agent.sandbox.world.model import AdAccount, AdDay, Campaign, TruthRow

if TYPE_CHECKING:
    from pathlib import Path

SHOP = "by-heart.myshopify.com"
START = datetime(2025, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = date(2026, 8, 1)
META, META_YEN = "120000000000001", "120000000000002"
MANAGER, SUB_MANAGER, CLIENT, CLOSED, DIRECT, TEST = (f"100000000{n}" for n in range(1, 7))


class ByHeart:
    """Every live campaign spends 1,000 minor units a day, and one more on the last seven days until they are over."""

    shop_name, shop_domain, currency, zone = "By Heart", SHOP, "GBP", "Europe/London"

    def __init__(self) -> None:
        self.now = START
        self.orders: dict[int, object] = {}
        self.ad_accounts = [
            AdAccount("meta", META, "Main", "GBP", "Europe/London"),
            AdAccount("meta", META_YEN, "Japan", "JPY", "Asia/Tokyo"),
            AdAccount("google", MANAGER, "Agency", "GBP", "Europe/London", manager=True),
            AdAccount("google", SUB_MANAGER, "Team", "GBP", "Europe/London", manager=True, manager_ids=(MANAGER,)),
            AdAccount("google", CLIENT, "Search", "GBP", "Europe/London", manager_ids=(MANAGER, SUB_MANAGER)),
            AdAccount("google", CLOSED, "Old", "GBP", "Europe/London", manager_ids=(MANAGER,), status="DISABLED"),
            AdAccount("google", DIRECT, "Own", "USD", "America/New_York"),
            AdAccount("google", TEST, "Trial", "GBP", "Europe/London", manager_ids=(MANAGER,), test=True),
        ]
        named = [
            *(Campaign("meta", META, f"23850{n:03}", f"Meta {n}", "OUTCOME_SALES", "ACTIVE", FIRST) for n in range(12)),
            Campaign("meta", META, "23850900", "Gone", "OUTCOME_SALES", "DELETED", FIRST, date(2026, 10, 31)),
            Campaign("meta", META_YEN, "23850901", "Yen", "OUTCOME_SALES", "ACTIVE", FIRST),
            Campaign("google", CLIENT, "9001", "Brand", "SEARCH", "ENABLED", FIRST),
            Campaign("google", CLIENT, "9002", "Max", "PERFORMANCE_MAX", "REMOVED", FIRST, date(2026, 10, 31)),
            Campaign("google", DIRECT, "9003", "Shop", "SHOPPING", "PAUSED", FIRST),
        ]
        self.campaigns = {campaign.id: campaign for campaign in named}

    def advance(self, to: datetime) -> list[object]:
        """Let time pass; nothing happens."""
        self.now = max(self.now, to)
        return []

    def ad_days(self, account_id: str, since: date, until: date) -> list[AdDay]:
        """Return the days by the rule."""
        days, today = [], self.now.date()
        for campaign in self.campaigns.values():
            last = min(until, today, campaign.ended or today)
            day = max(since, campaign.started)
            while campaign.account_id == account_id and day <= last:
                restated = 1 if (today - day).days < 7 else 0
                days.append(AdDay(campaign.id, day, 1000 + restated, 5000, 100, 80, 4000, 20_000, 1500, 1000))
                day += timedelta(days=1)
        return days

    def rates(self) -> list[tuple[date, str, str, str]]:
        """Return one rate."""
        return [(FIRST, "USD", "GBP", "0.7842")]

    def cost_history(self) -> list[tuple[str, date, str]]:
        """Return one cost."""
        return [("MUG", FIRST, "3.20")]

    def truth(self) -> list[TruthRow]:
        """Return three lines."""
        return [
            TruthRow(FIRST, "gross_sales", 1250, "GBP", "MUG", "sale"),
            TruthRow(FIRST, "gross_sales", 750, "GBP", "CUP", "sale"),
            TruthRow(FIRST, "marketing", -1000, "JPY", None, "ads"),
        ]


def sandbox(file: Path | None = None) -> Sandbox:
    """Return a sandbox around that world whose time stands still."""
    clock = Clock(starts=NOW, frozen=True)
    return Sandbox([ByHeart()], seed=5, anchor=START, clock=clock, kept=Kept(file))
