"""Cohorts and budgets as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.reports.export.cells import inert, rows_of
from credora_agent.reports.schemas import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from credora_agent.reports.budget_lines import BudgetEntry
    from credora_agent.reports.cohorts import CohortReport


def write_cohorts(file: TextIO, report: CohortReport) -> None:
    """Write every cohort at every age, one row each; an empty cell is nothing known."""
    out = rows_of(file)
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


def write_budgets(file: TextIO, budgets: Sequence[BudgetEntry]) -> None:
    """Write budgets, one row a line and month, as `credora budget import` reads them."""
    out = rows_of(file)
    out.writerow(("line", "month", "amount", "currency"))
    for each in budgets:
        out.writerow((inert(each.line), f"{each.month:%Y-%m}", plain(each.amount), each.currency))
