"""What Google Ads' errors mean for us, by the constants of a GoogleAdsFailure; a 403 is never an empty answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import DeadToken, Frozen, MissingScope, QuotaSpent, Refused, Throttled, TooMuch
from credora_agent.platforms.http import Hiccup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.platforms.base import PlatformFault
    from credora_agent.platforms.http import Answer

PLATFORM = "google_ads"
SCOPE = "https://www.googleapis.com/auth/adwords"
MINUTE, DAY = 60.0, 86_400.0
ABOUT_THE_QUERY = frozenset({"queryError", "dateError", "dateRangeError", "enumError", "fieldError", "rangeError"})
"""The enums of errors a query itself is at fault for."""
OK, UNAUTHORIZED, TOO_MANY_REQUESTS, BROKEN = 200, 401, 429, 500

SHORT_OF_QUOTA = frozenset({"RESOURCE_TEMPORARILY_EXHAUSTED", "EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION"})
OUT_OF_QUOTA = frozenset({"RESOURCE_EXHAUSTED", "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION"})
PASSING = frozenset({"TRANSIENT_ERROR", "INTERNAL_ERROR", "DEADLINE_EXCEEDED"})
NOT_ENABLED = frozenset({"CUSTOMER_NOT_ENABLED", "ACTION_NOT_PERMITTED_FOR_SUSPENDED_ACCOUNT"})
DEAD = frozenset(
    {
        "AUTHENTICATION_ERROR",
        "GOOGLE_ACCOUNT_DELETED",
        "OAUTH_TOKEN_DISABLED",
        "OAUTH_TOKEN_EXPIRED",
        "OAUTH_TOKEN_HEADER_INVALID",
        "OAUTH_TOKEN_INVALID",
        "OAUTH_TOKEN_REVOKED",
    }
)
PASSING_STATUS = frozenset({"ABORTED", "DEADLINE_EXCEEDED", "INTERNAL", "UNAVAILABLE", "UNKNOWN"})
"""Google's own names of HTTP statuses, where an error says nothing finer."""

REMEDIES = {
    "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION": "Its Google Cloud project may only read test accounts: ask Google for "
    "Explorer or Basic access.",
    "CUSTOMER_NOT_FOUND": "Connect Google Ads again and choose among the accounts there are now.",
    "INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION": "The account is not under that manager (any more): "
    "connect Google Ads again.",
    "NOT_ADS_USER": "Sign in with a Google account that has access to Google Ads.",
    "REQUESTED_DATE_GRANULARITY_NOT_SUPPORTED": "Google keeps daily figures for 37 months: ask for later days.",
    "REQUESTED_METRICS_FOR_MANAGER": "A manager has no figures of its own: connect the accounts under it.",
    "SERVICE_DISABLED": "Switch the Google Ads API on in the Google Cloud project of the OAuth client.",
    "TWO_STEP_VERIFICATION_NOT_ENROLLED": "Switch 2-step verification on for the Google account that was signed in.",
    "UNSUPPORTED_VERSION": "This version of the API is no longer served: update Credora.",
    "USER_PERMISSION_DENIED": "The Google account that was signed in may not read this customer, or only through a "
    "manager: connect again, or set the manager's id.",
}


class QueryRefused(Refused):
    """The query is not one Google Ads answers; its cause is what Google says of it."""


def batches(answer: Answer) -> list[dict[str, Any]]:
    """Return the batches of a stream, all of them: an answer cut short is no JSON and none of it is used.

    Raises the fault that any of them reports, and Hiccup where the same request may do better in a moment.
    """
    told = answer.json()
    items = told if isinstance(told, list) else [told]
    for item in items:
        if not isinstance(item, dict) or "error" in item:
            error = item["error"] if isinstance(item, dict) else None
            raise fault_of(error if isinstance(error, dict) else {}, answer)
    if answer.status != OK:
        raise fault_of({}, answer)
    return items


def fault_of(error: Mapping[str, Any], answer: Answer) -> PlatformFault | Hiccup:
    """Return what an `error` object stands for: a fault, or a Hiccup when trying again at once may help."""
    found = _failures(error)
    for each in found:
        if fault := _by_constant(each, error):
            return fault
    return refused(error, found[0]) if found else _by_status(error, answer)


