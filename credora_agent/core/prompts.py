"""Texts a model reads, each a file of its own under `prompts/`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
FOLDER = next((path for path in (PACKAGE.parent / "prompts", PACKAGE / "prompts") if path.is_dir()), PACKAGE)
"""The prompts beside a clone's package, or inside an installed one."""


@cache
def prompt(name: str) -> str:
    """Return the text of `prompts/<name>.md`, each paragraph and each item of a list on a line of its own."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()
    return re.sub(r"(?<!\n)\n(?![\n-])", " ", text).replace("\n\n", "\n")
