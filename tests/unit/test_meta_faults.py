"""What each of Meta's errors comes to: decided on code and subcode, whatever the HTTP status."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ads_wire import answer

from credora_agent.platforms.base import DeadToken, MissingScope, Passing, Refused, Throttled, TooMuch
from credora_agent.platforms.http import Answer, Hiccup
from credora_agent.platforms.meta_ads.faults import SpentCode, UnknownError, payload
from credora_agent.platforms.meta_ads.report import read_state
from credora_agent.platforms.meta_ads.usage import read_usage

REDUCE = "Please reduce the amount of data you're asking for, then retry your request"


def outcome(error: dict[str, Any], status: int = 400, headers: dict[str, str] | None = None) -> Exception:
    """Return what an answer with that error raises."""
    given = answer({"error": error}, status=status, headers=headers)
    with pytest.raises(Exception) as caught:
        payload(Answer(given.status_code, given.headers, given.content))
    return caught.value


@pytest.mark.parametrize("status", [200, 400, 403, 500])
@pytest.mark.parametrize(
    ("code", "subcode", "expected"),
    [
        *((code, None, Throttled) for code in (4, 17, 32, 341, 613, *range(80000, 80007), 80008, 80014)),
        (4, 1504022, Throttled),
        (4, 1504039, Throttled),
        (17, 2446079, Throttled),
        (613, 1487742, Throttled),
        *((190, subcode, DeadToken) for subcode in (458, 460, 463, 467, None)),
        (102, None, DeadToken),
        *((code, None, MissingScope) for code in (10, 200, 272, 294, 299)),
        (2, None, Hiccup),
        (100, 1487534, TooMuch),
        (100, None, Refused),
        (100, 33, Refused),
        (100, 36007, SpentCode),
        (100, 36009, SpentCode),
        (3018, None, Refused),
        (2635, None, Refused),
        (80007, None, Refused),
        (300, None, Refused),
    ],
)
def test_code_and_subcode_decide(code: int, subcode: int | None, expected: type, status: int) -> None:
    """A rate limit is one with HTTP 400, a dead token with HTTP 200."""
    error = {"code": code, "message": "words"} | ({"error_subcode": subcode} if subcode else {})
    assert type(outcome(error, status)) is expected


@pytest.mark.parametrize(
    ("error", "status", "expected"),
    [
        ({"code": 1, "message": REDUCE}, 500, TooMuch),
        ({"code": 1, "message": REDUCE}, 400, TooMuch),
        ({"code": 1, "error_user_msg": REDUCE}, 400, TooMuch),
        ({"code": 1, "message": "An unknown error occurred"}, 500, UnknownError),
        ({"code": 1, "message": "An unknown error occurred"}, 400, Hiccup),
        ({"code": 1, "message": "Error validating client secret."}, 400, Refused),
        ({"code": 100, "message": "Invalid appsecret_proof provided in the API argument"}, 400, Refused),
        ({"code": 99999, "is_transient": True}, 400, Hiccup),
        ({"code": 99999, "is_transient": False}, 500, Refused),
        ({"message": "no code"}, 503, Hiccup),
        ({"message": "no code"}, 400, Refused),
        ({"code": "190", "error_subcode": "463"}, 400, DeadToken),
        ({"code": "many"}, 400, Refused),
    ],
)
def test_words_decide_where_codes_do_not(error: dict[str, Any], status: int, expected: type) -> None:
    assert type(outcome(error, status)) is expected


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"data": [', Hiccup),
        (200, b"[]", Hiccup),
        (502, b"<html>Bad Gateway</html>", Hiccup),
        (404, b"<html>Not Found</html>", Hiccup),
        (503, b"{}", Hiccup),
        (302, b"{}", Refused),
        (403, b"{}", Refused),
        (429, b"{}", Throttled),
    ],
)
def test_an_answer_without_an_error_object_is_never_taken_for_an_empty_page(
    status: int, body: bytes, expected: type
) -> None:
    given = answer(body, status=status)
    with pytest.raises(expected):
        payload(Answer(status, given.headers, body))


def test_a_business_use_case_tells_minutes() -> None:
    header = {"77": [{"type": "ads_insights", "call_count": 100, "estimated_time_to_regain_access": 19}]}
    fault = outcome({"code": 80000}, headers={"X-Business-Use-Case-Usage": json.dumps(header)})
    assert fault.wait == 19 * 60  # type: ignore[attr-defined]


def test_an_ad_account_tells_seconds() -> None:
    header = {"acc_id_util_pct": 100.0, "reset_time_duration": 19}
    fault = outcome({"code": 17, "error_subcode": 2446079}, headers={"X-Ad-Account-Usage": json.dumps(header)})
    assert fault.wait == 19  # type: ignore[attr-defined]


def test_without_a_hint_a_blocked_account_is_left_alone_longer() -> None:
    assert outcome({"code": 17}).wait == 60  # type: ignore[attr-defined]
    assert outcome({"code": 17, "error_subcode": 2446079}).wait == 900  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "value", "percent"),
    [
        ("x-app-usage", {"call_count": 12, "total_time": 91, "total_cputime": 3}, 91),
        ("x-ad-account-usage", {"acc_id_util_pct": 9.67}, 9.67),
        ("x-fb-ads-insights-throttle", {"app_id_util_pct": 100, "acc_id_util_pct": 10}, 100),
        ("x-business-use-case-usage", {"1": [{"call_count": 1}, {"total_cputime": 88}], "2": [{"total_time": 3}]}, 88),
        ("x-app-usage", "no json", 0),
        ("x-app-usage", [1, 2], 0),
        ("x-app-usage", {"call_count": "many", "total_time": None, "total_cputime": float("nan")}, 0),
    ],
)
def test_the_fullest_allowance_counts(name: str, value: Any, percent: float) -> None:
    assert read_usage({name: value if isinstance(value, str) else json.dumps(value)}).percent == percent


def test_why_access_ended_is_told_in_words() -> None:
    assert "password" in outcome({"code": 190, "error_subcode": 460}).cause  # type: ignore[attr-defined]
    assert "expired" in outcome({"code": 190, "error_subcode": 463}).cause  # type: ignore[attr-defined]


def test_a_token_quoted_by_meta_is_not_repeated() -> None:
    """Meta's sentence on a malformed token holds the token."""
    token = "EAAB" + "x" * 180
    assert token not in str(outcome({"code": 100, "message": f"Malformed access token {token}"}))


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        ("Job Failed", {}, TooMuch),
        ("Job Failed", {"error_code": 2, "error_subcode": 1504044}, Passing),
        ("Job Failed", {"error_code": 1, "error_message": REDUCE}, TooMuch),
        ("Job Failed", {"error_code": 100, "error_subcode": 1487534}, TooMuch),
        ("Job Failed", {"error_code": 190, "error_subcode": 463}, DeadToken),
        ("Job Failed", {"error_code": 80000}, Throttled),
        ("Job Failed", {"error_code": 3018}, Refused),
        ("Job Skipped", {}, Passing),
    ],
)
def test_a_report_that_will_not_come_says_why(status: str, error: dict[str, Any], expected: type) -> None:
    with pytest.raises(expected) as caught:
        read_state({"async_status": status, "async_percent_completion": 60, **error})
    assert type(caught.value) is expected


@pytest.mark.parametrize(
    ("status", "percent", "done"),
    [
        ("Job Not Started", 0, False),
        ("Job Started", 4, False),
        ("Job Running", 99, False),
        ("Job Running", 100, False),
        ("Job Completed", 99, False),
        ("Job Completed", 100, True),
    ],
)
def test_a_report_is_done_when_both_say_so(status: str, percent: int, *, done: bool) -> None:
    assert read_state({"async_status": status, "async_percent_completion": percent}).done is done
