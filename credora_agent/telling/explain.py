"""Explanations told: whether there is anything to explain, the largest drivers, a table that adds up to the change."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.metrics import Unit
from credora_agent.core.money import minor_digits
from credora_agent.telling.blocks import Notice, Table
from credora_agent.telling.figures import About, first
from credora_agent.telling.part import Part, sentences
from credora_agent.telling.phrasing import SIGNED_COSTS, amount, day, listed, lowered, measured, money, percent, period
from credora_agent.telling.phrasing import when as in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.reports.schemas import Figure
    from credora_agent.reports.schemas_explain import Driver, Explanation
    from credora_agent.reports.schemas_explain import Part as Item

ROWS = 12
"""Drivers in the table; smaller ones are one row together."""
DAYS = 5
WORTH_SAYING = Decimal("0.1")
"""The share of a change from which on a driver stands in the sentence."""


def tell_explanation(found: Explanation) -> Part:
    """Return the premise and the largest drivers in words, then the drivers and the days as tables."""
    words = [_moved(found), *_usual(found)]
    if found.drivers:
        words.append(_largest(found))
    blocks = [_table(found), *_days(found), *(Notice(text=note) for note in sentences((*found.notes, found.method)))]
    return Part(tuple(words), tuple(blocks), _figures(found))


def _figures(found: Explanation) -> tuple[Figure, ...]:
    """Return both values, their difference, what was usual, and each driver's effect, as they are spoken of."""
    sign, unit, premise = _sign(found), Unit(found.after.unit), found.premise
    about = About(found.period, found.currency, found.after.as_of)
    change = None if found.change.delta is None else sign * found.change.delta
    usual = None if premise.expected is None else sign * premise.expected
    effects = (
        about.figure(f"effect_{each.key}", f"Effect of {lowered(each.label)}", sign * each.effect, unit)
        for each in found.drivers[:ROWS]
    )
    return first((
        found.after,
        found.before,
        about.figure(f"{found.metric}_change", f"{found.label} change", change, unit, bound=found.change.bound),
        about.figure(f"{found.metric}_usual", f"Usual {lowered(found.label)}", usual, unit),
        about.figure(f"{found.metric}_noise", f"Usual noise of {lowered(found.label)}", premise.noise, unit),
        about.figure("samples", "Stretches compared with", premise.samples or None, Unit.COUNT),
        *effects,
    ))  # fmt: skip


def _sign(found: Explanation) -> int:
    return -1 if found.metric in SIGNED_COSTS else 1


def _moved(found: Explanation) -> str:
    then, now = (period(each.start, each.end) for each in (found.compare, found.period))
    premise, sign = found.premise, _sign(found)
    values = [amount(figure, sign * (figure.value or Decimal(0))) for figure in (found.after, found.before)]
    label = lowered(found.label)
    if premise.moved == "unchanged":
        said = f"{now}: {label} is the same as {in_words(found.compare.start, found.compare.end)}, {values[0]}."
    else:
        delta, ratio = sign * (found.change.delta or Decimal(0)), found.change.ratio
        by = f" ({percent(sign * ratio, signed=True)})" if ratio is not None and found.after.unit != "ratio" else ""
        way = f"{premise.moved} by {step_of(found, abs(delta))}{by}"
        said = f"{now}: {label} {way}, from {values[1]} in {then} to {values[0]}."
    if premise.contradicted:
        happened = "did not move" if premise.moved == "unchanged" else premise.moved
        return f"It {'did not fall' if premise.asked == 'fell' else 'did not rise'}: it {happened}. {said}"
    return said


def _usual(found: Explanation) -> list[str]:
    premise = found.premise
    if premise.expected is None:
        return ["Too little is recorded to say what is usual here."]
    expected = _sign(found) * premise.expected
    basis = {
        "weekdays": f"the same weekdays of the {premise.samples} weeks before",
        "season": "the year before and the last three months",
    }.get(str(premise.basis), f"the {premise.samples} stretches before")
    beside = f"{size(found, expected)} was usual, by {basis}"
    if premise.odd is None:
        return [f"{beside}; how much it usually varies cannot be said."]
    noise = step_of(found, premise.noise or Decimal(0))
    if not premise.odd:
        return [f"That is within the usual noise: {beside}, give or take {noise}."]
    way = "above" if ((premise.z or 0) > 0) == (_sign(found) > 0) else "below"
    return [f"That is {way} the usual: {beside}, give or take {noise}."]


