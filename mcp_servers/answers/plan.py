"""Budgets as an answer: every budgeted line against what became of it, and where the months may end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.telling.budget import tell_budget
from mcp_servers.answers import sheet
from mcp_servers.answers.envelope import day, value

if TYPE_CHECKING:
    from credora_agent.reports.budget import BudgetedLine, BudgetReport
    from mcp_servers.answer import Answer

BRIEF = ("budget", "actual", "by_now", "variance", "variance_rate", "projected")


def budget(report: BudgetReport, asked: Any) -> Answer:
    """Return budgets and actuals; costs are positive amounts here."""
    detail = {
        "today": day(report.today),
        "until": day(report.until) if report.until else None,
        "lack": report.lack,
        "lines": {line.line: _line(line) for line in report.lines},
    }
    args = {"start": day(report.period.start), "end": day(report.until or report.period.end)}
    beside = sheet.Beside(
        detail={name: each for name, each in detail.items() if each},
        sources=[{"tool": "cfo_entries", "args": args, "per_row": {"metric": "id"}}] if report.lines else [],
        figures=[_figure(line, args) for line in report.lines],
    )
    return sheet.answer(report, asked, tell_budget, sheet.Layout(brief=BRIEF, texts=(), ours=True), beside)


def _figure(line: BudgetedLine, args: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": f"{line.line}@{args['start']}..{args['end']}",
        "label": f"{line.label}, actual",
        "value": value(line.actual),
        "unit": "money",
        **args,
        "formula": "what is booked up to the last day that is over; costs as positive amounts",
        "entries": line.entries,
    }
    return found if line.bound == "exact" else {**found, "bound": str(line.bound)}


def _line(line: BudgetedLine) -> dict[str, Any]:
    found: dict[str, Any] = {
        "course": line.course,
        "favourable": line.favourable,
        "months": [f"{month:%Y-%m}" for month in line.months],
        "without_budget": [f"{month:%Y-%m}" for month in line.without_budget],
    }
    return {name: each for name, each in found.items() if each not in ("", [], None)}
