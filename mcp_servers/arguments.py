"""What every tool's arguments have in common: no unknown names, no text or number that hurts, errors in a few words."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from credora_agent.core.text import plain_text

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

LONGEST = 300
"""Characters a text may have."""
YEARS = range(1900, 2201)
PAGE = 20
"""Lines of a list where nobody says how many."""
SHOWN = 60
"""Characters of what a caller gave that an error may repeat."""
MOST_ERRORS = 5

Limit = Annotated[int, Field(ge=1, le=200)]
"""Lines of a list a client may have at once."""
Cursor = Annotated[str | None, Field()]
"""Where a list goes on: `next_cursor` of the page before."""


class Arguments(BaseModel):
    """What a tool takes; a name it does not know is an error, not silence.

    Texts have at most 300 characters, none of them a control character or half a surrogate pair; numbers are finite;
    days lie within the years 1900 to 2200.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=LONGEST, allow_inf_nan=False)

    @field_validator("*", mode="after", check_fields=False)
    @classmethod
    def _sound(cls, value: Any) -> Any:
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, str) and not _printable(each):
                raise PydanticCustomError("control_characters", "has control characters")
            if isinstance(each, date) and each.year not in YEARS:
                raise PydanticCustomError("day", "use a day from 1900 to 2200")
        return value


def wanted(asked: Any) -> int | None:
    """Return how many lines a report need hold for a page: those asked for, all where nobody said or a page goes on."""
    return asked.limit if "limit" in asked.model_fields_set and asked.cursor is None else None


def said(bad: ValidationError) -> str:
    """Return what is wrong with arguments, by name: "start: missing. by: use one of total, day."."""
    errors = bad.errors(include_url=False, include_input=False)
    within = {error["loc"][:-1] for error in errors} | {error["loc"][:-2] for error in errors}
    meant = [error for error in errors if error["type"] != "too_short" or error["loc"] not in within]
    told = list(dict.fromkeys(f"{_where(error)}: {_what(error)}." for error in meant))
    more = [f"And {len(told) - MOST_ERRORS} more."] if len(told) > MOST_ERRORS else []
    return " ".join([*told[:MOST_ERRORS], *more])


def _where(error: ErrorDetails) -> str:
    return plain_text(".".join(map(str, error["loc"])), longest=SHOWN) or "arguments"


def _what(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in _WORDS:
        return _WORDS[kind].format(**context)
    if kind in {"literal_error", "enum", "union_tag_invalid"}:
        choices = str(context.get("expected") or context.get("expected_tags")).replace("'", "").replace(" or ", ", ")
        return f"use one of {choices}"
    if kind.startswith("date"):
        return "use a day such as 2026-11-30"
    if kind.startswith("int"):
        return "use a whole number"
    if kind.startswith(("float", "decimal")):
        return "use a number"
    return plain_text(error["msg"], longest=SHOWN).removeprefix("Input should be ").rstrip(".")


_WORDS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "finite_number": "use a finite number",
    "string_type": "use a text",
    "string_unicode": "has half a surrogate pair",
    "string_too_long": "at most {max_length} characters",
    "too_long": "at most {max_length}",
    "too_short": "at least {min_length}",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "tuple_type": "use a list",
    "list_type": "use a list",
    "bool_type": "use true or false",
    "bool_parsing": "use true or false",
    "union_tag_not_found": "missing {discriminator}",
    "model_type": "use an object",
    "model_attributes_type": "use an object",
}


def _printable(text: str) -> bool:
    return text.isprintable() or not any(unicodedata.category(each) in {"Cc", "Cs"} for each in text)
