"""A platform's fault as whoever asked live is told it: a code of ours, what to do, no address and no token."""

from __future__ import annotations

import subprocess
import sys

import pytest

from credora_agent.core.errors import AuthExpired, CredoraError, RateLimited, Unavailable
from credora_agent.platforms.base import (
    DeadToken,
    FreshTokenRefused,
    Frozen,
    Passing,
    PlatformFault,
    QuotaSpent,
    Refused,
    Throttled,
    TooMuch,
)
from credora_agent.platforms.google_ads.faults import QueryRefused
from credora_agent.platforms.google_ads.gaql import BadQuery
from credora_agent.sync.ad_query import worded

SAYS = (
    "See https://googleads.googleapis.com/v26/customers/1 or www.example.com/x?y=1 for ya29.a0Af-Secret_1 and"
    " 1//0g-refresh\u202e\n now."
)


@pytest.mark.parametrize(
    ("kind", "more", "expected", "code"),
    [
        (Throttled, {"wait": 29.2}, RateLimited, "rate_limited"),
        (QuotaSpent, {"wait": 86_400}, RateLimited, "rate_limited"),
        (DeadToken, {}, AuthExpired, "auth_expired"),
        (QueryRefused, {}, BadQuery, "bad_query"),
        (TooMuch, {}, BadQuery, "bad_query"),
        (Passing, {}, Unavailable, "unavailable"),
        (Frozen, {}, Frozen, "account_frozen"),
        (Refused, {}, Refused, "platform_refused"),
    ],
)
def test_each_fault_has_a_code_and_no_secret(
    kind: type[PlatformFault], more: dict[str, float], expected: type[CredoraError], code: str
) -> None:
    told = worded(kind(SAYS, remedy="Do it.", platform="google_ads", **more))
    assert (type(told), told.code) == (expected, code)
    assert told.cause == "See … or … for … and … now."
    assert told.remedy


def test_the_wait_is_told_in_whole_seconds_never_too_few() -> None:
    for wait, said in ((29.2, 30), (0.0, 1), (86_400, 86_400)):
        told = worded(Throttled("Slow.", remedy="", platform="google_ads", wait=wait))
        assert isinstance(told, RateLimited)
        assert told.retry_after == said
        assert f"{said:,} s" in told.remedy


def test_a_token_refused_right_after_it_was_issued_is_no_lost_access() -> None:
    assert isinstance(worded(FreshTokenRefused("Google Ads", platform="google_ads")), Unavailable)


def test_the_tools_are_there_before_anything_that_talks_to_google_is() -> None:
    """Importing the tools and what asks live for them loads neither the clients nor the tokens' keys."""
    loaded = (
        "import sys, mcp_servers.google_ads, mcp_servers.meta_ads, credora_agent.sync.live_queries;"
        "print([name for name in sys.modules if name.startswith(('credora_agent.sync.connections',"
        " 'credora_agent.platforms.google_ads.client', 'credora_agent.sync.ad_query', 'httpx2'))])"
    )
    said = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "[]"
