"""Lines of a bulk operation's file from any byte on; a connection that breaks is taken up where it broke."""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing
from dataclasses import dataclass
from random import uniform
from typing import TYPE_CHECKING, Any

import httpx2
import orjson

from credora_agent.platforms.base import Passing, Refused
from credora_agent.platforms.http import MEGABYTE, Hiccup, Retries

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

NAME = "shopify"
LONGEST = 8 * MEGABYTE
"""The longest line: one object of the file."""
RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+)")


class FileGone(Passing):
    """The file of a bulk operation is no longer there (they are kept for seven days): start a new one."""

    code = "bulk_file_gone"


@dataclass(frozen=True, slots=True)
class Line:
    """One object of the file, and the byte right after its line."""

    end: int
    value: dict[str, Any]


async def read_lines(http: httpx2.AsyncClient, url: str, offset: int, retries: Retries) -> AsyncGenerator[Line]:
    """Yield the lines from byte `offset` on, where one must begin, to the very end.

    Raises FileGone, Refused, or Passing when the file breaks off or is no file of objects, however often it is read.
    """
    failures = 0
    while True:
        try:
            async with aclosing(_read_once(http, url, offset)) as lines:
                async for line in lines:
                    offset, failures = line.end, 0
                    yield line
        except Hiccup as failure:
            failures += 1
            if failures >= retries.attempts:
                raise _broken(failure.reason) from failure
            await asyncio.sleep(uniform(0, min(retries.first * 2**failures, retries.cap)))  # noqa: S311 - jitter
        else:
            return


async def _read_once(http: httpx2.AsyncClient, url: str, offset: int) -> AsyncGenerator[Line]:
    headers = {"accept-encoding": "identity"} | ({"range": f"bytes={offset}-"} if offset else {})
    try:
        async with http.stream("GET", url, headers=headers) as response:
            skip, size = _extent(response, offset)
            if skip is None:
                return
            async with aclosing(_split(response, skip, offset)) as lines:
                async for line in lines:
                    offset = line.end
                    yield line
    except (httpx2.TransportError, httpx2.DecodingError) as failure:
        raise Hiccup(type(failure).__name__) from failure
    if size is not None and offset < size:
        raise Hiccup(f"{offset} of {size} bytes came")


def _extent(response: httpx2.Response, offset: int) -> tuple[int | None, int | None]:
    """Return how many bytes come before `offset` in this answer, None when none come after, and the file's size."""
    status, said = response.status_code, RANGE.fullmatch(response.headers.get("content-range", ""))
    size = int(said[2]) if said else None
    if status == 200:  # noqa: PLR2004
        return offset, None
    if status == 206 and said and said[1] == str(offset):  # noqa: PLR2004
        return 0, size
    if status == 416 and size == offset:  # noqa: PLR2004
        return None, size
    if status in {403, 404, 410}:
        raise FileGone(
            "Shopify no longer keeps the file of the bulk operation.",
            remedy="A new one is started by itself.",
            platform=NAME,
        )
    if status >= 500 or status in {206, 416, 429}:  # noqa: PLR2004
        raise Hiccup(f"status {status}")
    raise Refused(
        f"The file of the bulk operation was refused with status {status}.",
        remedy="A new one must be started.",
        platform=NAME,
    )


async def _split(response: httpx2.Response, skip: int, start: int) -> AsyncGenerator[Line]:
    rest = b""
    async for part in response.aiter_bytes():
        if skip >= len(part):
            skip -= len(part)
            continue
        *whole, rest = (rest + part[skip:]).split(b"\n")
        skip = 0
        for text in whole:
            start += len(text) + 1
            if text.strip():
                yield Line(start, _object(text))
        if len(rest) > LONGEST:
            raise Hiccup(f"a line of more than {LONGEST // MEGABYTE} MB")
    if rest.strip():
        yield Line(start + len(rest), _object(rest))


def _object(text: bytes) -> dict[str, Any]:
    """Return a line's object; one cut short is never JSON."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Hiccup("a line that is not whole") from None
    if not isinstance(value, dict) or "id" not in value:
        raise Hiccup("a line that is no object with an id")
    return value


def _broken(reason: str) -> Passing:
    return Passing(
        f"The file of the bulk operation could not be read to its end ({reason}).",
        remedy="Nothing is lost; it is taken up where it broke off.",
        platform=NAME,
    )
