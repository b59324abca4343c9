"""Which rows of a sheet an answer shows, and where it goes on: by its own cursor, or as a report paged in SQL says."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from credora_agent.core.cursors import cursor, position
from credora_agent.core.errors import BadInput
from credora_agent.reports.ordering import MOST
from mcp_servers.arguments import PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

SHEET = "s"


class Page(NamedTuple):
    """Rows from number `first` (of all, from 1) of `total`; `moved` where the books did since the page before."""

    rows: Sequence[Any]
    first: int
    total: int
    next_cursor: str | None
    moved: bool = False


def page(rows: Sequence[Any], asked: Any, *, left_out: int = 0, version: int = 0) -> Page:
    """Return the page of `rows` asked for; `left_out` counts those the report itself cut from the end.

    Raises BadInput for a cursor that is none of ours, or goes on with another question.
    """
    limit = getattr(asked, "limit", None) or PAGE
    start, seen = _start(asked, version)
    total = len(rows) + left_out
    end = min(start + limit, total)
    following = cursor(SHEET, end, version, _question(asked)) if end < total else None
    return Page(rows[start:end], start + 1, total, following, seen != version)


def _start(asked: Any, version: int) -> tuple[int, int]:
    given = getattr(asked, "cursor", None)
    if not given:
        return 0, version
    start, seen, question = position(given, SHEET, _read)
    if question != _question(asked):
        raise BadInput("That cursor goes on with another question.", remedy="Repeat the arguments of the page before.")
    return start, seen


def _read(parts: list[Any]) -> tuple[int, int, str]:
    start, version, question = parts
    if not all(type(each) is int for each in (start, version)) or not 0 < start <= MOST or type(question) is not str:
        raise ValueError
    return start, version, question


def _question(asked: Any) -> str:
    """Return what names the arguments, but for the page."""
    args = asked.model_dump(mode="json", exclude={"limit", "cursor"})
    known = orjson.dumps([type(asked).__name__, args], option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(known, digest_size=3).hexdigest()