def _largest(found: Explanation) -> str:
    delta = found.change.delta or Decimal(0)
    chosen = [
        each for each in found.drivers[:3] if not delta or abs(each.effect) >= WORTH_SAYING * abs(delta)
    ] or found.drivers[:1]
    sign = _sign(found)
    parts = []
    for way, told in (("added", 1), ("took off", -1)):
        group = [_named(found, each) for each in chosen if sign * each.effect * told > 0]
        parts += [f"{way} {listed(group)}"] if group else []
    return f"The largest drivers {', and '.join(parts)}."


def _named(found: Explanation, driver: Driver) -> str:
    return f"{step_of(found, abs(driver.effect))} ({lowered(driver.label)})"


def step_of(found: Explanation, value: Decimal) -> str:
    """Return how far a metric went as it is said: a share goes by percentage points."""
    said = size(found, value)
    return said if found.after.unit != "ratio" else f"{said.removesuffix(' %')} percentage points"


def size(found: Explanation, value: Decimal, *, signed: bool = False) -> str:
    """Return an amount of the metric's unit as it is written; shares as percentage points where `signed`."""
    unit = found.after.unit
    plus = "+" if signed and value > 0 else ""
    if unit == "money":
        return plus + money(value, found.currency)
    if unit == "ratio":
        shown = (value * 100).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        return f"{'−' if shown < 0 else plus}{abs(shown):,} {'pp' if signed else '%'}"
    return plus + measured(value, unit).replace("-", "−")


def _step(found: Explanation) -> Decimal:
    unit = found.after.unit
    places = {"money": minor_digits(found.currency), "ratio": 4, "multiple": 2}.get(unit, 0)
    return Decimal(1).scaleb(-places)


def _table(found: Explanation) -> Table:
    """Return the drivers as steps from one period's value to the other's; what is shown adds up as it is shown."""
    sign, step = _sign(found), _step(found)
    before, after = (
        (sign * (f.value or Decimal(0))).quantize(step, ROUND_HALF_EVEN) for f in (found.before, found.after)
    )
    few, rest = found.drivers[:ROWS], found.drivers[ROWS:]
    effects = [sign * each.effect for each in few] + [sign * sum((each.effect for each in rest), Decimal(0))] * bool(
        rest
    )
    labels = [each.label for each in few] + [f"{len(rest)} smaller drivers"] * bool(rest)
    by = [_mostly(found, each) for each in few] + [""] * bool(rest)
    rows, running = [(period(found.compare.start, found.compare.end), "", size(found, before), "")], before
    for label, effect, mostly in zip(labels, rounded(effects, after - before, step), by, strict=True):
        running += effect
        rows.append((label, size(found, effect, signed=True), size(found, running), mostly))
    rows.append(
        (period(found.period.start, found.period.end), size(found, after - before, signed=True), size(found, after), "")
    )
    return Table(
        title=f"{found.label}: what moved it",
        columns=("", "Effect", "Running", "Mostly by"),
        numeric=(False, True, True, False),
        rows=tuple(rows),
    )


def rounded(values: Sequence[Decimal], total: Decimal, step: Decimal) -> list[Decimal]:
    """Return the values in whole steps that add up to `total`, by largest remainder."""
    if not values:
        return []
    floors = [(value / step).to_integral_value(ROUND_FLOOR) for value in values]
    left = int(total / step) - int(sum(floors))
    order = sorted(range(len(values)), key=lambda i: floors[i] - values[i] / step)
    for i in order[: max(left, 0)]:
        floors[i] += 1
    for i in order[::-1][: max(-left, 0)]:
        floors[i] -= 1
    return [floor * step for floor in floors]


def _mostly(found: Explanation, driver: Driver) -> str:
    return ", ".join(_item(found, item) for item in driver.items[:2])


def _item(found: Explanation, item: Item) -> str:
    few = " (few)" if item.few else ""
    return f"{item.label} {size(found, _sign(found) * item.effect, signed=True)}{few}"


def _days(found: Explanation) -> list[Table]:
    sign = _sign(found)
    ranked = sorted(found.days, key=lambda each: -abs(each.effect))[:DAYS]
    if len(found.days) <= 1 or not ranked:
        return []
    return [
        Table(
            title=f"Days that carry most of it, of {len(found.days)}",
            columns=("Day", found.label, "Its share of before", "Effect"),
            numeric=(False, True, True, True),
            rows=tuple(
                (day(each.day), size(found, sign * each.value), size(found, sign * each.expected),
                 size(found, sign * each.effect, signed=True))
                for each in ranked
            ),
        )
    ]  # fmt: skip
