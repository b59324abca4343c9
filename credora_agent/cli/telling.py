"""An answer on the terminal: what a teller says, then its blocks, indented, in the width there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from credora_agent.telling.part import Part

INDENT = 2


def show(tool: str, result: Any) -> None:
    """Print the answer of a tool as its teller tells it."""
    from credora_agent.agent.tellers import TELLERS

    show_part(TELLERS[tool](result))


def show_part(part: Part, *, apart: bool = False) -> None:
    """Print a part's words, each sentence on lines of its own if `apart`, and its blocks below."""
    from rich.console import Console
    from rich.padding import Padding

    from credora_agent.cli.render import render

    console = Console(highlight=False)
    for words in part.words if apart else (" ".join(part.words),):
        console.print(words, style="bold", markup=False)
    figures = {figure.id: figure for figure in part.figures}
    for block in part.blocks:
        console.print()
        console.print(Padding(render(block, figures, console.width - 2 * INDENT), (0, INDENT)))
