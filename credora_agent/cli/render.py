"""An answer on the terminal: words, then each block as a table or a small chart."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from credora_agent.cli.render_fan import fan
from credora_agent.telling import blocks
from credora_agent.telling.phrasing import SIGNED_COSTS, amount, percent
from credora_agent.telling.sheet import BOUND_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import RenderableType

    from credora_agent.agent.turn import Turn
    from credora_agent.reports.schemas import Change, Figure

BAR = 36
"""Characters of the longest bar."""
GAP = 2
"""Blank characters between columns."""
SHORT = 12
"""Characters up to which a column of text is never cut."""
LEAST = 4
"""Characters a cut text keeps at the least."""
LABEL = 20
"""Characters a line's label keeps when columns need the room; longer ones wrap."""
EIGHTHS = " ▏▎▍▌▋▊▉█"
TONES = {"note": ("·", "dim"), "missing": ("!", "yellow"), "error": ("✗", "red")}


def show_turn(console: Console, turn: Turn) -> None:
    """Print a turn: its words first, its blocks, then how long it took and how fresh it is."""
    console.print()
    console.print(Text(turn.answer, style="bold" if turn.status == "answered" else ""))
    figures = {figure.id: figure for figure in turn.figures}
    for block in turn.blocks:
        if isinstance(block, blocks.Notice) and block.text in turn.answer:
            continue
        console.print()
        console.print(Padding(render(block, figures, console.width), (0, 2)))
    for notice in turn.notices:
        console.print()
        console.print(Text(f"  {notice}", style="yellow"))
    if turn.figures:
        as_of = turn.figures[0].as_of
        stamp = f"as of {as_of:%Y-%m-%d %H:%M} UTC · " if as_of else ""
        console.print()
        console.print(Text(f"  {turn.shop} · {stamp}{turn.timings.total_ms:.0f} ms", style="dim"))


def render(block: blocks.Block, figures: Mapping[str, Figure], width: int) -> RenderableType:  # noqa: PLR0911 - one a type
    """Return a block as something the terminal prints; every number in it is a figure's."""
    match block:
        case blocks.Cards():
            return _cards([figures[name] for name in block.figures])
        case blocks.Statement():
            return _statement(block, figures, width)
        case blocks.Chart():
            return _chart(block, figures)
        case blocks.Fan():
            return fan(block, width)
        case blocks.Ranking():
            return _bars(block.title, block.labels, [figures[name] for name in block.figures], numbered=True)
        case blocks.Table():
            return _wrapped(block, width) if block.wrapped else _table(block, width)
        case blocks.Choices():
            return Group(*(Text(f"• {option.label}: credora ask {option.question!r}") for option in block.options))
        case blocks.Notice():
            mark, style = TONES[block.tone]
            return Text(f"{mark} {block.text}", style=style)
        case _:
            raise TypeError(f"no way to show {type(block).__name__} on a terminal")


def marked(figure: Figure) -> str:
    """Return a figure as a statement shows it, marked ≤, ≥ or ~ when it is not the whole truth."""
    return (BOUND_MARKS.get(figure.bound, "") if figure.value is not None else "") + amount(figure)


def _cards(shown: list[Figure]) -> Grid:
    grid = Grid.grid(padding=(0, 4, 0, 0))
    for _ in shown:
        grid.add_column()
    grid.add_row(*(Text(figure.label, style="dim") for figure in shown))
    grid.add_row(*(Text(marked(figure), style="bold cyan") for figure in shown))
    return grid


def _statement(block: blocks.Statement, figures: Mapping[str, Figure], width: int) -> Group:
    """Return the statement as one grid, or as several below one another when its columns do not fit beside."""
    rows = [[figures[name] for name in row.figures] for row in block.rows]
    heads = list(block.columns)
    columns = [[marked(row[i]) for row in rows] for i in range(len(heads))]
    if any(row.change for row in block.rows):
        heads.append("Change")
        columns.append([_moved(shown[0], row.change) for shown, row in zip(rows, block.rows, strict=True)])
    labels = min(LABEL, max(len(row.label) for row in block.rows))
    grids: list[RenderableType] = []
    for first, last in _pages([max(map(len, (head, *column))) for head, column in zip(heads, columns, strict=True)],
                              width - labels - 6):  # fmt: skip
        grid = _grid("" if grids else block.title)
        grid.add_column("", min_width=labels)
        for head in heads[first:last]:
            grid.add_column(head, justify="right", no_wrap=True)
        for row, cells in zip(block.rows, zip(*columns[first:last], strict=True), strict=True):
            shown = [Text(cell, style="dim" if cell == "–" else "") for cell in cells]
            grid.add_row(row.label, *shown, style="bold" if row.total else "")
        grids += [Text(""), grid] if grids else [grid]
    return Group(*grids)


