"""Makes README's pictures from the real product: `python -m evals.pictures`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from credora_agent import app
from credora_agent.cli.render import render, show_turn
from credora_agent.cli.sandbox.check import Asked, check
from credora_agent.cli.sandbox.commands import show as show_check
from credora_agent.cli.sandbox.plans import plan
from credora_agent.telling.blocks import Fan, Table
from credora_agent.telling.findings import tell_findings
from credora_agent.telling.forecast import tell as tell_forecast
from evals.demo import demo

if TYPE_CHECKING:
    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FOLDER = Path(__file__).parent / "pictures"
QUESTIONS = {
    "compare": "How did October compare with September?",
}
SHOWN = {"findings": 1, "forecast": 2}
"""How many of an answer's blocks its picture has."""
WIDTH = 92
THEME = TerminalTheme(
    (17, 20, 24), (220, 223, 228),
    [(40, 44, 52), (224, 108, 117), (152, 195, 121), (229, 192, 123), (97, 175, 239), (198, 120, 221), (86, 182, 194),
     (220, 223, 228)],
)  # fmt: skip
FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""As rich draws it, less the font it would fetch from outside."""


CHECKED = Asked(seed=31, days=10, plan=plan("all"))


async def main() -> None:
    """Read the demo shop as of a fixed day, and write one picture a question."""
    FOLDER.mkdir(exist_ok=True)
    async with demo(NOW) as (runtime, me):
        for name, question in QUESTIONS.items():
            await _picture(runtime, me, name, question)
        await _told(runtime, me)
    console = _console()
    console.print(Text("$ credora sandbox check --seed 31 --days 10 --faults all", style="green"))
    show_check(console, await check(CHECKED))
    _save(console, "check")


async def _picture(runtime: Runtime, me: Caller, name: str, question: str) -> None:
    turn = await app.ask(runtime, me, question, today=NOW.date())
    console = _console()
    console.print(Text(f'$ credora ask "{question}"', style="green"))
    show_turn(console, turn)
    _save(console, name)


async def _told(runtime: Runtime, me: Caller) -> None:
    """Write the pictures of what wants attention and of the cash ahead, without their small print."""
    today = NOW.date()
    forecast = tell_forecast(await runtime.reports.forecast(me, today=today))
    findings = tell_findings(await runtime.reports.findings(me, today=today))
    for name, part in (("findings", findings), ("forecast", forecast)):
        blocks = [block for block in part.blocks if isinstance(block, (Table, Fan))][: SHOWN[name]]
        console = _console()
        console.print(Text(f"$ credora {name}", style="green"))
        console.print()
        console.print(Text(" ".join(part.words), style="bold"))
        for block in blocks:
            console.print()
            console.print(Padding(render(block, {}, console.width - 4), (0, 2)))
        _save(console, name)


def _console() -> Console:
    return Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, highlight=False)


def _save(console: Console, name: str) -> None:
    console.save_svg(
        str(FOLDER / f"{name}.svg"), title="credora", theme=THEME, code_format=FRAME, unique_id=f"credora-{name}"
    )


if __name__ == "__main__":
    asyncio.run(main())
