"""The futures of a sum or balance on the terminal: a line a day, from the low end to the high one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table as Grid
from rich.text import Text

if TYPE_CHECKING:
    from decimal import Decimal

    from credora_agent.telling.blocks import Fan

NARROW, WIDE = 16, 48
"""Characters the drawing has at the least and at the most."""
OUTER, INNER, MIDDLE, ZERO = "─", "━", "●", "│"


def fan(block: Fan, width: int) -> Grid:
    """Return one row a label: the ends of the outer range as text, the ranges drawn on one scale, nought marked."""
    grid = Grid(
        title=block.title, title_justify="left", title_style="dim", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for head, justify in (("", "right"), ("low", "right"), ("middle", "right"), ("high", "right"), ("", "left")):
        grid.add_column(head, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    taken = max(map(len, block.labels), default=0) + sum(
        max(map(len, texts)) for texts in zip(*block.said, strict=True)
    )
    room = min(max(width - taken - 8, NARROW), WIDE)
    low = min((row[0] for row in block.values), default=0)
    high = max((row[4] for row in block.values), default=0)
    scale = _Scale(min(low, 0), max(high, 0), room)
    for label, texts, row in zip(block.labels, block.said, block.values, strict=True):
        grid.add_row(label, *texts, scale.drawn(row))
    return grid


class _Scale:
    """Where amounts lie on so many characters."""

    def __init__(self, low: Decimal | int, high: Decimal | int, room: int) -> None:
        self._low, self._span, self._room = low, max(high - low, 1), room

    def at(self, value: Decimal | int) -> int:
        return min(int((value - self._low) / self._span * (self._room - 1)), self._room - 1)

    def drawn(self, row: tuple[Decimal, Decimal, Decimal, Decimal, Decimal]) -> Text:
        cells = [" "] * self._room
        low, inner_low, middle, inner_high, high = (self.at(value) for value in row)
        cells[self.at(0)] = ZERO
        for start, end, mark in ((low, high, OUTER), (inner_low, inner_high, INNER), (middle, middle, MIDDLE)):
            cells[start : end + 1] = [mark] * (end - start + 1)
        return Text("".join(cells), style="red" if row[0] < 0 else "cyan")
