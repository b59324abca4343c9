"""Whether a query may be asked: fields that exist and are selectable, values that fit, days that are there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from credora_agent.sandbox.google.errors import AdsError, query_error
from credora_agent.sandbox.google.vocabulary import CORE_DATES, DURINGS, constants, field_type, selectable

if TYPE_CHECKING:
    from credora_agent.sandbox.google.query import Condition, Query

MONTHS_BACK = 37
_NUMBERS = {"INT64", "INT32", "DOUBLE", "FLOAT"}
_FINE = {"segments.date", "segments.week"}
_BY_ACTION = "segments.conversion_action"
_NOT_BY_ACTION = {"metrics.cost_micros", "metrics.impressions", "metrics.clicks", "metrics.interactions", "metrics.ctr"}


def check(query: Query, *, manager: bool) -> None:
    """Hold a query to the published lists. Raises AdsError with the API's own code."""
    allowed = selectable(query.resource)
    if allowed is None:
        raise query_error("BAD_RESOURCE_TYPE_IN_FROM_CLAUSE", f"'{query.resource}' is not a valid resource type.")
    for name in query.select:
        _check_field(name, query.resource, allowed, "SELECT")
    for condition in query.where:
        _check_field(condition.field, query.resource, allowed, "WHERE")
        _check_values(condition)
        _check_selected(condition.field, query)
    for order in query.order:
        _check_field(order.field, query.resource, allowed, "WHERE")
        if order.field not in query.select:
            raise _unselected(order.field)
    _check_combinations(query)
    metrics = [name for name in query.select if name.startswith("metrics.")]
    if manager and metrics:
        raise query_error(
            "REQUESTED_METRICS_FOR_MANAGER",
            "Metrics cannot be requested for a manager account. To retrieve metrics, issue separate requests against "
            "each client account under the manager account.",
        )


def _check_field(name: str, resource: str, allowed: frozenset[str], clause: str) -> None:
    """Raise the error for a field that is unknown, or not to be had from the resource."""
    kind = field_type(name)
    if kind is None:
        raise query_error("UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{name}'.")
    if name in allowed:
        return
    family = name.split(".", maxsplit=1)[0]
    what = {"metrics": "METRIC", "segments": "SEGMENT"}.get(family)
    if what:
        raise query_error(
            f"PROHIBITED_{what}_IN_SELECT_OR_WHERE_CLAUSE", f"Cannot select or filter on '{name}' from '{resource}'."
        )
    if kind == "MESSAGE" or family == resource:
        raise query_error(f"PROHIBITED_FIELD_IN_{clause}_CLAUSE", f"The field '{name}' cannot be used in {clause}.")
    raise query_error(
        f"PROHIBITED_RESOURCE_TYPE_IN_{clause}_CLAUSE", f"Cannot use '{name}' in {clause} when querying '{resource}'."
    )


def _check_selected(name: str, query: Query) -> None:
    """Hold to it that a segment one filters by is selected too, unless it is a core date."""
    if name.startswith("segments.") and name not in CORE_DATES and name not in query.select:
        raise _unselected(name)


def _unselected(name: str) -> AdsError:
    return query_error(
        "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE", f"The following field must be present in SELECT clause: '{name}'."
    )


def _check_values(condition: Condition) -> None:
    """Raise the error for a value that does not fit its field, or an operator that does not."""
    name, operator, kind = condition.field, condition.operator, field_type(condition.field)
    if operator == "DURING":
        if name not in CORE_DATES or condition.values[0] not in DURINGS:
            raise query_error(
                "INVALID_VALUE_WITH_DURING_OPERATOR", f"Invalid value with DURING: {condition.values[0]}."
            )
        return
    if kind in _NUMBERS | {"ENUM", "BOOLEAN"} and ("LIKE" in operator or "REGEXP" in operator):
        raise query_error("OPERATOR_FIELD_MISMATCH", f"Operator {operator} cannot be used on '{name}'.")
    for value in condition.values:
        if kind == "ENUM" and value not in constants(name):
            raise query_error("BAD_ENUM_CONSTANT", f"Invalid enum value cannot be included in WHERE clause: '{value}'.")
        if kind in _NUMBERS and not _is_number(value):
            raise query_error("BAD_NUMBER", f"Invalid number '{value}' for '{name}'.")
        if kind == "BOOLEAN" and value.upper() not in {"TRUE", "FALSE"}:
            raise query_error("BAD_VALUE", f"Invalid value '{value}' for '{name}'.")
        if name in CORE_DATES - {"segments.year"} and not _is_day(value):
            raise query_error("INVALID_DATE_FORMAT", f"Invalid date '{value}'; expected YYYY-MM-DD.")
    if kind == "STRING" and not all(condition.quoted):
        raise query_error("BAD_VALUE", f"The value of '{name}' must be quoted.")


