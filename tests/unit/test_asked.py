"""Alerts: told when the figure surely is beyond its threshold, silent when it surely is not, and honest in between."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from credora_agent.analytics.figure import Bound, Figure
from credora_agent.analytics.findings.asked import Stands, stands, unsure
from credora_agent.analytics.findings.base import Seen, Watch
from credora_agent.analytics.findings.rules import findings
from credora_agent.analytics.metrics import METRICS, STATEMENT
from credora_agent.core.period import Period
from credora_agent.core.spans import Span, days_of
from credora_agent.reports.watched import STREAM_OF
from credora_agent.sync.streams.registry import STREAMS

if TYPE_CHECKING:
    from typing import Any

    from credora_agent.ledger.entries import Category

TODAY = date(2026, 11, 30)
YESTERDAY = TODAY - timedelta(days=1)


def figure(metric: str, value: str | None, span: Span = Span.LAST_7_DAYS, **how: Any) -> Figure:
    """Return a figure as the P&L gives it: a cost is negative."""
    of = METRICS[metric]
    return Figure(
        id=metric, metric=metric, label=of.label, value=None if value is None else Decimal(value), unit=of.unit,
        currency="GBP", period=days_of(span, TODAY), formula=of.formula, entries=9, as_of=None,
        **{"coverage": Decimal(1), **how},
    )  # fmt: skip


def watch(metric: str, value: str | None, *, above: str | None = None, below: str | None = None, **how: Any) -> Watch:
    """Return an alert over the last seven days, everything known up to yesterday."""
    upto, span = how.pop("upto", YESTERDAY), how.pop("span", Span.LAST_7_DAYS)
    threshold = Decimal(str(above if above is not None else below))
    found = figure(metric, value, span, **how)
    return Watch("0123abcd", "an alert", above is not None, threshold, span.value, found, upto)


def seen(*watches: Watch) -> Seen:
    """Return what rules see when nothing but alerts is there."""
    nothing = np.zeros(0, dtype=np.int64)
    shop = dict.fromkeys((*(m.id for m in STATEMENT), "orders", "units"), nothing)
    return Seen(today=TODAY, currency="GBP", weeks=0, shop=shop, days=nothing, watched=watches)


@pytest.mark.parametrize(
    ("value", "bound", "above", "below"),
    [
        ("120", Bound.EXACT, Stands.BEYOND, Stands.WITHIN),
        ("120", Bound.AT_LEAST, Stands.BEYOND, Stands.WITHIN),
        ("120", Bound.AT_MOST, Stands.UNKNOWN, Stands.UNKNOWN),
        ("120", Bound.PARTIAL, Stands.UNKNOWN, Stands.UNKNOWN),
        ("80", Bound.EXACT, Stands.WITHIN, Stands.BEYOND),
        ("80", Bound.AT_MOST, Stands.WITHIN, Stands.BEYOND),
        ("80", Bound.AT_LEAST, Stands.UNKNOWN, Stands.UNKNOWN),
        ("80", Bound.PARTIAL, Stands.UNKNOWN, Stands.UNKNOWN),
        ("100", Bound.EXACT, Stands.WITHIN, Stands.WITHIN),
        (None, Bound.EXACT, Stands.UNKNOWN, Stands.UNKNOWN),
    ],
)
def test_a_bound_decides_what_it_can(value: str | None, bound: Bound, above: Stands, below: Stands) -> None:
    """Net profit against 100: at most 80 is surely below, at most 120 is nobody knows what."""
    assert stands(watch("net_profit", value, above="100", bound=bound)) is above
    assert stands(watch("net_profit", value, below="100", bound=bound)) is below


def test_costs_are_spoken_of_as_positive() -> None:
    """Marketing of −500 is above 400; at most −500 in the books is at least 500 spent."""
    assert stands(watch("marketing", "-500", above="400")) is Stands.BEYOND
    assert stands(watch("marketing", "-500", below="600")) is Stands.BEYOND
    assert stands(watch("marketing", "-500", above="400", bound=Bound.AT_MOST)) is Stands.BEYOND
    assert stands(watch("marketing", "-500", below="600", bound=Bound.AT_MOST)) is Stands.UNKNOWN
    assert stands(watch("return_rate", "0.12", above="0.1")) is Stands.BEYOND


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"upto": date(2026, 11, 28)}, "cannot be checked: what it rests on is known up to 2026-11-28 only."),
        ({"upto": date.min}, "cannot be checked: nothing of what it rests on is read yet."),
        ({"coverage": Decimal("0.5")}, "cannot be checked: the books hold only a part of 2026-11-23..2026-11-29."),
        ({"bound": Bound.AT_LEAST}, "cannot be checked for sure: what it rests on is not fully recorded."),
        ({"value": None, "missing": ("marketing",)}, "cannot be checked: Marketing not recorded."),
        ({"value": None}, "cannot be checked: there is nothing to divide by."),
    ],
)
def test_missing_data_is_said_and_alarms_nobody(how: dict[str, Any], told: str) -> None:
    """One order where five are the least: whatever may be missing, there is a note and no finding."""
    how = dict(how)
    given = watch("orders", how.pop("value", "1"), below="5", **how)
    assert findings(seen(given)) == []
    assert unsure(seen(given)) == [f"Your alert “an alert” {told}"]


def test_a_finding_leads_to_its_rows() -> None:
    """The figure with its days, the threshold beside it, how many rows it stands on; dismissed by the week."""
    (found,) = findings(seen(watch("net_sales", "1234.50", above="1000")))
    assert found.says == "Net sales over 2026-11-23..2026-11-29 is 1,234 GBP, above the 1,000 GBP you named."
    assert (found.key, found.sample, found.since) == ("asked:0123abcd:2026-W48", 9, date(2026, 11, 23))
    now, named = found.evidence
    assert (now.value, now.metric, now.period) == (1_234_500_000, "net_sales", Period(date(2026, 11, 23), YESTERDAY))
    assert named.value == 1_000_000_000
    assert unsure(seen(watch("net_sales", "1234.50", above="1000"))) == []


@pytest.mark.parametrize(
    ("span", "edition"),
    [(Span.YESTERDAY, "2026-11-29"), (Span.LAST_28_DAYS, "2026-11"), (Span.MONTH_TO_DATE, "2026-11")],
)
def test_a_dismissed_alert_comes_back_with_the_next_day_or_month(span: Span, edition: str) -> None:
    """The edition is of the days it looks at."""
    (found,) = findings(seen(watch("orders", "1", below="5", span=span)))
    assert found.edition == edition


def test_what_was_asked_for_is_told_one_by_one_and_first() -> None:
    """Nine alerts stand by themselves: each was asked for."""
    nine = [watch("orders", "1", below="5")._replace(id=f"{n:08}") for n in range(9)]
    assert len(findings(seen(*nine))) == 9


def test_every_daily_category_comes_by_the_stream_that_provides_it() -> None:
    """What alerts take for a category's stream is the stream that says it provides it, on every platform."""
    providers: dict[Category, set[str]] = {}
    for streams in STREAMS.values():
        for stream in streams:
            for category in stream.provides:
                providers.setdefault(category, set()).add(stream.name)
    assert {category: {stream} for category, stream in STREAM_OF.items()} == {
        category: providers[category] for category in STREAM_OF
    }
