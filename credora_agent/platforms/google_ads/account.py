"""The customer accounts a Google login can read, each once, however many managers lead to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ENABLED = "ENABLED"


@dataclass(frozen=True, slots=True)
class Account:
    """A customer account: its days are those of `zone`, its cost is in `currency`.

    `login_customer_id` is the manager through which it is read, or its own id. `problem` says why there is nothing
    to read, None when there is.
    """

    id: str
    name: str
    currency: str
    zone: str
    login_customer_id: str
    status: str
    problem: str | None = None


def read_customer(node: Mapping[str, Any], login: str) -> Account:
    """Return the account of a `customer` or `customer_client` node, read through `login`."""
    status = str(node.get("status", "UNKNOWN"))
    return Account(
        id=digits(str(node["id"])),
        name=str(node.get("descriptiveName") or ""),
        currency=str(node.get("currencyCode") or ""),
        zone=str(node.get("timeZone") or ""),
        login_customer_id=login,
        status=status,
        problem=_problem(node, status),
    )


def unreadable(root: str, why: str) -> Account:
    """Return an account that is there but does not let itself be read, with the reason."""
    return Account(root, name="", currency="", zone="", login_customer_id=root, status="UNKNOWN", problem=why)


def clients(trees: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[Account]:
    """Return the accounts below (or equal to) the roots of `trees`, without managers and hidden ones, by id.

    A client found more than once is taken by the shortest way: itself, then the nearest manager of the lowest id.
    """
    ways = [
        (read_customer(node, root), int(node.get("level") or 0))
        for root, nodes in trees.items()
        for node in nodes
        if not node.get("manager") and not node.get("hidden")
    ]
    best: dict[str, Account] = {}
    for account, _ in sorted(ways, key=lambda way: (way[1], int(way[0].login_customer_id)), reverse=True):
        best[account.id] = account
    return sorted(best.values(), key=lambda account: int(account.id))


def digits(given: str) -> str:
    """Return a customer id, written with or without dashes, as its digits. Raises BadInput for anything else."""
    found = given.replace("-", "")
    if not re.fullmatch(r"[0-9]{1,20}", found):
        raise BadInput(f"{given[:40]!r} is not a customer id of Google Ads.", remedy="It looks like 123-456-7890.")
    return found


def dashed(digits: str) -> str:
    """Return a customer id as Google shows it, 123-456-7890; one of another length as it is."""
    return "-".join((digits[:3], digits[3:6], digits[6:])) if len(digits) == 10 else digits  # noqa: PLR2004


def _problem(node: Mapping[str, Any], status: str) -> str | None:
    if status != ENABLED:
        return f"Google says this account is {status.lower()}."
    return "This is a test account: it shows no ads and costs nothing." if node.get("testAccount") else None
