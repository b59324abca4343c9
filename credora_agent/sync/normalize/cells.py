"""What a platform's JSON says: amounts, ids, moments and counts, or why they say none. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.core.errors import BadAmount, UnknownCurrency
from credora_agent.core.money import LARGEST, currency_code, to_micros
from credora_agent.core.text import plain_cells, plain_text
from credora_agent.ledger.entries import Rejected

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

LONGEST_CELL = 120
"""Characters of a platform's cell that a record keeps."""
LONGEST_ID = 100
MOST_UNITS = 10**9
"""No line counts more units than this."""
LARGEST_AMOUNT = 10**17
"""Micros beyond which an amount is taken for broken: sums of many such still fit the books."""
LONGEST_NUMBER = 40
QUANTUM = Decimal("1e-6")
EARLIEST = date(1990, 1, 1)
LATEST = date(2200, 1, 1)


class BadNode(ValueError):
    """A platform's object cannot be booked as it stands; its text says why."""


class Money(NamedTuple):
    """An amount in micros of a currency."""

    micros: int
    currency: str


def money(cell: Any) -> Money:
    """Return {amount, currencyCode} exactly. Raises BadNode for what is no exact amount of a known currency."""
    cell = mapping(cell, "an amount of money")
    return Money(micros(cell.get("amount")), currency(cell.get("currencyCode")))


def shop_money(bag: Any) -> Money:
    """Return the amount of {shopMoney {amount, currencyCode}, …} in the shop's currency. Raises BadNode."""
    return money(mapping(bag, "an amount of money").get("shopMoney"))


def micros(cell: Any) -> int:
    """Return a decimal text or whole number as micros. Raises BadNode for a float: it is no longer exact."""
    if isinstance(cell, str) and len(cell) > LONGEST_NUMBER:
        raise BadNode("An amount is too long to be one.")
    if isinstance(cell, bool) or not isinstance(cell, (str, int, Decimal)):
        raise BadNode(f"{shown(cell)} is not an exact amount.")
    try:
        amount = to_micros(cell)
    except BadAmount as bad:
        raise BadNode(bad.cause) from None
    if abs(amount) > LARGEST_AMOUNT:
        raise BadNode(f"{shown(cell)} is too large to be one sale's amount.")
    return amount


def currency(cell: Any) -> str:
    """Return the ISO 4217 code in `cell`. Raises BadNode."""
    try:
        return currency_code(cell if isinstance(cell, str) else "")
    except UnknownCurrency:
        raise BadNode(f"{shown(cell)} is not a currency.") from None


def whole(cell: Any) -> int:
    """Return a whole number, 0 when nothing is said. Raises BadNode."""
    if cell is None:
        return 0
    try:
        number = Decimal(str(cell)[:LONGEST_NUMBER])
        count = int(number)
    except (InvalidOperation, ValueError, OverflowError):
        raise BadNode(f"{shown(cell)} is not a whole number.") from None
    if number != count or abs(count) > LARGEST:
        raise BadNode(f"{shown(cell)} is not a whole number.")
    return count


def units(cell: Any) -> int:
    """Return a number of goods, 0 when nothing is said. Raises BadNode beyond MOST_UNITS."""
    count = whole(cell)
    if abs(count) > MOST_UNITS:
        raise BadNode(f"{shown(cell)} units are more than a line can have.")
    return count


def decimal(cell: Any) -> Decimal:
    """Return a metric's number in at most six decimals, half-even; 0 when nothing is said. Raises BadNode.

    A float is read as it is written: these are counts a platform models, never money that is booked.
    """
    if cell is None:
        return Decimal(0)
    try:
        number = Decimal(str(cell)[:LONGEST_NUMBER])
        if not number.is_finite() or abs(number) > MOST_UNITS * 1000:
            raise BadNode(f"{shown(cell)} is not a number.")
        return number.quantize(QUANTUM, ROUND_HALF_EVEN)
    except InvalidOperation:
        raise BadNode(f"{shown(cell)} is not a number.") from None


def moment(cell: Any) -> datetime:
    """Return an ISO 8601 moment in UTC. Raises BadNode for one without an offset."""
    try:
        written = datetime.fromisoformat(cell) if isinstance(cell, str) else None
    except ValueError:
        written = None
    if written is None or written.tzinfo is None or not EARLIEST < written.date() < LATEST:
        raise BadNode(f"{shown(cell)} is not a moment with its offset.")
    return written.astimezone(UTC)


def day(cell: Any) -> date:
    """Return an ISO 8601 day. Raises BadNode."""
    try:
        written = date.fromisoformat(cell) if isinstance(cell, str) else None
    except ValueError:
        written = None
    if written is None or not EARLIEST < written < LATEST:
        raise BadNode(f"{shown(cell)} is not a day.")
    return written


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """Return the day on which the clocks of `zone` show the moment `at`."""
    return at.astimezone(zone).date()


def number_of(gid: Any) -> str:
    """Return the number at the end of a global id ("gid://shopify/Order/123?x" → "123"), or a plain id as it is.

    Raises BadNode when there is none.
    """
    text = str(gid) if isinstance(gid, (str, int)) and not isinstance(gid, bool) else ""
    number = plain_text(text.partition("?")[0].rpartition("/")[2], longest=LONGEST_ID)
    if not number or "…" in number:
        raise BadNode(f"{shown(gid)} is not an id.")
    return number


def mapping(cell: Any, what: str) -> Mapping[str, Any]:
    """Return `cell` when it is a JSON object. Raises BadNode naming `what` it should have been."""
    if not isinstance(cell, dict):
        raise BadNode(f"{shown(cell)} is not {what}.")
    return cell


def listed(cell: Any) -> list[Any]:
    """Return a JSON list, empty when nothing is said. Raises BadNode for anything else."""
    if cell is None:
        return []
    if not isinstance(cell, list):
        raise BadNode(f"{shown(cell)} is not a list.")
    return cell


def name(cell: Any, *, longest: int = LONGEST_CELL) -> str | None:
    """Return a text made plain, None when it says nothing."""
    return plain_text(cell, longest=longest) or None if isinstance(cell, str) else None


def told(**cells: Any) -> dict[str, Any]:
    """Return the cells that say something, their texts made plain: what a record keeps of its source."""
    kept = {key: plain_cells(cell, longest=LONGEST_CELL) for key, cell in cells.items()}
    return {key: cell for key, cell in kept.items() if cell not in (None, "", [], {})}


def rejected(node: Any, reason: object, *, what: str) -> Rejected:
    """Return why a platform's object is not booked, with its id and name if it has any."""
    found = node if isinstance(node, dict) else {}
    cells = {key: str(value) for key, value in told(id=found.get("id"), name=found.get("name")).items()}
    return Rejected(0, plain_text(f"{what}: {reason}", longest=300), cells)


def shown(cell: Any) -> str:
    """Return how a sentence quotes what a cell says."""
    return repr(plain_text(str(cell), longest=40))
