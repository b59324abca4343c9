"""What each of Google Ads' errors comes to, and that no 403 is ever taken for an account without spend."""

from __future__ import annotations

from typing import Any

import pytest
from ads_wire import answer

from credora_agent.platforms.base import (
    DeadToken,
    Frozen,
    MissingScope,
    PlatformFault,
    QuotaSpent,
    Refused,
    Throttled,
)
from credora_agent.platforms.google_ads.faults import QueryRefused, batches, seconds
from credora_agent.platforms.http import Answer, Hiccup

FAILURE = "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure"


def failure(*errors: dict[str, Any], status: str = "INVALID_ARGUMENT", code: int = 400) -> dict[str, Any]:
    """Return the body of a refused call as Google Ads words it."""
    detail = {"@type": FAILURE, "errors": list(errors), "requestId": "r-1"}
    return {"error": {"code": code, "message": "Request contains an error.", "status": status, "details": [detail]}}


def error(family: str, name: str, delay: str | None = None) -> dict[str, Any]:
    quota = {"rateScope": "ACCOUNT", "rateName": "Requests", "retryDelay": delay}
    details = {"details": {"quotaErrorDetails": quota}} if delay else {}
    return {"errorCode": {family: name}, "message": f"The words for {name}.", **details}


def outcome(body: Any, status: int = 400, headers: dict[str, str] | None = None) -> Exception:
    given = answer(body, status=status, headers=headers)
    with pytest.raises(Exception) as caught:
        batches(Answer(given.status_code, given.headers, given.content))
    return caught.value


@pytest.mark.parametrize("wrapped", [False, True], ids=["object", "array"])
@pytest.mark.parametrize(
    ("family", "name", "expected"),
    [
        ("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", Throttled),
        ("quotaError", "EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION", Throttled),
        ("quotaError", "RESOURCE_EXHAUSTED", QuotaSpent),
        ("quotaError", "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION", QuotaSpent),
        ("internalError", "TRANSIENT_ERROR", Hiccup),
        ("internalError", "INTERNAL_ERROR", Hiccup),
        ("internalError", "DEADLINE_EXCEEDED", Hiccup),
        ("requestError", "UNSUPPORTED_VERSION", Refused),
        ("authorizationError", "USER_PERMISSION_DENIED", Refused),
        ("authorizationError", "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION", Refused),
        ("authorizationError", "DEVELOPER_TOKEN_PROHIBITED", Refused),
        ("authorizationError", "CUSTOMER_NOT_ENABLED", Frozen),
        ("authenticationError", "OAUTH_TOKEN_INVALID", DeadToken),
        ("authenticationError", "OAUTH_TOKEN_EXPIRED", DeadToken),
        ("authenticationError", "OAUTH_TOKEN_REVOKED", DeadToken),
        ("authenticationError", "NOT_ADS_USER", Refused),
        ("authenticationError", "CUSTOMER_NOT_FOUND", Refused),
        ("queryError", "REQUESTED_METRICS_FOR_MANAGER", QueryRefused),
        ("queryError", "UNRECOGNIZED_FIELD", QueryRefused),
        ("dateRangeError", "REQUESTED_DATE_GRANULARITY_NOT_SUPPORTED", QueryRefused),
        ("someError", "NEVER_HEARD_OF", Refused),
    ],
)
def test_the_constant_decides(family: str, name: str, expected: type, *, wrapped: bool) -> None:
    """Streams wrap their errors in an array; the HTTP status says too little either way."""
    body = failure(error(family, name))
    assert type(outcome([body] if wrapped else body, 403)) is expected


def test_a_short_lack_of_quota_waits_as_long_as_google_says() -> None:
    fault = outcome(failure(error("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", "37.500s")), 429)
    assert isinstance(fault, Throttled)
    assert not isinstance(fault, QuotaSpent)
    assert fault.wait == 37.5


def test_a_spent_day_waits_for_the_next() -> None:
    fault = outcome(failure(error("quotaError", "RESOURCE_EXHAUSTED")), 429)
    assert isinstance(fault, QuotaSpent)
    assert fault.wait == 86_400


@pytest.mark.parametrize(
    "name",
    [
        "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION",
        "USER_PERMISSION_DENIED",
        "UNSUPPORTED_VERSION",
        "REQUESTED_METRICS_FOR_MANAGER",
    ],
)
def test_what_can_be_mended_says_how(name: str) -> None:
    """Not the remedy of an error nobody has thought about."""
    known, unknown = (outcome(failure(error("authorizationError", each)), 403) for each in (name, "NEVER_HEARD_OF"))
    assert isinstance(known, PlatformFault)
    assert isinstance(unknown, PlatformFault)
    assert known.remedy != unknown.remedy


def test_the_error_that_can_be_acted_on_is_found_among_others() -> None:
    body = failure(error("requestError", "UNKNOWN"), error("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", "5s"))
    assert type(outcome(body)) is Throttled


REASONS = [
    ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "PERMISSION_DENIED", 403, MissingScope),
    ("SERVICE_DISABLED", "PERMISSION_DENIED", 403, Refused),
    ("ACCESS_TOKEN_EXPIRED", "UNAUTHENTICATED", 401, DeadToken),
    ("RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED", 429, Throttled),
    ("", "PERMISSION_DENIED", 403, Refused),
    ("", "INTERNAL", 500, Hiccup),
    ("", "UNAVAILABLE", 503, Hiccup),
    ("", "ABORTED", 409, Hiccup),
    ("", "NOT_FOUND", 404, Refused),
]


@pytest.mark.parametrize(("reason", "status", "code", "expected"), REASONS)
def test_errors_of_google_itself_are_known_too(reason: str, status: str, code: int, expected: type) -> None:
    """Those without a GoogleAdsFailure come from the gateway before Google Ads."""
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}] if reason else []
    body = {"error": {"code": code, "message": "no", "status": status, "details": details}}
    assert type(outcome(body, code)) is expected


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'[{"results": [{"campaign"', Hiccup),
        (200, b"", Hiccup),
        (200, b"[1]", Hiccup),
        (502, b"<html>", Hiccup),
        (503, b"{}", Hiccup),
        (401, b"{}", DeadToken),
        (403, b'{"error": "forbidden"}', Refused),
        (403, b"{}", Refused),
        (403, b"[]", Refused),
        (404, b"[]", Refused),
        (429, b"[]", Throttled),
    ],
)
def test_only_a_whole_answer_with_status_200_is_one(status: int, body: bytes, expected: type) -> None:
    assert type(outcome(body, status)) is expected


def test_an_error_in_a_later_batch_takes_the_earlier_ones_with_it() -> None:
    body = [{"results": [{"campaign": {"id": "1"}}]}, failure(error("internalError", "INTERNAL_ERROR"))]
    assert type(outcome(body, 200)) is Hiccup


def test_waits_are_read_from_the_header_and_from_retry_info() -> None:
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "8s"}
    by_info = outcome({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [info]}}, 429)
    by_header = outcome({"error": {"code": 429}}, 429, {"Retry-After": "9"})
    assert (by_info.wait, by_header.wait) == (8, 9)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("written", "read"), [("3.5s", 3.5), ("0s", 0), ("-4s", 0), (None, 0), ("soon", 0), ({"seconds": 3}, 0)]
)
def test_durations(written: Any, read: float) -> None:
    assert seconds(written) == read
