"""The ad accounts a Meta login can read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = ("account_id", "name", "currency", "timezone_name", "account_status", "disable_reason")
ACTIVE = "ACTIVE"
STATUS = {
    1: ACTIVE,
    2: "DISABLED",
    3: "UNSETTLED",
    7: "PENDING_RISK_REVIEW",
    8: "PENDING_SETTLEMENT",
    9: "IN_GRACE_PERIOD",
    100: "PENDING_CLOSURE",
    101: "CLOSED",
}


@dataclass(frozen=True, slots=True)
class Account:
    """An ad account: its days are those of `zone`, its spend is in `currency`.

    `problem` says what is the matter with it, None when nothing is. The past of a closed one can be read all the same.
    """

    id: str
    name: str
    currency: str
    zone: str
    status: str
    problem: str | None = None


def read_account(node: Mapping[str, Any]) -> Account:
    """Return the account of a node of /me/adaccounts; its id is the digits without `act_`."""
    status = STATUS.get(node.get("account_status", 0), f"STATUS_{node.get('account_status')}")
    currency, zone = str(node.get("currency") or ""), str(node.get("timezone_name") or "")
    return Account(
        id=digits(str(node.get("account_id", ""))),
        name=str(node.get("name") or ""),
        currency=currency,
        zone=zone,
        status=status,
        problem=_problem(status, known=bool(currency and zone)),
    )


def _problem(status: str, *, known: bool) -> str | None:
    if not known:
        return "Meta does not show this login the ad account's currency and time zone."
    return None if status == ACTIVE else f"Meta says this ad account is {status.lower().replace('_', ' ')}."


def digits(given: str) -> str:
    """Return an id, with or without `act_`, as its digits. Raises BadInput for anything else: it goes into a path."""
    found = re.fullmatch(r"(?:act_)?([0-9]{1,32})", given)
    if found is None:
        raise BadInput(f"{given[:40]!r} is not an id of Meta's.", remedy="Connect Meta Ads again.")
    return found[1]
