"""What a cell says: an amount, a whole number, a moment or a customer, or why it says none."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadAmount
from credora_agent.core.money import LARGEST, MICROS, to_micros
from credora_agent.core.period import EARLIEST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

LONGEST_SHOWN = 60
"""Characters of a cell that a rejected row shows."""

MOST_UNITS = 10**9
"""No order line counts more units than this."""

_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:[,' \u00a0\u202f]\d{3})+(?:\.\d+)?"),
    ",": re.compile(r"[+-]?\d{1,3}(?:[.' \u00a0\u202f]\d{3})+(?:,\d+)?"),
}
_ORNAMENT = re.compile(r"^([+-]?)\s*[£$€¥]\s*|\s*[£$€¥]$")
_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")


class BadCell(ValueError):
    """A cell, or a row as a whole, cannot be booked; its text is the reason and what to do."""


@lru_cache(maxsize=65536)
def amount(text: str, decimal: str) -> int:
    """Return the amount in `text` in micros, exactly; `decimal` is "." or ",". Raises BadCell.

    A currency sign, grouped thousands and brackets for a negative amount are understood.
    """
    plain = plain_number(text, decimal)
    if plain is None:
        raise BadCell(f"{shown(text)!r} is not a number. Write it like 12{decimal}50.")
    try:
        return to_micros(plain)
    except BadAmount as bad:
        raise BadCell(str(bad)) from None


def plain_number(text: str, decimal: str) -> str | None:
    """Return the number in `text` with a decimal point and nothing else, or None when it is no number."""
    bare = text.strip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    bare = _ORNAMENT.sub(r"\1", bare)
    if _GROUPED[decimal].fullmatch(bare):
        bare = re.sub(rf"[^\d+{re.escape(decimal)}-]", "", bare)
    bare = bare.replace(",", ".") if decimal == "," and "." not in bare else bare
    return bare if bare.isascii() and _PLAIN.fullmatch(bare) else None


def whole(text: str, decimal: str) -> int:
    """Return the whole number in `text`. Raises BadCell for a fraction, for no number and beyond MOST_UNITS."""
    count, fraction = divmod(amount(text, decimal), MICROS)
    if fraction:
        raise BadCell(f"The quantity {shown(text)!r} is a fraction. Only whole units can be booked.")
    if abs(count) > MOST_UNITS:
        raise BadCell(f"The quantity {shown(text)!r} is too large. Check the column.")
    return count


def bounded(micros: int) -> int:
    """Return `micros` unchanged. Raises BadCell when it is beyond what the books can hold."""
    if abs(micros) > LARGEST:
        raise BadCell("The amount is too large to be booked. Check quantity and price.")
    return micros


class Moments:
    """The reader of a file's dates: `read(text)` gives (moment in UTC, day in the shop's zone, the text as ISO)."""

    def __init__(self, formats: str, *, zone: ZoneInfo, now: datetime) -> None:
        """Read dates written as `formats` ("iso" or a strptime pattern); later than `now` + 1 day is refused."""
        self._format, self._zone = formats, zone
        self._latest = now + timedelta(days=1)
        self.read = lru_cache(maxsize=8192)(self._read)

    def _read(self, text: str) -> tuple[datetime, date, str]:
        written = self._parsed(text.strip())
        if written.date() < EARLIEST:
            raise BadCell(f"The date {shown(text)!r} is before {EARLIEST}. Check the date and its format.")
        if written.date() > self._latest.date() + timedelta(days=1):
            raise self._too_late(text)
        local = (written if written.tzinfo else written.replace(tzinfo=self._zone)).astimezone(self._zone)
        if local > self._latest:
            raise self._too_late(text)
        return local.astimezone(UTC), local.date(), written.isoformat()

    def _too_late(self, text: str) -> BadCell:
        return BadCell(f"The date {shown(text)!r} lies in the future. Check the date and its format.")

    def _parsed(self, text: str) -> datetime:
        try:
            if self._format == "iso":
                moment = datetime.fromisoformat(_OFFSET.sub("", text))
            else:
                moment = datetime.strptime(text, self._format)  # noqa: DTZ007 - the zone is added by the caller
        except ValueError:
            wanted = "YYYY-MM-DD hh:mm" if self._format == "iso" else self._format
            raise BadCell(f"{shown(text)!r} is not a date written as {wanted}.") from None
        return moment


class Customers:
    """The reader of customers: `ref(text)` gives a pseudonym that is the same for the same salt and text."""

    def __init__(self, salt: bytes) -> None:
        """Make pseudonyms with `salt`, which never leaves the machine."""
        self._key = blake2b(salt, digest_size=32).digest()
        self.ref = lru_cache(maxsize=8192)(self._ref)

    def _ref(self, text: str) -> str | None:
        """Return the hex BLAKE2b-128 of the lower-cased text, or None when it is blank."""
        bare = text.strip().lower()
        return blake2b(bare.encode(), key=self._key, digest_size=16).hexdigest() if bare else None


def shown(text: str) -> str:
    """Return `text` in at most LONGEST_SHOWN characters."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def shown_cells(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the pairs as a mapping with every cell cut to LONGEST_SHOWN characters."""
    return {name: shown(cell) for name, cell in pairs}
