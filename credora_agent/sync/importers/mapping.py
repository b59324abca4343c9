"""How the columns of an order-lines file are to be read: a small JSON document, version 1."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from credora_agent.core.errors import BadInput
from credora_agent.sync.importers.codes import CodeRule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

LARGEST_FILE = 1024 * 1024
"""Bytes a mapping file may have."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Columns(_Part):
    """Which header holds what. The optional ones may be absent."""

    order: str
    sku: str
    quantity: str
    unit_price: str
    ordered_at: str
    title: str | None = None
    customer: str | None = None
    currency: str | None = None
    line_id: str | None = None
    discount: str | None = None
    tax: str | None = None
    line_total: str | None = None

    @model_validator(mode="after")
    def _each_its_own(self) -> Self:
        """Only sku and title may be the same column: a customer's must never be kept under another name."""
        others = [header for what, header in self.given().items() if what != "title" or header != self.sku]
        twice = next((header for header in others if others.count(header) > 1), None)
        if twice is not None:
            raise ValueError(f"the column {twice!r} is given two meanings")
        return self

    def given(self) -> dict[str, str]:
        """Return the columns that are set, in the order above, as what → header."""
        return {what: header for what, header in self if header is not None}


class Cancelled(_Part):
    """How a cancellation is told: its order id is the letter(s) `order_prefix` before another id."""

    order_prefix: str = Field(min_length=1, max_length=10)


class Mapping(_Part):
    """How to read an order-lines file.

    `date_format` is "iso" or a strptime pattern; a time without an offset is in the shop's zone. `unit_price`
    is before discount; `tax_included` says whether it holds the tax of the column `tax`. `discount` and `tax`
    are per line, of either sign. `negative_quantity` says what a negative quantity with a price and without a
    cancellation mark is. `returns_restocked` says that returned units go back on the shelf. `orders`
    "partial": a later file may hold other lines of the same order; "complete": a file holds an order whole,
    and replaces it. `codes` are stock codes that are no products; the first that fits wins.
    """

    version: Literal[1] = 1
    columns: Columns
    date_format: str = Field(default="iso", min_length=1, max_length=60)
    decimal: Literal[".", ","] = "."
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    encoding: str | None = Field(default=None, max_length=40)
    cancelled: Cancelled | None = None
    negative_quantity: Literal["reject", "return"] = "reject"
    returns_restocked: bool = True
    tax_included: bool = False
    orders: Literal["partial", "complete"] = "partial"
    codes: tuple[CodeRule, ...] = ()

    @field_validator("date_format")
    @classmethod
    def _has_a_day(cls, pattern: str) -> str:
        if pattern != "iso" and "%" not in pattern:
            raise ValueError('must be "iso" or a pattern such as %d/%m/%Y %H:%M')
        return pattern

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the mapping kept in `path`. Raises BadInput naming the first thing wrong with it."""
        try:
            text = path.read_bytes()[: LARGEST_FILE + 1].decode("utf-8-sig")
        except OSError as error:
            raise BadInput(
                f"The mapping file {path} cannot be read: {error.strerror}.", remedy="Check its path."
            ) from None
        except UnicodeDecodeError:
            raise BadInput(f"The mapping file {path} is not UTF-8 text.", remedy="Save it as UTF-8.") from None
        try:
            return cls.model_validate_json(text)
        except ValidationError as bad:
            raise _not_a_mapping(path, bad.errors()[0]) from None

    def dump(self, path: Path) -> None:
        """Write the mapping to `path` as JSON that a person can edit. Raises BadInput when it cannot."""
        try:
            path.write_text(self.as_json(), encoding="utf-8")
        except OSError as error:
            raise BadInput(
                f"The mapping cannot be written to {path}: {error.strerror}.", remedy="Choose another place."
            ) from None

    def as_json(self) -> str:
        """Return the mapping as indented JSON, without the columns that are not set."""
        return self.model_dump_json(indent=2, by_alias=True, exclude_none=True) + "\n"

    def fits(self, headers: Sequence[str]) -> bool:
        """Tell whether the file has every column the mapping reads."""
        return set(self.columns.given().values()) <= set(headers)

    def carried_over(self, proposed: Self) -> Self:
        """Return this mapping for another file of the same source, for which `proposed` was found.

        How that file writes dates and numbers is taken from what was proposed for it; codes and the cancellation
        mark that either of them knows hold, for a short file need not show them all.
        """
        return self.model_copy(
            update={
                "date_format": proposed.date_format,
                "decimal": proposed.decimal,
                "cancelled": self.cancelled or proposed.cancelled,
                "codes": (*self.codes, *(rule for rule in proposed.codes if rule not in self.codes)),
            }
        )

    def check(self, headers: Sequence[str]) -> None:
        """Raise BadInput when a column of the mapping is not among the file's `headers`."""
        absent = {what: name for what, name in self.columns.given().items() if name not in headers}
        if not absent:
            return
        what, name = next(iter(absent.items()))
        near = get_close_matches(name, headers, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise BadInput(
            f"The mapping reads {what} from the column {name!r}, which the file does not have.",
            remedy=f"The file has: {', '.join(headers)[:400]}.{hint}",
        )


def _not_a_mapping(path: Path, first: ErrorDetails) -> BadInput:
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "json_invalid":
        return BadInput(f"The mapping file {path} is not JSON: {first['msg']}.", remedy="Correct it and try again.")
    if first["type"] == "extra_forbidden":
        known = Columns.model_fields if first["loc"][0] == "columns" else Mapping.model_fields
        return BadInput(
            f"The mapping file {path} has the unknown key {where!r}.", remedy=f"Known keys: {', '.join(known)}."
        )
    return BadInput(
        f"The mapping file {path} has a bad value at {where or 'its top'!r}: {first['msg']}.",
        remedy="Correct it; `version`, `columns`, `date_format` and `decimal` are the usual ones.",
    )
