"""The questions asked of Google Ads, one GAQL file each; only dates are ever put into one."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TypeGuard

from credora_agent.core.errors import BadInput

FOLDER = Path(__file__).with_name("queries")
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.gaql")))


def query(name: str, *, since: date | None = None, until: date | None = None) -> str:
    """Return the text of `queries/{name}.gaql` for the days `since` to `until`, both included.

    Raises BadInput when the query needs days and what is given is not two dates in order.
    """
    text = _text(name)
    if "{since}" not in text:
        return text
    if not (_is_day(since) and _is_day(until)) or since > until:
        raise BadInput("Figures are asked for by two dates in order.", remedy="Give a first and a last day.")
    return text.format(since=since, until=until)


def _is_day(given: date | None) -> TypeGuard[date]:
    return isinstance(given, date) and not isinstance(given, datetime)


@cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.gaql").read_text(encoding="utf-8")
