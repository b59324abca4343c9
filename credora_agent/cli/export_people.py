"""Cohorts and budgets as CSV files."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from credora_agent.cli.export import inert
from credora_agent.core.errors import BadFile
from credora_agent.reports.schemas import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from credora_agent.reports.budget_lines import BudgetEntry
    from credora_agent.reports.cohorts import CohortReport


def write_cohorts(path: Path, report: CohortReport) -> None:
    """Write every cohort at every age, one row each; an empty cell is nothing known."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(
            ("cohort", "customers", "ad_spend", "ncac", "payback_month", "age", "month", "finished", "active", "orders",
             "retention", "net_sales", "cm2", "ltv", "ltv_bound", "entries", "currency")
        )  # fmt: skip
        for line in report.cohorts:
            spend, ncac = (None if value is None else plain(value) for value in (line.ad_spend, line.ncac))
            head = (f"{line.month:%Y-%m}", line.customers, spend, ncac, line.payback)
            for age in line.ages:
                out.writerow(
                    (*head, age.age, f"{age.month:%Y-%m}", str(age.finished).lower(), age.active, age.orders,
                     plain(age.retention), plain(age.net_sales), plain(age.cm2), plain(age.ltv), age.bound, age.entries,
                     report.currency)
                )  # fmt: skip


def write_budgets(path: Path, budgets: Sequence[BudgetEntry]) -> None:
    """Write budgets, one row a line and month, as `credora budget import` reads them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("line", "month", "amount", "currency"))
        for each in budgets:
            out.writerow((inert(each.line), f"{each.month:%Y-%m}", plain(each.amount), each.currency))


def read_cells(path: Path) -> list[list[str]]:
    """Return the rows of a CSV file. Raises BadFile for one that is none."""
    if not path.is_file():
        raise BadFile(f"{path} does not exist.", remedy="Give the path of a CSV file.")
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error):
        raise BadFile(f"{path} is not a CSV file in UTF-8.", remedy="Save it as CSV (UTF-8).") from None
