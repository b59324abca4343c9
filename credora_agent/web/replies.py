"""Reports as they leave: JSON of their own schema, and CSV files; a cache keeps neither."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from pydantic import BaseModel

PRIVATE = {"cache-control": "no-store", "vary": "cookie, authorization"}


def json_of(report: BaseModel) -> Response:
    """Return a report as JSON; money as decimal strings."""
    return Response(report.model_dump_json(), media_type="application/json", headers=PRIVATE)


def csv_of(name: str, write: Callable[[TextIO], object]) -> Response:
    """Return what `write` writes as a file to keep, called `name`.csv: letters, digits and dashes."""
    file = io.StringIO(newline="")
    write(file)
    return file_of(name, "csv", "text/csv; charset=utf-8", file.getvalue().encode())


def file_of(name: str, ending: str, media_type: str, content: bytes) -> Response:
    """Return a file to keep, called `name` and its ending: letters, digits and dashes."""
    headers = {**PRIVATE, "content-disposition": f'attachment; filename="{safe_name(name)}.{ending}"'}
    return Response(content, media_type=media_type, headers=headers)


def safe_name(name: str) -> str:
    """Return a name as that of a file: lower-case letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower() or "credora"
