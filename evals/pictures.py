"""Makes README's pictures from the real product: `python -m evals.pictures`."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from credora_agent import app
from credora_agent.cli.render import show_turn
from credora_agent.core.settings import Settings
from credora_agent.runtime import LOCAL, Runtime, books_of, open_runtime
from credora_agent.sandbox import orders as sandbox
from credora_agent.sync.imports import Intake, import_costs, import_orders, import_rates

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FOLDER = Path(__file__).parent / "pictures"
QUESTIONS = {
    "compare": "How did October compare with September?",
    "trend": "net sales by month this year",
}
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


async def main() -> None:
    """Import the invented shop, ask, and write one picture a question."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        async with open_runtime(Settings(home=Path(home), pg_linger=0)) as runtime:
            await _sample(runtime, Path(home))
            for name, question in QUESTIONS.items():
                await _picture(runtime, name, question)


async def _sample(runtime: Runtime, folder: Path) -> None:
    sandbox.write_orders(folder / "orders.csv", seed=2026, today=TODAY)
    sandbox.write_costs(folder / "costs.csv", today=TODAY)
    sandbox.write_rates(folder / "rates.csv", seed=2026, today=TODAY)
    tenant = await runtime.shop_for_import("sample-shop", sandbox.CURRENCY, sandbox.ZONE)
    me = LOCAL.at(tenant.id)
    await import_orders(runtime.database, me, books_of(tenant), folder / "orders.csv", now=NOW, intake=Intake())
    its = books_of(await runtime.shop("sample-shop"))
    await import_rates(runtime.database, me, its, folder / "rates.csv", now=NOW, intake=Intake())
    await import_costs(runtime.database, me, its, folder / "costs.csv", intake=Intake())


async def _picture(runtime: Runtime, name: str, question: str) -> None:
    tenant = await runtime.shop("sample-shop")
    turn = await app.ask(runtime, LOCAL.at(tenant.id), question, today=TODAY)
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, highlight=False)
    console.print(Text(f'$ credora ask "{question}"', style="green"))
    show_turn(console, turn)
    console.save_svg(
        str(FOLDER / f"{name}.svg"), title="credora", theme=THEME, code_format=FRAME, unique_id=f"credora-{name}"
    )


if __name__ == "__main__":
    asyncio.run(main())
