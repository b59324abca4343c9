"""What an insights request asks for, read and checked against the published names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from credora_agent.sandbox.meta.errors import GraphError, invalid
from credora_agent.sandbox.meta.vocabulary import choices, insight_fields

if TYPE_CHECKING:
    from credora_agent.sandbox.meta.call import Call

MONTHS_BACK = 37
_LEVELS = ("account", "campaign", "adset", "ad")
_DAYS_OF_PRESETS = {"last_3d": 3, "last_7d": 7, "last_14d": 14, "last_28d": 28, "last_30d": 30, "last_90d": 90}
_MAX_INCREMENT = 90


@dataclass(frozen=True, slots=True)
class Ask:
    """A checked request: `increment` is days per row, 0 for one row over all days, −1 for months."""

    fields: tuple[str, ...]
    level: str
    since: date
    until: date
    increment: int
    windows: tuple[str, ...]
    breakdowns: tuple[str, ...]
    action_breakdowns: tuple[str, ...]
    campaigns: frozenset[str] | None

    def days(self) -> int:
        """Return how many days it covers."""
        return (self.until - self.since).days + 1


def read(call: Call, *, level: str, today: date) -> Ask:
    """Return what `call` asks for; `today` is the account's. Raises GraphError 100, or 3018 beyond 37 months."""
    since, until = _range(call, today)
    if until < since:
        raise invalid("Start date must be before end date. Please choose a start date before the end date.")
    if since < _months_before(today, MONTHS_BACK):
        raise GraphError(
            3018, "(#3018) The start date of the time range cannot be beyond 37 months from the current date"
        )
    breakdowns = _chosen(call, "breakdowns", "Breakdowns")
    return Ask(
        fields=_fields(call),
        level=_level(call, level),
        since=since,
        until=until,
        increment=_increment(call),
        windows=_chosen(call, "action_attribution_windows", "ActionAttributionWindows"),
        breakdowns=breakdowns,
        action_breakdowns=_chosen(call, "action_breakdowns", "ActionBreakdowns") or ("action_type",),
        campaigns=_filtered(call),
    )


def _fields(call: Call) -> tuple[str, ...]:
    asked = tuple(call.names("fields"))
    for name in asked:
        if name not in insight_fields():
            raise invalid(
                f"{name} is not valid for fields param. please check the ads-insights reference for all valid values"
            )
    return asked or ("account_id", "campaign_id", "impressions", "spend")


def _level(call: Call, default: str) -> str:
    level = call.params.get("level", default)
    if level not in _LEVELS:
        raise invalid(f"level must be one of the following values: {', '.join(sorted(choices('Level')))}")
    return level


def _chosen(call: Call, key: str, name: str) -> tuple[str, ...]:
    allowed, asked = choices(name), call.names(key)
    for at, value in enumerate(asked):
        if value not in allowed:
            raise invalid(f"{key}[{at}] must be one of the following values: {', '.join(sorted(allowed))}")
    return tuple(asked)


def _increment(call: Call) -> int:
    text = call.params.get("time_increment", "all_days").strip('"')
    if text in {"all_days", "monthly"}:
        return {"all_days": 0, "monthly": -1}[text]
    if not text.isdigit() or not 1 <= int(text) <= _MAX_INCREMENT:
        raise invalid("time_increment must be an integer between 1 and 90, 'monthly' or 'all_days'")
    return int(text)


def _range(call: Call, today: date) -> tuple[date, date]:
    if "time_range" in call.params:
        said = call.json("time_range")
        if not isinstance(said, dict) or {"since", "until"} - said.keys():
            raise invalid("time_range must be an object with 'since' and 'until'")
        return _day(said["since"]), _day(said["until"])
    preset = call.params.get("date_preset", "last_30d")
    if preset not in choices("DatePreset"):
        raise invalid(f"date_preset must be one of the following values: {', '.join(sorted(choices('DatePreset')))}")
    if preset in {"maximum", "data_maximum"}:
        return _months_before(today, MONTHS_BACK), today
    if preset in {"today", "this_month", "this_year"}:
        first = {"today": today, "this_month": today.replace(day=1), "this_year": today.replace(month=1, day=1)}
        return first[preset], today
    yesterday = today - timedelta(days=1)
    return yesterday - timedelta(days=_DAYS_OF_PRESETS.get(preset, 1) - 1), yesterday


def _day(text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise invalid(f"Must be a date representation in the format YYYY-MM-DD: {text}") from None


def _months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or that month's last."""
    month = day.year * 12 + day.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def _filtered(call: Call) -> frozenset[str] | None:
    """Return the campaigns a filter on `campaign.id` leaves; other filters are refused rather than ignored."""
    wanted: frozenset[str] | None = None
    for rule in call.json("filtering") if "filtering" in call.params else ():
        if rule.get("field") not in {"campaign.id", "campaign_id"} or rule.get("operator") not in {"IN", "EQUAL"}:
            raise invalid(f"Filtering field {rule.get('field')} with operation {rule.get('operator')} is not supported")
        value = rule.get("value")
        wanted = frozenset(map(str, value if isinstance(value, list) else [value]))
    return wanted
