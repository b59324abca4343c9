"""Charts as pages hand them to the browser: numbers for the shape, texts for what is read, one sentence for both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

Kind = Literal["line", "bars", "fan", "waterfall", "tornado"]


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: a value for each label, None where there is none, and each as it is written.

    `kind` is what it is drawn as where the chart mixes them; `quiet` ones stand back, as what is compared with.
    """

    name: str
    values: Sequence[Decimal | float | None]
    said: Sequence[str]
    kind: Literal["line", "bars"] | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A band of a fan: from and to at each label; a `quiet` one stands back."""

    name: str
    low: Sequence[Decimal | float]
    high: Sequence[Decimal | float]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `sentence` says what there is to see, `currency` is that of money on its axis (None: plain numbers).

    `unit` is "money", "ratio" (a fraction, shown in percent) or "count". In a waterfall the first and last values
    are totals and the others steps; a tornado has two series, the ends of each bar.
    """

    kind: Kind
    title: str
    sentence: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: Literal["money", "ratio", "multiple", "count"] = "money"
    currency: str | None = None
    bands: Sequence[Band] = field(default=())
    mark: str | None = None
    """The label at which what is past ends and what is ahead begins."""

    @property
    def spec(self) -> str:
        """Return what charts.js draws, as JSON."""
        return orjson.dumps(
            {
                "kind": self.kind, "labels": list(self.labels), "unit": self.unit, "currency": self.currency,
                "mark": self.mark,
                "series": [
                    {"name": each.name, "values": _floats(each.values), "said": list(each.said), "kind": each.kind,
                     "quiet": each.quiet}
                    for each in self.series
                ],
                "bands": [
                    {"name": b.name, "low": _floats(b.low), "high": _floats(b.high), "quiet": b.quiet}
                    for b in self.bands
                ],
            }
        ).decode()  # fmt: skip


def _floats(values: Sequence[Any]) -> list[float | None]:
    return [None if each is None else float(each) for each in values]
