"""CSV files on disk: opened for the writers of `reports.export`, and read back."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO


@contextmanager
def created(path: Path) -> Iterator[TextIO]:
    """Yield a new file at `path` for rows of cells."""
    with path.open("w", newline="", encoding="utf-8") as file:
        yield file


def read_cells(path: Path) -> list[list[str]]:
    """Return the rows of a CSV file. Raises BadFile for one that is none."""
    if not path.is_file():
        raise BadFile(f"{path} does not exist.", remedy="Give the path of a CSV file.")
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error):
        raise BadFile(f"{path} is not a CSV file in UTF-8.", remedy="Save it as CSV (UTF-8).") from None
