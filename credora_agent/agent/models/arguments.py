"""What a model gave as arguments, checked before anything runs: known names, the schema, real days, real metrics."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from credora_agent.agent.models.periods import table
from credora_agent.agent.models.tools import PROPOSES
from credora_agent.core.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Collection

    from credora_agent.agent.models.tools import Spec

SHOWN = 80
EARLIEST_YEAR = 1990
AHEAD = 3
"""Years from today on that a day may lie."""
_AHEAD = frozenset({"cfo_budget", PROPOSES})
"""Tools that may be asked about days to come."""
_COMPARE = re.compile(r"previous|year_before|(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")


class Wrong(Exception):
    """Arguments that cannot be used; the text says why, to the model."""


@dataclass(frozen=True, slots=True)
class Checker:
    """What arguments are checked against: one day, and the metrics there are."""

    today: date
    metrics: Collection[str]

    def checked(self, spec: Spec, text: str) -> dict[str, Any]:
        """Return the arguments as the tool takes them. Raises Wrong for all others."""
        given = {name: value for name, value in _object(text).items() if value is not None}
        known = spec.schema["properties"]
        given = self._spelled_out(given, known)
        if strange := sorted(given.keys() - known.keys()):
            raise Wrong(f"{_said(strange[0])}: unknown, use {', '.join(known) or 'no arguments'}")
        given = {name: _meant(value, known[name]) for name, value in given.items()}
        for error in Draft202012Validator(spec.schema).iter_errors(given):
            raise Wrong(f"{'.'.join(map(str, error.absolute_path)) or 'arguments'}: {_said(error.message)}")
        self._dates(spec.name, given, known)
        return self._metrics(given) if {"metric", "metrics"} & known.keys() else given

    def _spelled_out(self, given: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
        """Return arguments with a period that is named instead of its days."""
        if not {"start", "end"} <= known.keys():
            return given
        own = "period" in known
        name = given.get("start") if own else given.get("period", given.get("start"))
        periods = {each.casefold(): period for each, period in table(self.today).items()}
        period = periods.get(name.replace("_", " ").casefold()) if isinstance(name, str) else None
        if period is None:
            return given
        rest = {each: value for each, value in given.items() if each != "period" or own}
        return rest | {"start": period.start.isoformat(), "end": period.end.isoformat()}

    def _dates(self, tool: str, given: dict[str, Any], known: dict[str, Any]) -> None:
        days = {name: _day(name, given[name]) for name in given if known[name].get("format") == "date"}
        days |= {
            f"lever {at + 1} day": _day("day", each["day"]) for at, each in enumerate(_levers(given)) if "day" in each
        }
        days |= dict(_compared(given))
        for name, day in days.items():
            if not EARLIEST_YEAR <= day.year <= self.today.year + AHEAD:
                raise Wrong(f"{name}: {day} is out of reach")
        if "start" in days and "end" in days and days["start"] > days["end"]:
            raise Wrong("start: after end")
        if "start" in days and tool not in _AHEAD and days["start"] > self.today:
            raise Wrong(f"start: after today, {self.today}; for days to come use cfo_forecast")

    def _metrics(self, given: dict[str, Any]) -> dict[str, Any]:
        asked = given.get("metrics") or ([given["metric"]] if "metric" in given else [])
        ids = [str(each).strip().casefold().replace(" ", "_").replace("-", "_") for each in asked]
        for name in ids:
            if name not in self.metrics:
                raise Wrong(f"{_said(name)}: no such metric, use one of {', '.join(sorted(self.metrics))}")
        if "metrics" in given:
            return given | {"metrics": list(dict.fromkeys(ids))}
        return given | {"metric": ids[0]} if ids else given


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}", parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Wrong("arguments: not JSON, or cut short") from None
    if not isinstance(value, dict):
        raise Wrong("arguments: not an object")
    return value


def _no_number(name: str) -> None:
    raise Wrong(f"{name}: not a number")


def _meant(value: Any, schema: dict[str, Any]) -> Any:
    """Return a value in the type it was meant in, where that is beyond doubt: "8" for 8, one for a list of one."""
    kind = schema.get("type")
    if kind == "array":
        return [value] if isinstance(value, (str, dict)) else value
    if not isinstance(value, str):
        return int(value) if kind == "integer" and isinstance(value, float) and value.is_integer() else value
    if kind in {"integer", "number"} and re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", value.strip()):
        return int(value) if kind == "integer" and "." not in value else float(value)
    if kind == "boolean" and value.casefold() in {"true", "false"}:
        return value.casefold() == "true"
    return next((each for each in schema.get("enum", ()) if each == value.strip().casefold()), value)


def _levers(given: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in given.get("levers", ()) if isinstance(each, dict)]


def _compared(given: dict[str, Any]) -> list[tuple[str, date]]:
    if "compare" not in given:
        return []
    found = _COMPARE.fullmatch(given["compare"])
    if found is None:
        raise Wrong("compare: use previous, year_before, or START..END in ISO days")
    days = [("compare", _day("compare", day)) for day in found.groups() if day]
    if len(days) > 1 and days[0][1] > days[1][1]:
        raise Wrong("compare: start after end")
    return [(f"compare {at}", day) for at, (_, day) in enumerate(days)]


def _day(name: str, value: Any) -> date:
    try:
        return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)) else _no_day(name)
    except ValueError:
        return _no_day(name)


def _no_day(name: str) -> date:
    raise Wrong(f"{name}: use an ISO day such as 2026-11-30, from the periods")


def _said(text: str) -> str:
    return plain_text(str(text), longest=SHOWN)
