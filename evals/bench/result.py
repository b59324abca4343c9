"""What a bench found: cells of measured values beside their peers, and whether the pass line was met."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

Unit = Literal[
    "ms", "s", "CPU s", "lines/s", "MB", "rows", "points", "points/s", "calls", "calls/s", "%", "at once", "rounds",
    "tokens", "kB",
]  # fmt: skip
MORE_IS_BETTER: frozenset[Unit] = frozenset({"lines/s", "rounds", "calls/s"})
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value: the median of its runs, and the best of them."""

    median: float
    best: float
    runs: int = 1

    @classmethod
    def of(cls, runs: Sequence[float], unit: Unit) -> Self:
        """Return the value of several runs, at least one."""
        best = max(runs) if unit in MORE_IS_BETTER else min(runs)
        return cls(median(runs), best, len(runs))

    @classmethod
    def once(cls, value: float) -> Self:
        """Return the value of one run."""
        return cls(value, value)

    def as_json(self) -> dict[str, float]:
        """Return the value for JSON, rounded to what can be read."""
        return {"median": _short(self.median), "best": _short(self.best), "runs": self.runs}


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing measured, and the same done by peers in the same run.

    `beside` is more about the thing itself, in the same unit; `passed` is None when no line is drawn.
    """

    what: str
    unit: Unit
    value: Value
    peers: dict[str, Value] = field(default_factory=dict)
    beside: dict[str, Value] = field(default_factory=dict)
    passed: bool | None = None
    said: str = ""

    def ratio(self, peer: str) -> float:
        """Return how many times better the value is than the peer's; below 1 the peer is better."""
        ours, theirs = self.value.median, self.peers[peer].median
        top, bottom = (ours, theirs) if self.unit in MORE_IS_BETTER else (theirs, ours)
        return top / bottom if bottom else float("inf")

    def as_json(self) -> dict[str, Any]:
        """Return the cell for JSON."""
        return {
            "what": self.what,
            "unit": self.unit,
            "value": self.value.as_json(),
            "peers": {name: peer.as_json() for name, peer in self.peers.items()},
            "ratios": {name: _short(self.ratio(name)) for name in self.peers},
            "beside": {name: value.as_json() for name, value in self.beside.items()},
            "passed": self.passed,
            "said": self.said,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """What one bench measured; `skipped` says why nothing was."""

    name: str
    measured: str
    pass_line: str
    cells: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    postgres: str | None = None
    skipped: str | None = None
    load: float = field(default_factory=lambda: round(os.getloadavg()[0], 2))
    """The machine's load of the last minute when the bench ended, others' work included."""

    @property
    def passed(self) -> bool:
        """Tell whether every cell with a line met it; a bench that measured nothing did not pass."""
        return self.skipped is None and all(cell.passed is not False for cell in self.cells)

    @property
    def machine(self) -> dict[str, Any]:
        """What the figures were taken on."""
        return {
            "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "postgres": self.postgres,
            "load": self.load,
        }

    def as_json(self) -> dict[str, Any]:
        """Return the whole result for JSON."""
        return {
            "name": self.name,
            "measured": self.measured,
            "cells": [cell.as_json() for cell in self.cells],
            "pass_line": self.pass_line,
            "passed": self.passed,
            "skipped": self.skipped,
            "notes": list(self.notes),
            "machine": self.machine,
        }


def _short(value: float) -> float:
    return round(value, DIGITS) if abs(value) < 1000 else round(value)  # noqa: PLR2004
