"""A file somebody sends: held as long as it is read, under a name of ours, and never kept as it came."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile

from credora_agent.core.errors import BadFile
from credora_agent.core.text import plain_text
from credora_agent.web.errors import TooLarge

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import Request

MEGABYTE = 1 << 20
LARGEST = 31 * MEGABYTE
"""Bytes of a file; a larger one is taken in by the command line, which reads it as a stream."""
PACKED = b"\x1f\x8b"
BY_COMMAND = "Take it in by `credora import` on the machine Credora runs on; that has no limit."


@asynccontextmanager
async def uploaded(request: Request, field: str) -> AsyncIterator[Path]:
    """Lend the file of that field of a form as a path, gone after the block.

    Raises BadFile where none was chosen or it is packed, TooLarge for one of more than 31 MB.
    """
    try:
        sent = await _sent(request, field)
        with tempfile.TemporaryDirectory(prefix="credora-") as folder:
            path = Path(folder) / named(str(sent.filename))
            await asyncio.to_thread(_copy, sent, path)
            yield path
    finally:
        await request.close()


async def _sent(request: Request, field: str) -> UploadFile:
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or int(size) > LARGEST + MEGABYTE:
        raise TooLarge(f"A file here has at most {LARGEST // MEGABYTE} MB.", remedy=BY_COMMAND)
    sent = (await request.form()).get(field)
    if not isinstance(sent, UploadFile) or not sent.filename or not sent.size:
        raise BadFile("No file was chosen, or it is empty.", remedy="Choose a CSV file.")
    if sent.size > LARGEST:
        raise TooLarge(f"A file here has at most {LARGEST // MEGABYTE} MB.", remedy=BY_COMMAND)
    return sent


def named(given: str) -> str:
    """Return what a sent file is called here: its own name's letters, digits, dots and dashes, and .csv at the end."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", plain_text(Path(given.replace("\\", "/")).name, longest=80)).strip(".-")
    return f"{re.sub(r'[.](csv|txt|gz)$', '', stem, flags=re.IGNORECASE) or 'file'}.csv"


def _copy(sent: UploadFile, path: Path) -> None:
    head = sent.file.read(2)
    if head == PACKED:
        raise BadFile("The file is packed.", remedy=f"Unpack it first. {BY_COMMAND}")
    sent.file.seek(0)
    with path.open("wb") as file:
        shutil.copyfileobj(sent.file, file)
