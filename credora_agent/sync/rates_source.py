"""Where exchange rates come from: a file, or an https address; date,base,quote,rate, or the ECB's published table."""

from __future__ import annotations

import asyncio
import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from credora_agent.core.errors import BadFile, BadInput, CredoraError
from credora_agent.platforms.base import Passing
from credora_agent.platforms.http import Hiccup, send
from credora_agent.sync.importers.rates_csv import Rate, read_rates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from decimal import Decimal

    import httpx2

LARGEST = 64 << 20
OK = 200
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PLATFORM = "rates"


class NoRates(CredoraError):
    """The source of exchange rates cannot be read; amounts in other currencies stay out of every sum until it can."""

    code = "no_rates"


@dataclass(frozen=True, slots=True)
class RatesSource:
    """One source of rates, for one shop: the currencies its books need, and the first day they need them for."""

    where: str
    http: httpx2.AsyncClient
    needs: frozenset[str]
    since: date | None = None
    sandbox: bool = False

    @property
    def name(self) -> str:
        """Return the source without the secrets an address may carry."""
        parts = urlsplit(self.where)
        return f"{parts.scheme}://{parts.hostname}{parts.path}" if parts.scheme in {"http", "https"} else self.where

    async def published(self, now: datetime) -> list[tuple[date, str, str, Decimal]]:
        """Return (day, base, quote, rate) of everything published so far. Raises NoRates, or Passing from the wire."""
        try:
            content = await self._fetched() if is_address(self.where) else await asyncio.to_thread(_file, self.where)
            return await asyncio.to_thread(_rates, content, now)
        except Passing:
            raise
        except OSError as fault:
            raise NoRates(f"{self.name}: {fault.strerror}.", remedy="Check CREDORA_RATES_SOURCE.") from None
        except (BadFile, BadInput) as bad:
            raise NoRates(f"{self.name}: {bad.cause}", remedy=bad.remedy) from None

    async def _fetched(self) -> bytes:
        require_safe(self.where, sandbox=self.sandbox)

        try:
            answer = await send(self.http, self.http.build_request("GET", self.where), limit=LARGEST)
        except Hiccup as failure:
            raise Passing(
                f"{self.name} did not answer ({failure.reason}).", remedy="It is asked again.", platform=PLATFORM
            ) from failure
        if answer.status != OK:
            raise NoRates(f"{self.name} answers {answer.status}.", remedy="Check CREDORA_RATES_SOURCE in a browser.")
        return answer.body


def is_address(where: str) -> bool:
    """Return whether a source is fetched, and no file."""
    return urlsplit(where).scheme in {"http", "https"}


def require_safe(where: str, *, sandbox: bool) -> None:
    """Raise NoRates for an address that is not https; a sandbox's own, on this machine, need not be."""
    parts = urlsplit(where)
    if parts.scheme == "https" and parts.hostname:
        return
    if not (sandbox and parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise NoRates(
            "CREDORA_RATES_SOURCE is neither a file nor an https address.",
            remedy="Give a path, or an address that begins with https://.",
        )


def _file(where: str) -> bytes:
    return Path(where).expanduser().read_bytes()


def _rates(content: bytes, now: datetime) -> list[tuple[date, str, str, Decimal]]:
    with tempfile.TemporaryDirectory(prefix="credora-rates-") as folder:
        path = Path(folder) / "rates.csv"
        path.write_bytes(_unpacked(content))
        return list(_good(path, now))


def _good(path: Path, now: datetime) -> Iterator[tuple[date, str, str, Decimal]]:
    for row in read_rates(path, now=now):
        if isinstance(row, Rate):
            yield row.day, row.base, row.quote, row.rate


def _unpacked(content: bytes) -> bytes:
    """Return the table itself: the ECB publishes its history as an archive with one file in it."""
    if not content.startswith(b"PK\x03\x04"):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            first = archive.infolist()[0]
            if first.file_size > LARGEST:
                raise BadFile("The table is too large.", remedy="Give one of up to 64 MB.")
            return archive.read(first)
    except (zipfile.BadZipFile, IndexError):
        raise BadFile("The archive cannot be opened.", remedy="Download it anew.") from None
