"""What a person asked to be told: a figure above or below their threshold. Told when it surely is, never on a guess."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.findings.base import Confidence, Evidence, Finding
from credora_agent.analytics.findings.words import money, share
from credora_agent.analytics.metrics import METRICS, Unit
from credora_agent.analytics.pnl import leaves
from credora_agent.core.money import MICROS

if TYPE_CHECKING:
    from decimal import Decimal

    from credora_agent.analytics.figure import Figure
    from credora_agent.analytics.findings.base import Seen, Watch

RULE = "asked"
OTHER = {Bound.AT_MOST: Bound.AT_LEAST, Bound.AT_LEAST: Bound.AT_MOST}


class Stands(Enum):
    """Whether a figure is beyond its threshold."""

    BEYOND = "beyond"
    WITHIN = "within"
    UNKNOWN = "unknown"


def find(seen: Seen) -> list[Finding]:
    """Return a finding for each figure that surely is beyond its threshold."""
    return [_finding(seen, each) for each in seen.watched if stands(each) is Stands.BEYOND]


def unsure(seen: Seen) -> list[str]:
    """Return a sentence for each alert of which nobody can say whether its figure is beyond its threshold."""
    return [f"Your alert “{each.name}” {_why(each)}" for each in seen.watched if stands(each) is Stands.UNKNOWN]


def stands(watch: Watch) -> Stands:
    """Return whether the figure is beyond the threshold, whatever is not recorded may be."""
    if watch.figure.value is None or not _is_whole(watch):
        return Stands.UNKNOWN
    value, bound = _spoken(watch.figure), _bound(watch.figure)
    beyond = value > watch.threshold if watch.above else value < watch.threshold
    # What a bound leaves open lies on one side of the value: where that is the value's own side, nothing is open.
    further = Bound.AT_LEAST if beyond is watch.above else Bound.AT_MOST
    if bound not in (Bound.EXACT, further):
        return Stands.UNKNOWN
    return Stands.BEYOND if beyond else Stands.WITHIN


def _is_whole(watch: Watch) -> bool:
    """Tell whether every day of the figure is known."""
    return watch.figure.coverage == 1 and (watch.upto is None or watch.upto >= watch.figure.period.end)


def _spoken(figure: Figure) -> Decimal:
    """Return a figure's value as it is spoken of: a cost as a positive amount."""
    value = figure.value
    assert value is not None  # noqa: S101 - whoever asks has looked
    return -value if _is_cost(figure) else value


def _bound(figure: Figure) -> Bound:
    return OTHER.get(figure.bound, figure.bound) if _is_cost(figure) else figure.bound


def _is_cost(figure: Figure) -> bool:
    metric = METRICS[figure.metric]
    return metric.category is not None and metric.sign < 0


def _why(watch: Watch) -> str:
    figure = watch.figure
    if watch.upto is not None and watch.upto < figure.period.end:
        read = f"what it rests on is known up to {watch.upto} only"
        return f"cannot be checked: {read if watch.upto > date.min else 'nothing of what it rests on is read yet'}."
    if figure.coverage != 1:
        return f"cannot be checked: the books hold only a part of {figure.period}."
    if figure.value is None:
        names = [METRICS[name].label for name in figure.missing]
        lacks = f"{', '.join(names)} not recorded" if names else "there is nothing to divide by"
        return f"cannot be checked: {lacks}."
    return "cannot be checked for sure: what it rests on is not fully recorded."


def _finding(seen: Seen, watch: Watch) -> Finding:
    figure, period = watch.figure, watch.figure.period
    value = _spoken(figure)
    way = "above" if watch.above else "below"
    return Finding(
        rule=RULE,
        subject=watch.id,
        edition=_edition(watch),
        title=f"You asked to be told: {watch.name}",
        says=(
            f"{figure.label} over {period} is {_written(figure, value, seen.currency)}, {way} the"
            f" {_written(figure, watch.threshold, seen.currency)} you named."
        ),
        evidence=(
            Evidence(
                figure.label, _raw(figure, value), figure.unit, period, figure.metric if _has_rows(figure) else None
            ),
            Evidence("You named", _raw(figure, watch.threshold), figure.unit),
        ),
        confidence=Confidence.HIGH,
        sample=figure.entries,
        sampled="entries",
        since=period.start,
        next_step=f"credora explain {figure.metric} --start {period.start} --end {period.end}",
    )


def _edition(watch: Watch) -> str:
    """Return what makes a new finding of it: another day, week or month."""
    day = watch.figure.period.end
    if watch.span == "yesterday":
        return day.isoformat()
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}" if watch.span == "last_7_days" else f"{day:%Y-%m}"


def _has_rows(figure: Figure) -> bool:
    return bool(leaves(figure.metric))


def _raw(figure: Figure, value: Decimal) -> Decimal:
    return value * MICROS if figure.unit is Unit.MONEY else value


def _written(figure: Figure, value: Decimal, currency: str) -> str:
    if figure.unit is Unit.MONEY:
        return money(float(value * MICROS), currency)
    return share(float(value)) if figure.unit is Unit.RATIO else f"{value.normalize():,f}"
