"""The report as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = {
    "rel_crps_sum_28": "rel CRPS\nsum 28 d",
    "rel_crps_sum_90": "rel CRPS\nsum 90 d",
    "cover80_sum_28": "80 % holds\nsum 28 d",
    "cover95_sum_28": "95 % holds\nsum 28 d",
    "cover80_sum_90": "80 % holds\nsum 90 d",
    "cover95_sum_90": "95 % holds\nsum 90 d",
    "cover80_days_28": "80 % holds\ndays",
    "mape_sum_28": "MAPE\nsum 28 d",
    "mape_sum_90": "MAPE\nsum 90 d",
    "cpu_ms": "CPU ms",
    "windows": "windows",
}


def show(console: Console, report: dict[str, Any], *, judged: bool) -> None:
    """Print the figures over all series, those of each when there are several, and, if `judged`, lines missed."""
    console.print(_table("All series" if len(report["series"]) > 1 else report["series"][0]["name"], report))
    for series in report["series"]:
        if len(report["series"]) > 1:
            console.print(_table(series["name"], series))
        for note in series["notes"]:
            console.print(f"{series['name']}: {note}")
    console.print("CRPS of the cumulative sum ÷ the seasonal naive's, geometric mean over series; lower is better.")
    for peer, reason in report["peers_missing"].items():
        console.print(f"{peer}: {reason}")
    for line in report["missed"] if judged else ():
        console.print(f"Pass line missed: {line}")


def _table(title: str, figures: dict[str, Any]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("model")
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right")
    for name, row in {"Credora": figures, **figures["peers"]}.items():
        table.add_row(name, *(_cell(key, row.get(key)) for key in COLUMNS))
    return table


def _cell(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    if key == "windows":
        return f"{value}"
    if key.startswith(("cover", "mape")):
        return f"{value:.0%}"
    return f"{value:.1f}" if key == "cpu_ms" else f"{value:.2f}"