def _check_combinations(query: Query) -> None:
    chosen = set(query.select) | {condition.field for condition in query.where}
    clash = sorted(_NOT_BY_ACTION & chosen)
    if clash and any(name.startswith(_BY_ACTION) for name in chosen):
        raise query_error(
            "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
            f"Cannot select or filter on the following segments with '{clash[0]}': {_BY_ACTION}.",
        )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def days(query: Query, today: date) -> tuple[date, date] | None:
    """Return the first and last day a query covers; None when it names none. `today` is the customer's.

    Raises AdsError when a date is selected without both ends, runs backwards, or reaches beyond 37 months by day.
    """
    since, until = date.min, date.max
    for condition in query.where:
        if condition.field in CORE_DATES:
            first, last = _span(condition, today)
            since, until = max(since, first), min(until, last)
    dated = CORE_DATES & set(query.select)
    if since == date.min and until == date.max and not dated:
        return None
    if date.min == since or date.max == until:
        raise query_error(
            "EXPECTED_FILTERS_ON_DATE_RANGE",
            "The WHERE clause must contain a finite date range filter on a core date segment.",
        )
    if since > until:
        raise AdsError("dateRangeError", "START_DATE_AFTER_END_DATE", "Start date is after end date.")
    if _FINE & dated and since < _months_before(today):
        raise AdsError(
            "dateRangeError",
            "REQUESTED_DATE_GRANULARITY_NOT_SUPPORTED",
            f"Daily, weekly and hourly data reach back {MONTHS_BACK} months only.",
        )
    return since, until


def _span(condition: Condition, today: date) -> tuple[date, date]:
    """Return the days one condition leaves."""
    if condition.operator == "DURING":
        return _during(condition.values[0], today)
    first, last = (date.fromisoformat(value) for value in (condition.values[0], condition.values[-1]))
    one = timedelta(days=1)
    spans = {
        "=": (first, last),
        "BETWEEN": (first, last),
        ">=": (first, date.max),
        ">": (first + one, date.max),
        "<=": (date.min, last),
        "<": (date.min, last - one),
    }
    if condition.operator not in spans:
        raise query_error("OPERATOR_FIELD_MISMATCH", f"Operator {condition.operator} cannot be used on dates.")
    return spans[condition.operator]


def _during(name: str, today: date) -> tuple[date, date]:
    yesterday, first = today - timedelta(days=1), today.replace(day=1)
    monday, sunday = today - timedelta(days=today.weekday()), today - timedelta(days=(today.weekday() + 1) % 7)
    week, month_end = timedelta(days=7), first - timedelta(days=1)
    return {
        "TODAY": (today, today),
        "YESTERDAY": (yesterday, yesterday),
        "LAST_7_DAYS": (today - week, yesterday),
        "LAST_14_DAYS": (today - 2 * week, yesterday),
        "LAST_30_DAYS": (today - timedelta(days=30), yesterday),
        "THIS_MONTH": (first, today),
        "LAST_MONTH": (month_end.replace(day=1), month_end),
        "THIS_WEEK_MON_TODAY": (monday, today),
        "THIS_WEEK_SUN_TODAY": (sunday, today),
        "LAST_WEEK_MON_SUN": (monday - week, monday - timedelta(days=1)),
        "LAST_WEEK_SUN_SAT": (sunday - week, sunday - timedelta(days=1)),
        "LAST_BUSINESS_WEEK": (monday - week, monday - timedelta(days=3)),
    }[name]


def _months_before(day: date) -> date:
    """Return the first of the month that lies as far back as daily data reach."""
    month = day.year * 12 + day.month - 1 - MONTHS_BACK
    return date(month // 12, month % 12 + 1, 1)
