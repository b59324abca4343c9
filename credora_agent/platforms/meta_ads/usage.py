"""How much of Meta's allowance is used, as the headers of each answer tell."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MINUTE = 60.0
BUSINESS, ACCOUNT = "x-business-use-case-usage", "x-ad-account-usage"
OTHERS = ("x-app-usage", "x-fb-ads-insights-throttle")
SHARES = ("call_count", "total_cputime", "total_time", "acc_id_util_pct", "app_id_util_pct")


@dataclass(frozen=True, slots=True)
class Usage:
    """The fullest of all allowances in percent, and in how many seconds Meta says it takes calls again (0: unsaid)."""

    percent: float = 0.0
    wait: float = 0.0


def read_usage(headers: Mapping[str, str]) -> Usage:
    """Return what the usage headers of an answer say; a header that is absent or no JSON says nothing.

    Business use cases tell their wait in minutes, ad accounts in seconds.
    """
    percent, wait = 0.0, 0.0
    for name in (BUSINESS, ACCOUNT, *OTHERS):
        for bucket in _buckets(headers.get(name, "")):
            percent = max(percent, *(_number(bucket.get(share)) for share in SHARES))
            wait = max(
                wait,
                _number(bucket.get("estimated_time_to_regain_access")) * MINUTE,
                _number(bucket.get("reset_time_duration")),
            )
    return Usage(percent, wait)


def _buckets(header: str) -> Iterator[dict[str, Any]]:
    try:
        told = json.loads(header)
    except ValueError:
        return
    if not isinstance(told, dict):
        return
    yield told
    for inner in told.values():
        if isinstance(inner, list):
            yield from (bucket for bucket in inner if isinstance(bucket, dict))


def _number(given: object) -> float:
    return float(given) if isinstance(given, int | float) and math.isfinite(given) else 0.0