def _pages(widths: list[int], room: int) -> list[tuple[int, int]]:
    """Return runs of columns, as (first, end), each no wider than `room` where a single column is not."""
    pages, first, used = [], 0, 0
    for i, width in enumerate(widths):
        if i > first and used + width + GAP > room:
            pages.append((first, i))
            first, used = i, 0
        used += width + GAP
    return [*pages, (first, len(widths))]


def _moved(figure: Figure, change: Change | None) -> str:
    if change is None or change.delta is None:
        return "–"
    mark = BOUND_MARKS.get(change.bound, "")
    sign = mark + ("+" if change.delta > 0 else "")
    ratio = percent(change.ratio, signed=True) if change.ratio is not None else ""
    return f"{sign}{amount(figure, change.delta)} {ratio:>7}"


def _chart(block: blocks.Chart, figures: Mapping[str, Figure]) -> Group:
    return Group(
        *(
            _bars(block.title, block.labels, [figures[name] for name in series.figures], numbered=False)
            for series in block.series
        )
    )


def _bars(title: str, labels: Iterable[str], shown: list[Figure], *, numbered: bool) -> Grid:
    sizes = [_size(figure) for figure in shown]
    largest = max((abs(size) for size in sizes if size is not None), default=Decimal(0))
    grid = _grid(title)
    grid.show_header = False
    for justify in ("right", "left", "right", "left"):
        grid.add_column(justify=justify, no_wrap=True)
    for place, (label, figure, size) in enumerate(zip(labels, shown, sizes, strict=True), 1):
        style = "red" if size is not None and size < 0 else "cyan"
        grid.add_row(str(place) if numbered else "", label, marked(figure), Text(_bar(size, largest), style=style))
    return grid


def _size(figure: Figure) -> Decimal | None:
    if figure.value is None:
        return None
    return -figure.value if figure.metric in SIGNED_COSTS else figure.value


def _bar(size: Decimal | None, largest: Decimal) -> str:
    if not size or not largest:
        return ""
    eighths = int(abs(size) / largest * BAR * 8)
    return "█" * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths % 8 else "")


def _table(block: blocks.Table, width: int) -> Grid:
    """Return the rows on one line each; where room is short the long texts are cut, never a number or a day."""
    grid = _grid(block.title)
    widest = [max(map(len, cells)) for cells in zip(block.columns, *block.rows, strict=True)]
    long = [i for i, size in enumerate(widest) if size > SHORT and not block.numeric[i]]
    taken = sum(size for i, size in enumerate(widest) if i not in long) + GAP * len(widest) + 2 * GAP
    for i, (head, numeric) in enumerate(zip(block.columns, block.numeric, strict=True)):
        room = max((width - taken) // len(long), LEAST) if i in long else widest[i]
        size = min(widest[i], room)
        grid.add_column(head, justify="right" if numeric else "left", no_wrap=True, width=size)
    for row in block.rows:
        grid.add_row(*(Text(cell) for cell in row))
    return grid


def _wrapped(block: blocks.Table, width: int) -> Group:
    """Return the rows with their labels wrapped and what is said of each below its label.

    Columns that do not fit beside stand in further grids below.
    """
    cells = list(zip(*block.rows, strict=True)) or [() for _ in block.columns]
    last = len(block.columns) - block.remarks
    sizes = [_needed(head, column) for head, column in zip(block.columns[1:last], cells[1:last], strict=True)]
    label = max(map(len, (block.columns[0], *cells[0])))
    grids: list[RenderableType] = []
    for first, end in _pages(sizes, width - min(LABEL, label) - GAP):
        grid = _grid("" if grids else block.title)
        taken = sum(size + GAP for size in sizes[first:end]) + GAP
        grid.add_column(block.columns[0], width=max(min(label, width - taken), min(LABEL, label)))
        for i in range(first, end):
            grid.add_column(block.columns[i + 1], justify="right", width=sizes[i])
        for row in block.rows:
            said = row[-1] if block.remarks and not grids else ""
            shown = (Text(cell, style="dim" if cell == "–" else "") for cell in row[first + 1 : end + 1])
            grid.add_row(Text.assemble(row[0], *((("\n" + said, "yellow"),) if said else ())), *shown)
        grids += [Text(""), grid] if grids else [grid]
    return Group(*grids)


def _needed(head: str, cells: Iterable[str]) -> int:
    """Return the characters a column of numbers needs when its heading may break between words."""
    return max(map(len, (*head.split(), *cells)), default=LEAST)


def _grid(title: str) -> Grid:
    return Grid(title=title, title_justify="left", title_style="dim", box=None, pad_edge=False, padding=(0, 2, 0, 0))
