"""What a restarted sandbox must still know: when its world began, and what it had granted to whom."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any


class Kept:
    """Sections of plain JSON, in memory and, when there is a file, in it: written whole or not at all."""

    def __init__(self, file: Path | None = None) -> None:
        """Read `file` if it exists; without one, everything is forgotten with the process."""
        self.file = file
        self._sections: dict[str, dict[str, Any]] = {}
        if file and file.exists():
            self._sections = json.loads(file.read_text(encoding="utf-8"))

    def section(self, name: str) -> dict[str, Any]:
        """Return the section called `name`, to be read and changed in place; `save` keeps the change."""
        return self._sections.setdefault(name, {})

    def part(self, section: str, name: str) -> dict[str, Any]:
        """Return the dictionary called `name` within a section, made when missing."""
        part: dict[str, Any] = self.section(section).setdefault(name, {})
        return part

    def save(self) -> None:
        """Write all sections to the file, if there is one: a reader sees the old or the new, never a half."""
        if not self.file:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.file.parent, prefix=f".{self.file.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(self._sections, out, separators=(",", ":"))
        Path(name).replace(self.file)
