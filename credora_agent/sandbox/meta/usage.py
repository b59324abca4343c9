"""How much of its allowance each app and ad account has used: it fills with use and drains with the clock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.meta.errors import rate_limited

if TYPE_CHECKING:
    from datetime import datetime

ACCOUNT_POINTS = 6000
APP_POINTS = 60_000
WINDOW_SECONDS = 3600
TIER = "standard_access"


@dataclass(slots=True)
class _Bucket:
    """Points used, draining evenly over the window."""

    capacity: int
    used: float = 0
    at: datetime | None = None

    def percent(self, now: datetime) -> float:
        """Return how full it is by now."""
        if self.at:
            drained = self.capacity * (now - self.at).total_seconds() / WINDOW_SECONDS
            self.used = max(0.0, self.used - drained)
        self.at = now
        return 100 * self.used / self.capacity

    def minutes_to_half(self) -> int:
        """Return after how many minutes it is half empty."""
        return max(1, round((self.used / self.capacity - 0.5) * WINDOW_SECONDS / 60))


class Usage:
    """The buckets of one app and its ad accounts."""

    def __init__(self) -> None:
        """Start with everything unused."""
        self._app = _Bucket(APP_POINTS)
        self._accounts: dict[str, _Bucket] = {}
        self._blocked: dict[str, datetime] = {}

    def take(self, account: str | None, points: float, now: datetime) -> None:
        """Count a call. Raises GraphError 4, 17 or 80000 when an allowance is used up, until it has half drained."""
        if self._app.percent(now) >= 100:  # noqa: PLR2004 - per cent
            raise rate_limited(4)
        self._app.used += points
        if account is None:
            return
        bucket = self._accounts.setdefault(account, _Bucket(ACCOUNT_POINTS))
        full = bucket.percent(now)
        if (account in self._blocked and full > 50) or full >= 100:  # noqa: PLR2004 - per cent
            first = account not in self._blocked
            self._blocked[account] = now
            raise rate_limited(80000 if first else 17)
        self._blocked.pop(account, None)
        bucket.used += points

    def fill(self, account: str | None, now: datetime, percent: float = 100) -> None:
        """Make an account's allowance (or the app's) look as used as said."""
        bucket = self._accounts.setdefault(account, _Bucket(ACCOUNT_POINTS)) if account else self._app
        bucket.used, bucket.at = bucket.capacity * percent / 100, now

    def headers(self, account: str | None, now: datetime) -> dict[str, str]:
        """Return the usage headers of an answer about an account, or about none."""
        app = int(self._app.percent(now))
        said = {"x-app-usage": _written({"call_count": app, "total_cputime": app // 2, "total_time": app // 3})}
        if account is None:
            return said
        bucket = self._accounts.setdefault(account, _Bucket(ACCOUNT_POINTS))
        full = bucket.percent(now)
        regain = bucket.minutes_to_half() if account in self._blocked else 0
        use = {
            "type": "ads_insights",
            "call_count": int(full),
            "total_cputime": int(full * 0.8),
            "total_time": int(full * 0.9),
            "estimated_time_to_regain_access": regain,
            "ads_api_access_tier": TIER,
        }
        resets = regain * 60 or round(full / 100 * WINDOW_SECONDS)
        return {
            **said,
            "x-business-use-case-usage": _written({account: [use]}),
            "x-ad-account-usage": _written(
                {"acc_id_util_pct": round(full, 2), "reset_time_duration": resets, "ads_api_access_tier": TIER}
            ),
            "x-fb-ads-insights-throttle": _written(
                {"app_id_util_pct": float(app), "acc_id_util_pct": round(full, 2), "ads_api_access_tier": TIER}
            ),
        }

    def noted(self, account: str | None) -> dict[str, Any]:
        """Return what the sandbox's log says of a call: whose allowance it took from, and per cent used of each."""
        bucket = self._accounts.get(account) if account else None
        share = 100 * bucket.used / bucket.capacity if bucket else 0.0
        app = 100 * self._app.used / self._app.capacity
        return {"account": account, "used": round(share, 3), "app_used": round(app, 3)}

    def block(self, account: str, now: datetime) -> None:
        """Block an account as if its allowance were used up."""
        self.fill(account, now)
        self._blocked[account] = now


def _written(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
