"""What an entry of the audit log may hold of what was asked: no secret, no long text, nothing a reader cannot see.

It comes back from the database exactly as it went in, so that its hash can be taken again.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from credora_agent.core.text import DEEPEST, plain_text

LONGEST = 500
"""Characters kept of a text."""
MOST = 50
"""Values kept of a list or an object."""
LARGEST = 8_000
"""Characters of the whole as JSON; of a larger one only its beginning is kept, as one text."""
HIDDEN = "[hidden]"
EXACT = 10**15
"""Beyond it numbers are kept as text: a database writes them in another way than they were given."""

SECRET_NAME = re.compile(r"token|secret|passw|authori[sz]ation|cookie|api[_-]?key|credential|verifier", re.IGNORECASE)
SECRET_TEXT = re.compile(
    r"credora_[\w-]{20,}|shp[a-z]{2}_\w{16,}|EAA\w{20,}|ya29\.[\w.-]{10,}|1//[\w-]{20,}|AIza[\w-]{20,}|GOCSPX-[\w-]{10,}"
    r"|eyJ[\w-]{8,}\.[\w-]{8,}[\w.-]*|\b[srp]k[-_][\w-]{16,}|xox[a-z]-[\w-]{10,}|\b(?:bearer|basic)\s+[\w.~+/=-]{8,}"
    r"|(?<=://)[^\s/@]+:[^\s/@]+(?=@)",
    re.IGNORECASE,
)


def kept_detail(value: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of the arguments or the effect of a call."""
    kept = _kept(value, DEEPEST)
    written = json.dumps(kept, ensure_ascii=False)
    return dict(kept) if len(written) <= LARGEST else {"cut": kept_text(written)}


def kept_text(given: str, *, longest: int = LONGEST) -> str:
    """Return a text on one line, in at most `longest` characters, with every secret in it hidden."""
    # Made plain first, so that no invisible character splits a secret; cut last, so that no half of one is left.
    return plain_text(SECRET_TEXT.sub(HIDDEN, plain_text(given, longest=8 * longest)), longest=longest)


def _kept(value: Any, depth: int) -> Any:
    if isinstance(value, dict):
        return {kept_text(str(name)): _named(str(name), each, depth) for name, each in list(value.items())[:MOST]}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_kept(each, depth - 1) for each in list(value)[:MOST]] if depth > 0 else None
    if value is None or isinstance(value, bool):
        return value
    return _number(value) if isinstance(value, (int, float)) else kept_text(str(value))


def _named(name: str, value: Any, depth: int) -> Any:
    if isinstance(value, (str, bytes, list, tuple, dict)) and SECRET_NAME.search(name):
        return HIDDEN
    return _kept(value, depth - 1) if depth > 0 else None


def _number(value: float) -> float | str:
    if isinstance(value, int):
        return value if -EXACT < value < EXACT else f"an integer of {value.bit_length()} bits"
    return value + 0.0 if math.isfinite(value) and abs(value) < EXACT else str(value)
