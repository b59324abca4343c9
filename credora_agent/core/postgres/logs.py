"""What the server and its keeper wrote of a start: their words since then, and whether they complain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.postgres.place import Place

_LIMIT = 8 * 1024 * 1024
# Not grave: what a server that is coming up or going down tells those who knock.
_GRAVE = re.compile(r"(FATAL|PANIC): +(?!the database system is |terminating )|Error: |could not")


class Logs:
    """Both logs from now on; one that has grown too long is moved aside first."""

    def __init__(self, place: Place) -> None:
        self._begins = {log: _begin(log) for log in (place.server_log, place.keeper_log)}

    def complaints(self) -> str:
        """Return why the start failed, or "" if nobody complained: it was killed."""
        grave = [line for log in self._begins for line in self._lines(log) if _GRAVE.search(line)]
        return _joined(grave)

    def last_words(self) -> str:
        """Return the last lines of all, complaints or not."""
        return _joined([line for log in self._begins for line in self._lines(log)]) or "it said nothing"

    def _lines(self, log: Path) -> list[str]:
        if not log.exists():
            return []
        with log.open("rb") as file:
            file.seek(self._begins[log])
            text = file.read().decode(errors="replace")
        return [line.strip() for line in text.splitlines() if line.strip()]


def _joined(lines: list[str]) -> str:
    return " / ".join(lines[-4:])[-800:]


def _begin(log: Path) -> int:
    if not log.exists():
        log.touch(mode=0o600)
    if log.stat().st_size > _LIMIT:
        log.replace(log.with_suffix(".log.1"))
        log.touch(mode=0o600)
    return log.stat().st_size
