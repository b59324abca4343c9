"""What Meta's errors mean for us: decided on code and subcode, for even a rate limit comes with HTTP 400 or 403."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import DeadToken, MissingScope, Refused, Throttled, TooMuch
from credora_agent.platforms.http import Hiccup
from credora_agent.platforms.meta_ads.usage import MINUTE, Usage, read_usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.platforms.base import PlatformFault
    from credora_agent.platforms.http import Answer

PLATFORM = "meta_ads"
SCOPE = "ads_read"

PASSING = frozenset({1, 2})
RATES = frozenset({4, 17, 32, 341, 613, *range(80000, 80007), 80008, 80014})
DEAD = frozenset({102, 190})
PERMISSION = frozenset({10, *range(200, 300)})
TOO_LARGE = 1487534
"""Subcode of 100: over the limit of rows or data points of one call."""
ACCOUNT_BLOCKED = 2446079
"""Subcode of 17: the ad account takes no calls for up to an hour."""

WAIT, WAIT_WHEN_BLOCKED = MINUTE, 15 * MINUTE
"""Seconds to wait where Meta sends no hint."""
OK, TOO_MANY_REQUESTS, BROKEN = 200, 429, 500

WHY_DEAD = {
    458: "the app was removed from the Facebook account",
    460: "the password was changed",
    463: "it has expired",
    467: "it was withdrawn",
}
OUR_SECRET = ("appsecret_proof", "client secret")
"""Words of errors about the app's secret, the second of which comes with the code of passing ones."""
SPENT = frozenset({36007, 36009})
"""Subcodes of 100: the code of the login dialog has expired, or was used before."""
REFUSED = {
    101: "Check the id of the Meta app in the settings.",
    191: "Enter the redirect address in the Meta app's list of valid OAuth redirect URIs.",
    2635: "This version of the API is no longer served: update Credora.",
    3018: "Meta keeps 37 months of figures: ask for later days.",
}


class SpentCode(Refused):
    """The code of a login dialog cannot be exchanged any more."""


class UnknownError(Hiccup):
    """Meta's unexplained code 1 with HTTP 500; on figures it most often means that too much was asked for."""


def payload(answer: Answer) -> dict[str, Any]:
    """Return the object Meta answered with.

    Raises the fault its error stands for, and Hiccup where the same request may do better in a moment.
    """
    told = answer.json()
    error = told.get("error") if isinstance(told, dict) else None
    if isinstance(error, dict):
        raise fault_of(error, status=answer.status, usage=read_usage(answer.headers))
    if answer.status == OK and isinstance(told, dict):
        return told
    if answer.status == TOO_MANY_REQUESTS:
        raise throttled({}, Usage(wait=answer.retry_after()))
    if OK < answer.status < BROKEN and isinstance(told, dict):
        raise refused({"message": f"status {answer.status} without an error"})
    raise Hiccup(f"status {answer.status} without an object")


def fault_of(error: Mapping[str, Any], *, status: int, usage: Usage) -> PlatformFault | Hiccup:
    """Return what an `error` object stands for: a fault, or a Hiccup when trying again at once may help."""
    code, subcode = _int(error.get("code")), _int(error.get("error_subcode"))
    if code in RATES:
        return throttled(error, usage)
    if code in DEAD:
        return dead(subcode)
    if code in PERMISSION:
        return missing_scope(said(error))
    if subcode in SPENT:
        return SpentCode("Meta's code was used before or is too old.", remedy="Start again.", platform=PLATFORM)
    return _by_words(error, code, status)


def _by_words(error: Mapping[str, Any], code: int | None, status: int) -> PlatformFault | Hiccup:
    """Return what an error stands for whose code alone does not tell."""
    if asks_for_less(error):
        return too_much(error)
    if _about_our_secret(error):
        return refused(error)
    if code == 1 and status >= BROKEN:
        return UnknownError("an unknown error")
    if code in PASSING or error.get("is_transient") is True or (code is None and status >= BROKEN):
        return Hiccup(f"error {code}")
    return refused(error)


def asks_for_less(error: Mapping[str, Any]) -> bool:
    """Return whether a smaller request is asked for; only the subcode or the words tell."""
    if _int(error.get("error_subcode")) == TOO_LARGE:
        return True
    words = f"{error.get('message', '')} {error.get('error_user_msg', '')}".lower()
    return "reduce the amount of data" in words


def _about_our_secret(error: Mapping[str, Any]) -> bool:
    return any(words in str(error.get("message", "")) for words in OUR_SECRET)


def throttled(error: Mapping[str, Any], usage: Usage) -> Throttled:
    """Return a rate limit with the wait Meta hints at: minutes or seconds were told apart by `read_usage`."""
    blocked = _int(error.get("error_subcode")) == ACCOUNT_BLOCKED
    return Throttled(
        f"Meta takes no more calls for now ({said(error)}).",
        remedy="It goes on by itself when Meta allows.",
        platform=PLATFORM,
        wait=usage.wait or (WAIT_WHEN_BLOCKED if blocked else WAIT),
    )


def too_much(error: Mapping[str, Any]) -> TooMuch:
    """Return the wish for a smaller request."""
    return TooMuch(
        f"Meta will not report so much at once ({said(error)}).", remedy="Ask for fewer days.", platform=PLATFORM
    )


def dead(subcode: int | None) -> DeadToken:
    """Return that the access is over, and why where Meta says so."""
    why = WHY_DEAD.get(subcode or 0, "Meta no longer accepts it")
    return DeadToken(f"Access to Meta Ads is over: {why}.", remedy="Connect Meta Ads again.", platform=PLATFORM)


def missing_scope(why: str) -> MissingScope:
    """Return that the permission to read ads was not given."""
    return MissingScope(
        f"Meta does not let Credora read these ads ({why}).",
        remedy=f"Connect Meta Ads again and allow {SCOPE} for this ad account.",
        platform=PLATFORM,
        scopes=(SCOPE,),
    )


def refused(error: Mapping[str, Any]) -> Refused:
    """Return an error that would come every time."""
    remedy = REFUSED.get(_int(error.get("code")) or 0, "")
    if _about_our_secret(error):
        remedy = "Check the secret of the Meta app in the settings."
    return Refused(
        f"Meta refused the request ({said(error)}).",
        remedy=remedy or "Check the Meta app's settings; if they are right, report this.",
        platform=PLATFORM,
    )


def said(error: Mapping[str, Any]) -> str:
    """Return code and words of an error on one line; long unbroken runs, which may be tokens, are left out."""
    words = " ".join(str(error.get("error_user_msg") or error.get("message") or "no reason given").split())
    short = re.sub(r"\S{25,}", "…", words)[:200]
    codes = "/".join(str(n) for n in (_int(error.get("code")), _int(error.get("error_subcode"))) if n is not None)
    return f"{codes}: {short}" if codes else short


def _int(given: object) -> int | None:
    try:
        return int(given) if isinstance(given, int | str) else None
    except ValueError:
        return None
