"""The ledger's SQL, one file a statement under `sql/`, so that a stranger and an outside tool can read it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text

FOLDER = Path(__file__).parent / "sql"


@cache
def statement(name: str) -> TextClause:
    """Return the statement in `sql/<name>.sql`, its parameters written `:name`."""
    return text(source(name))


@cache
def source(name: str) -> str:
    """Return the text of `sql/<name>.sql` as it stands."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
