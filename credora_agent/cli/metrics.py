"""`credora metrics`: every figure there is, by the one registry that reports, tools and answers read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import JsonOption
from credora_agent.cli.session import print_json, told

if TYPE_CHECKING:
    from credora_agent.analytics.metrics import Metric


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(metrics)


def metrics(
    name: Annotated[str | None, typer.Argument(help="One metric, with all that is said of it.")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Show what figures are called, how they come about, and what to mind; no books are needed."""
    with told(as_json=json):
        from credora_agent.analytics.metrics import REGISTRY
        from credora_agent.core.errors import BadInput

        if name is not None and name not in REGISTRY:
            raise BadInput(f"There is no metric {name[:60]!r}.", remedy=f"Use one of: {', '.join(REGISTRY)}.")
        chosen = [REGISTRY[name]] if name else list(REGISTRY.values())
        if json:
            print_json([said(metric) for metric in chosen])
        elif name:
            _show_one(chosen[0])
        else:
            _show_all(chosen)


def said(metric: Metric) -> dict[str, Any]:
    """Return what the registry says of a metric, as JSON values."""
    return {
        "id": metric.id,
        "label": metric.label,
        "formula": metric.formula,
        "unit": metric.unit.value,
        "kind": metric.kind.value,
        "source": metric.source.value,
        "base": metric.base or None,
        "caveats": list(metric.caveats),
        "line_of_the_statement": metric.statement,
    }


def _show_all(chosen: list[Metric]) -> None:
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for head in ("Metric", "Label", "Unit", "Formula"):
        grid.add_column(head, no_wrap=head in {"Metric", "Unit"})
    for metric in chosen:
        grid.add_row(metric.id, metric.label, metric.unit.value, metric.formula)
    Console(highlight=False).print(grid)


def _show_one(metric: Metric) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(metric.label, style="bold")
    for head, text in said(metric).items():
        shown = " ".join(text) if isinstance(text, list) else text
        if head != "label" and shown not in (None, "", False):
            console.print(f"  {head.replace('_', ' ')}: {'yes' if shown is True else shown}", markup=False)
