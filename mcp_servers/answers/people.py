"""Cohorts as an answer: what customers of each month brought by age, how many came again, and what may come yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.core.quoting import sentence
from credora_agent.telling.cohorts import AGES, tell_cohorts
from mcp_servers.answers import sheet
from mcp_servers.answers.envelope import day, value

if TYPE_CHECKING:
    from credora_agent.reports.cohort_outlook import Outlook
    from credora_agent.reports.cohorts import CohortReport
    from credora_agent.telling.part import Part
    from mcp_servers.answer import Answer

BRIEF_AGES = (1, 3, 12)
LINES = 12
"""Cohorts of a projection in one answer, the youngest."""


def cohorts(report: CohortReport, asked: Any) -> Answer:
    """Return cohorts, the youngest last, with CM2 per customer after so many months."""
    columns = ("new_customers", "ncac", "payback", *(f"ltv_{age}" for age in AGES))
    brief = ("new_customers", "ncac", "payback", *(f"ltv_{age}" for age in BRIEF_AGES))
    layout = sheet.Layout(columns=columns, brief=brief, texts=("payback", "unfinished"), ours=True, newest=True)
    return sheet.answer(report, asked, _tell, layout, sheet.Beside(_detail(report)))


def _tell(report: CohortReport) -> Part:
    """Return what is said of cohorts, without the table of a projection: it stands in data."""
    bare = report.outlook.model_copy(update={"lines": ()}) if report.outlook else None
    return tell_cohorts(report.model_copy(update={"outlook": bare}))


def _detail(report: CohortReport) -> dict[str, Any]:
    found: dict[str, Any] = {
        "orders": report.orders,
        "known_orders": report.known_orders,
        "customer_coverage": value(report.customer_coverage),
        "unknown_cm2": value(report.unknown_cm2),
        "loose_cm2": value(report.loose_cm2),
        "lack": report.lack,
        "retention": _retention(report),
        "projection": _projection(report.outlook) if report.outlook else None,
    }
    return {name: each for name, each in found.items() if each is not None}


def _retention(report: CohortReport) -> dict[str, Any] | None:
    """Return the share of each cohort's customers who ordered in months of its life, from the second on."""
    oldest = max((len(line.ages) for line in report.cohorts), default=0)
    ages = [age for age in AGES if 1 < age <= oldest]
    if not ages:
        return None
    rows = [
        [
            f"{line.month:%Y-%m}",
            *(value(line.ages[age - 1].retention) if age <= len(line.ages) else None for age in ages),
        ]
        for line in report.cohorts
    ]
    return {"columns": ["cohort", *(f"month_{age}" for age in ages)], "rows": rows}


def _projection(ahead: Outlook) -> dict[str, Any]:
    check = ahead.check
    found: dict[str, Any] = {
        "refused": sentence(ahead.refused) if ahead.refused else None,
        "rule": ahead.rule,
        "total_orders": value(ahead.total_orders),
        "total_cm2": value(ahead.total_cm2),
        "columns": ["cohort", "customers", "orders", "cm2", "cm2_each"],
        "rows": [
            [day(each.month)[:7], each.customers, value(each.orders), value(each.cm2), value(each.cm2_each)]
            for each in ahead.lines[-LINES:]
        ],
        "check": {
            "days": check.days,
            "expected_orders": value(check.expected_orders),
            "actual_orders": check.actual_orders,
            "miss": value(check.miss),
            "holds": check.holds,
        } if check else None,
        "notes": [sentence(note) for note in ahead.notes],
    }  # fmt: skip
    return {name: each for name, each in found.items() if each is not None}
