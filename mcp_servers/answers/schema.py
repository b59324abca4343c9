"""The shape of every tool's data as JSON Schema: one for all, and for each tool what it tells beside its table."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

Decimals = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
"""An amount, a ratio or a count, exact."""
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]
Moment = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(Z|[+-][0-9:]{5})$")]
Bound = Literal["at_most", "at_least", "partial"]
Cell = str | int | float | bool | None
Rows = tuple[tuple[Cell, ...], ...]


class Shape(BaseModel):
    """A part of the data; keys it does not name are none of it."""

    model_config = ConfigDict(extra="forbid")


class Table(Shape):
    """Rows under named columns."""

    columns: list[str]
    rows: Rows


class Days(Shape):
    """Days from start to end, both included, in the shop's time zone."""

    start: Day
    end: Day


class Cells(Shape):
    """Values of those columns that are bounds of the true ones: in those rows (from 0), in all where none are named."""

    bound: Bound
    columns: list[str]
    rows: tuple[int, ...] = ()


class Bounds(Shape):
    """What is not exact: totals by id, and cells."""

    totals: dict[str, Bound] = Field(default_factory=dict)
    cells: tuple[Cells, ...] = ()


class Source(Shape):
    """A call that lists what is behind: the totals, or each row, `per_row` naming the column an argument stands in."""

    tool: str
    args: dict[str, Cell]
    per_row: dict[str, str] = Field(default_factory=dict)


class FigureData(Shape):
    """A figure that answers, with what it follows from.

    Without start and end its days are the answer's. `entries` counts the ledger rows behind it; in a list those
    behind the whole line of totals. `missing` names what is not recorded, `bound` what that makes of the value.
    """

    id: str
    label: str
    value: Decimals | None
    unit: Literal["money", "ratio", "multiple", "count", "days"]
    currency: str | None = None
    start: Day | None = None
    end: Day | None = None
    formula: str = ""
    entries: int = 0
    bound: Bound | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Data(Shape):
    """What every tool answers beside its text.

    Amounts are decimal strings in `currency`, ratios fractions. `totals` are over all rows, shown or not: quote them,
    do not add up rows. `rows` are in the order of `columns`; `total_rows` counts all, `next_cursor` goes on after
    these. `as_of` is when the books last changed.
    """

    shop: str
    currency: str
    period: Days | None
    compare: Days | None = None
    totals: dict[str, Decimals | None]
    columns: list[str]
    rows: Rows
    bounds: Bounds | None = None
    total_rows: int
    next_cursor: str | None
    as_of: Moment | None
    sources: list[Source]
    figures: Annotated[list[FigureData], Field(max_length=20)]
    notes: list[str]
    detail: dict[str, Any] = Field(default_factory=dict)


@cache
def schema_of(tool: str) -> dict[str, Any]:
    """Return the JSON Schema of a tool's data; one without a shape of its own has details of any kind."""
    from mcp_servers.answers.schema_details import DETAILS  # noqa: PLC0415 - it is made of what stands above

    detail = DETAILS.get(tool)
    if detail is None:
        return _said(tool, Data)
    return _said(tool, create_model("Data", __base__=Data, __doc__=Data.__doc__, detail=(detail, ...)))


def _said(tool: str, model: type[BaseModel]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(),
        "title": f"Data of {tool}",
    }