def _failures(error: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the errors of all GoogleAdsFailure objects, those with a constant of their own."""
    failures = [detail for detail in error.get("details") or () if isinstance(detail, dict)]
    return [each for detail in failures for each in detail.get("errors") or () if constant(each)]


def constant(failure: Mapping[str, Any]) -> str:
    """Return the constant of one error of a failure, whatever enum it is of."""
    return next((str(value) for value in (failure.get("errorCode") or {}).values()), "")


def _by_constant(failure: Mapping[str, Any], error: Mapping[str, Any]) -> PlatformFault | Hiccup | None:
    name = constant(failure)
    delay = seconds(((failure.get("details") or {}).get("quotaErrorDetails") or {}).get("retryDelay"))
    if name in SHORT_OF_QUOTA:
        return throttled(delay or MINUTE)
    if name in OUT_OF_QUOTA:
        return quota_spent(delay or DAY)
    if name in DEAD:
        return dead(name)
    if name in NOT_ENABLED:
        return frozen(failure)
    if name in PASSING:
        return Hiccup(f"{error.get('code', '')} {name}".strip())
    return None


def _by_status(error: Mapping[str, Any], answer: Answer) -> PlatformFault | Hiccup:
    """Return what an error stands for that Google, but not Google Ads, answered."""
    status, details = str(error.get("status", "")), [d for d in error.get("details") or () if isinstance(d, dict)]
    reasons = {str(detail.get("reason")) for detail in details}
    delay = max((seconds(detail.get("retryDelay")) for detail in details), default=0.0)
    if "ACCESS_TOKEN_SCOPE_INSUFFICIENT" in reasons:
        return missing_scope()
    if answer.status == UNAUTHORIZED or status == "UNAUTHENTICATED":
        return dead(status or "401")
    if answer.status == TOO_MANY_REQUESTS or status == "RESOURCE_EXHAUSTED":
        return throttled(delay or answer.retry_after() or MINUTE)
    if answer.status >= BROKEN or status in PASSING_STATUS or answer.status == OK:
        return Hiccup(f"status {answer.status} {status}".strip(), wait=answer.retry_after())
    return refused(error, {"errorCode": {"reason": next((r for r in reasons if r in REMEDIES), status)}})


def throttled(wait: float) -> Throttled:
    """Return that calls came too fast, with the seconds Google asked for."""
    return Throttled(
        "Google Ads takes no more calls for now.",
        remedy="It goes on by itself when Google allows.",
        platform=PLATFORM,
        wait=wait,
    )


def quota_spent(wait: float) -> QuotaSpent:
    """Return that the day's quota is used up."""
    return QuotaSpent(
        "Today's quota of Google Ads calls is used up.",
        remedy="It goes on by itself; ask Google for a higher access level if this comes often.",
        platform=PLATFORM,
        wait=wait,
    )


def too_much() -> TooMuch:
    """Return that an answer was too long to be taken in."""
    return TooMuch(
        "Google Ads answered more than can be read at once.", remedy="Ask for fewer days.", platform=PLATFORM
    )


def dead(why: str) -> DeadToken:
    """Return that the access is over."""
    return DeadToken(f"Access to Google Ads is over ({why}).", remedy="Connect Google Ads again.", platform=PLATFORM)


def frozen(failure: Mapping[str, Any]) -> Frozen:
    """Return that the customer account is not in use."""
    return Frozen(
        f"Google Ads says that this account is not enabled ({constant(failure)}).",
        remedy="Settle it with Google Ads, or disconnect the account.",
        platform=PLATFORM,
    )


def missing_scope() -> MissingScope:
    """Return that the permission to read Google Ads was not given."""
    return MissingScope(
        "Google did not grant access to Google Ads.",
        remedy="Connect Google Ads again and leave the box for Google Ads ticked.",
        platform=PLATFORM,
        scopes=(SCOPE,),
    )


def refused(error: Mapping[str, Any], failure: Mapping[str, Any]) -> Refused:
    """Return an error that would come every time."""
    words = " ".join(str(failure.get("message") or error.get("message") or "no reason given").split())[:200]
    kind = Refused if ABOUT_THE_QUERY.isdisjoint(failure.get("errorCode") or ()) else QueryRefused
    return kind(
        f"Google Ads refused the request ({constant(failure)}: {words}).",
        remedy=REMEDIES.get(constant(failure), "Check the Google settings; if they are right, report this."),
        platform=PLATFORM,
    )


def seconds(duration: object) -> float:
    """Return the seconds of a duration as Google writes it, "3.5s"; 0 for anything else."""
    try:
        return max(float(str(duration).removesuffix("s")), 0.0) if duration else 0.0
    except ValueError:
        return 0.0
