"""What an answer is made of besides words: a closed set of typed blocks that point at figures by id."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from credora_agent.reports.schemas import Change


class Block(BaseModel):
    """A part of an answer; surfaces render each type in their own way."""

    model_config = ConfigDict(frozen=True)


class Cards(Block):
    """A few figures side by side."""

    type: Literal["cards"] = "cards"
    figures: tuple[str, ...]


class Row(Block):
    """One line of a statement: a figure for each column, and how the first moved from the second if compared."""

    label: str
    figures: tuple[str, ...]
    change: Change | None = None
    total: bool = False


class Statement(Block):
    """Lines by columns of time."""

    type: Literal["statement"] = "statement"
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Series(Block):
    """One line of a chart: its figures in time."""

    label: str
    figures: tuple[str, ...]


class Chart(Block):
    """Figures over time, with the sentence that says what there is to see."""

    type: Literal["chart"] = "chart"
    title: str
    sentence: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


class Fan(Block):
    """How wide the futures are, day by day: rows of (eight of ten from, half from, median, half to, eight of ten to).

    `said` has the same as text, for its ends and the middle; `kind` of the values is money of one currency.
    """

    type: Literal["fan"] = "fan"
    title: str
    sentence: str
    labels: tuple[str, ...]
    values: tuple[tuple[Decimal, Decimal, Decimal, Decimal, Decimal], ...]
    said: tuple[tuple[str, str, str], ...]


class Ranking(Block):
    """Periods of one metric by size."""

    type: Literal["ranking"] = "ranking"
    title: str
    labels: tuple[str, ...]
    figures: tuple[str, ...]


class Table(Block):
    """Rows of text, as ledger rows and bridges are shown; `numeric` says which columns align right.

    Texts of `wrapped` tables break into lines where room is short, those of others are cut. With `remarks` the last
    column holds what is said of a row, which may stand below its label.
    """

    type: Literal["table"] = "table"
    title: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    wrapped: bool = False
    remarks: bool = False


class Notice(Block):
    """A sentence that must not be overlooked: what is missing, assumed or impossible."""

    type: Literal["notice"] = "notice"
    text: str
    tone: Literal["note", "missing", "error"] = "note"


class Choice(Block):
    """One way to resolve a question back."""

    label: str
    question: str


class Choices(Block):
    """A question back, with its options."""

    type: Literal["choices"] = "choices"
    about: str
    question: str
    options: tuple[Choice, ...]


AnyBlock = Annotated[Cards | Statement | Chart | Fan | Ranking | Table | Notice | Choices, Field(discriminator="type")]
