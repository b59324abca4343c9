"""A what-if as charts: cash on both sides over the same futures, and what the result hangs on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from credora_agent.telling.forecast import about
from credora_agent.telling.scenario import tell_scenario
from credora_agent.web.charts import Band, Chart, Series
from credora_agent.web.look import day

if TYPE_CHECKING:
    from credora_agent.reports.schemas_scenario import CashCourse, Scenario


def both_chart(found: Scenario) -> Chart | None:
    """Return cash with and without the levers, eight of ten futures of each; None without a forecast."""
    cash = found.cash
    if cash is None:
        return None
    without, then = cash.courses
    days = [found.first_day + timedelta(days=n) for n in range(len(without.middle))]
    sentence = tell_scenario(found).words[len(found.break_evens) + 1]
    title = "Cash at the end of each day" if cash.known else "Change in cash from today"
    return Chart(
        kind="fan",
        title=title,
        sentence=sentence,
        labels=[day(each, year=False) for each in days],
        series=[
            Series("What if", then.middle, _said(then, found.currency)),
            Series("As it goes", without.middle, _said(without, found.currency), quiet=True),
        ],
        bands=[
            Band("As it goes, P10–P90", without.low, without.high, quiet=True),
            Band("What if, P10–P90", then.low, then.high),
        ],
        currency=found.currency,
    )


def tornado_chart(found: Scenario) -> Chart | None:
    """Return the change of net profit with each assumption low and high, widest first; None where none matters."""
    if not found.tornado:
        return None
    first = found.tornado[0]
    ends = f"{about(first.low, found.currency)} to {about(first.high, found.currency)}"
    return Chart(
        kind="tornado",
        title="What it hangs on",
        sentence=(
            f"Most hangs on {first.label[0].lower() + first.label[1:]}: with it low or high, all else in the middle,"
            f" net profit differs by {ends}."
        ),
        labels=[each.label for each in found.tornado],
        series=[
            Series("Low", [each.low for each in found.tornado], [about(e.low, found.currency) for e in found.tornado]),
            Series(
                "High", [each.high for each in found.tornado], [about(e.high, found.currency) for e in found.tornado]
            ),
        ],
        currency=found.currency,
    )


def _said(course: CashCourse, currency: str) -> list[str]:
    return [
        f"{about(middle, currency)} ({about(low, currency)} to {about(high, currency)})"
        for low, middle, high in zip(course.low, course.middle, course.high, strict=True)
    ]
