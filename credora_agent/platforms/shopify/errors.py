"""What an answer of Shopify's means: its data, or which fault; a status of 200 says nothing yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from credora_agent.platforms.base import Frozen, MissingScope, Refused, TooMuch
from credora_agent.platforms.http import Hiccup
from credora_agent.platforms.shopify.domain import is_shop_domain
from credora_agent.platforms.shopify.throttle import UNKNOWN, Cost, read_cost

if TYPE_CHECKING:
    from credora_agent.platforms.base import PlatformFault
    from credora_agent.platforms.http import Answer

NAME = "shopify"
SCOPE = re.compile(r"\b(?:read|write)_[a-z_]*[a-z]\b")
RECONNECT = "Connect the shop again."
BROKEN = frozenset({"INTERNAL_SERVER_ERROR", "TIMEOUT", ""})
"""Codes of Shopify's own faults; the oldest of them carries none."""


class TokenRefused(Exception):
    """Shopify does not take the token (any more)."""


class Wait(Exception):
    """Shopify asks to wait so many seconds; nothing was done."""

    def __init__(self, seconds: float, cost: Cost | None = None) -> None:
        super().__init__(f"{seconds:.1f} s")
        self.seconds = seconds
        self.cost = cost


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and of whom: for the words of a fault."""

    name: str
    shop: str
    scopes: tuple[str, ...]


def read_answer(answer: Answer, asked: Asked) -> tuple[dict[str, Any], Cost | None]:
    """Return the data of an answer, whole, and what it cost.

    Raises Wait, TokenRefused, Hiccup (ask again), or the fault that says why there is none. Data beside errors is
    refused: parts of it are missing.
    """
    check_status(answer, asked)
    said = answer.json()
    if not isinstance(said, dict):
        raise Hiccup("a body of an unknown shape")
    cost = read_cost(said.get("extensions"))
    if errors := said.get("errors"):
        raise _fault(errors if isinstance(errors, list) else [{"message": str(errors)}], asked, cost)
    if not isinstance(said.get("data"), dict):
        raise Hiccup("an answer without data and without errors")
    return said["data"], cost


def check_status(answer: Answer, asked: Asked) -> None:
    """Return if the status is 200. Raises what any other one means."""
    status = answer.status
    if status == 200:  # noqa: PLR2004
        return
    if status == 401:  # noqa: PLR2004
        raise TokenRefused
    if status == 429:  # noqa: PLR2004
        raise Wait(answer.retry_after() or UNKNOWN)
    if status >= 500:  # noqa: PLR2004
        raise Hiccup(f"status {status}", wait=answer.retry_after())
    if 300 <= status < 400:  # noqa: PLR2004
        raise _redirected(answer, asked)
    raise _by_status(status, asked)


def _by_status(status: int, asked: Asked) -> PlatformFault:
    shop = asked.shop
    if status == 402:  # noqa: PLR2004
        return Frozen(
            f"Shopify has frozen {shop} until its bill is paid.",
            remedy="Settle it in Shopify's admin; syncing then goes on by itself.",
            platform=NAME,
        )
    if status == 423:  # noqa: PLR2004
        return Frozen(f"Shopify has locked {shop}.", remedy="Ask Shopify's support to unlock it.", platform=NAME)
    if status == 403:  # noqa: PLR2004
        return Refused(
            f"Shopify does not let us in at {shop}.", remedy=f"{RECONNECT} Grant all permissions.", platform=NAME
        )
    if status == 404:  # noqa: PLR2004
        return Refused(
            f"Shopify knows no shop {shop}, or not the API version set here.",
            remedy="Check the shop's name and CREDORA_SHOPIFY_VERSION, then connect the shop again.",
            platform=NAME,
        )
    return Refused(
        f"Shopify refused the request {asked.name!r} with status {status}.",
        remedy="This is a fault in Credora: report it.",
        platform=NAME,
    )


def _redirected(answer: Answer, asked: Asked) -> Refused:
    host = urlsplit(answer.headers.get("location", "")).hostname or ""
    if is_shop_domain(host) and host != asked.shop:
        return Refused(f"{asked.shop} is now called {host}.", remedy=f"Connect {host} instead.", platform=NAME)
    return Refused(
        f"{asked.shop} sends us on to another address, which is not followed.", remedy=RECONNECT, platform=NAME
    )


def _fault(errors: list[Any], asked: Asked, cost: Cost | None) -> Exception:
    """Return the fault the errors of an answer amount to; the one that is surest to come again wins."""
    by_code = {_code(each): each for each in reversed(errors)}
    if "ACCESS_DENIED" in by_code:
        return _denied(by_code["ACCESS_DENIED"], asked)
    if "SHOP_INACTIVE" in by_code:
        return Frozen(f"{asked.shop} is not active.", remedy="Reopen it in Shopify's admin.", platform=NAME)
    if "MAX_COST_EXCEEDED" in by_code:
        return TooMuch(
            f"Shopify puts the request {asked.name!r} above the points one request may cost.",
            remedy="Ask for fewer at once.",
            platform=NAME,
        )
    if "THROTTLED" in by_code:
        return Wait(cost.wait if cost else UNKNOWN, cost)
    if by_code.keys() & BROKEN and not any(_is_ours(each) for each in errors):
        return Hiccup(f"Shopify's own fault: {_message(errors[0])}")
    return Refused(
        f"Shopify refused the request {asked.name!r}: {_message(errors[0])}",
        remedy="This is a fault in Credora, or the API version has changed: report it.",
        platform=NAME,
    )


def _denied(error: Any, asked: Asked) -> MissingScope:
    extensions = error.get("extensions") if isinstance(error, dict) else None
    named = SCOPE.findall(str((extensions or {}).get("requiredAccess", ""))) or SCOPE.findall(_message(error))
    scopes = tuple(dict.fromkeys(named)) or asked.scopes
    return MissingScope(
        f"{asked.shop} has not granted {' or '.join(scopes) if scopes else 'what this needs'}.",
        remedy=f"{RECONNECT} Grant all permissions; what needs this one stays out until then.",
        platform=NAME,
        scopes=scopes,
    )


def _code(error: Any) -> str:
    extensions = error.get("extensions") if isinstance(error, dict) else None
    return str(extensions.get("code") or "") if isinstance(extensions, dict) else ""


def _is_ours(error: Any) -> bool:
    """Return whether an error names a place in our request: then it is no fault of Shopify's, code or not."""
    return isinstance(error, dict) and not _code(error) and "locations" in error and "path" not in error


def _message(error: Any) -> str:
    text = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(text).split())[:200]
