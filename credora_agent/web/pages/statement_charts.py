"""Charts of a statement: from sales to profit in steps, profit in time, and what moved a line."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.metrics import METRICS
from credora_agent.telling.explain import size
from credora_agent.telling.phrasing import SIGNED_COSTS, amount, column, lowered, money
from credora_agent.web.charts import Chart, Series

if TYPE_CHECKING:
    from credora_agent.reports.schemas import Figure, Report
    from credora_agent.reports.schemas_explain import Explanation

DRIVERS = 9
"""Drivers drawn one by one; smaller ones are one step."""
UNITS = frozenset({"money", "ratio", "multiple"})


def steps_chart(report: Report) -> Chart | None:
    """Return the way from gross sales to net profit, a step for each recorded line; None without any sales."""
    of = {line.id: line.total for line in report.lines}
    first, last = of["gross_sales"], of["net_profit"]
    if not first.value or last.value is None:
        return None
    steps = [line.total for line in report.lines[1:] if METRICS[line.id].category is not None and line.total.value]
    shown = [first, *steps, last]
    kept = last.value / first.value
    said = f"Of {amount(first)} gross sales {amount(last)} is left as net profit"
    costliest = min(steps, key=_value, default=None)
    most = f"; {lowered(costliest.label)} takes most, {money(-_value(costliest), report.currency)}" if costliest else ""
    return Chart(
        kind="waterfall", title="From sales to profit", sentence=f"{said}, {kept * 100:.1f}%{most}.",
        labels=[figure.label for figure in shown],
        series=[Series("Amount", [figure.value for figure in shown], [amount(figure) for figure in shown])],
        currency=report.currency,
    )  # fmt: skip


def course_chart(report: Report) -> Chart | None:
    """Return revenue and net profit in time, the sentence naming the best and worst stretch; None without any."""
    of = {line.id: line.parts for line in report.lines}
    known = [part for part in of["net_profit"] if part.value is not None]
    if not known:
        return None
    best, worst = max(known, key=_value), min(known, key=_value)
    said = f"Net profit was best in {_at(best, report.by)} ({amount(best)})"
    low = f" and worst in {_at(worst, report.by)} ({amount(worst)})" if best is not worst else ""
    return Chart(
        kind="bars", title=f"Net profit by {report.by}", sentence=f"{said}{low}.",
        labels=[_at(part, report.by) for part in of["net_profit"]],
        series=[
            _series("Net profit", of["net_profit"]),
            Series("Revenue", *_values(of["revenue"]), kind="line", quiet=True),
        ],
        currency=report.currency,
    )  # fmt: skip


def drivers_chart(found: Explanation) -> Chart | None:
    """Return the way from one period's value to the other's, a step for each driver; None where nothing moved it."""
    if not found.drivers or found.before.value is None or found.after.value is None:
        return None
    sign = -1 if found.metric in SIGNED_COSTS else 1
    few, rest = found.drivers[:DRIVERS], found.drivers[DRIVERS:]
    effects = [(each.label, sign * each.effect) for each in few]
    if rest:
        effects.append((f"{len(rest)} smaller", sign * sum((each.effect for each in rest), Decimal(0))))
    before, after = sign * found.before.value, sign * found.after.value
    labels = [column(found.compare.start, found.compare.end, "month"), *(label for label, _ in effects),
              column(found.period.start, found.period.end, "month")]  # fmt: skip
    said = [size(found, before), *(size(found, effect, signed=True) for _, effect in effects), size(found, after)]
    unit = str(found.after.unit)
    return Chart(
        kind="waterfall", title=f"What moved {lowered(found.label)}",
        sentence=f"From {size(found, before)} to {size(found, after)}: {_largest(effects, found)}.",
        labels=labels, series=[Series(found.label, [before, *(effect for _, effect in effects), after], said)],
        unit=unit if unit in UNITS else "count",  # type: ignore[arg-type]
        currency=found.after.currency,
    )  # fmt: skip


def _largest(effects: list[tuple[str, Decimal]], found: Explanation) -> str:
    label, effect = max(effects, key=lambda each: abs(each[1]))
    return f"{lowered(label)} did most, {size(found, effect, signed=True)}"


def _series(name: str, parts: tuple[Figure, ...]) -> Series:
    return Series(name, *_values(parts))


def _values(parts: tuple[Figure, ...]) -> tuple[list[Decimal | None], list[str]]:
    return [part.value for part in parts], [amount(part) for part in parts]


def _value(figure: Figure) -> Decimal:
    return figure.value or Decimal(0)


def _at(figure: Figure, by: str) -> str:
    return column(figure.start, figure.end, by)
