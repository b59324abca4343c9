"""What is asked of Meta's reports, as `insights.json` has it, and which days can be asked for."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from credora_agent.core.errors import BadInput
from credora_agent.core.period import add_months

MONTHS_KEPT = 37


@cache
def insights() -> dict[str, Any]:
    """Return `insights.json`, the one list of what is asked for; `totals` is the same for whole accounts."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("insights.json").read_text(encoding="utf-8"))
    return loaded


def earliest_day(today: date) -> date:
    """Return the first day Meta still reports on `today`, both in the account's time zone."""
    return add_months(today, -MONTHS_KEPT) + timedelta(days=1)


def campaign_days(since: date, until: date) -> dict[str, str]:
    """Return the parameters that ask for each campaign's days; none is left out for its status."""
    return _parameters({name: value for name, value in insights().items() if name != "totals"}, since, until)


def account_days(since: date, until: date) -> dict[str, str]:
    """Return the parameters that ask for the account's own daily sums, to hold those of its campaigns against."""
    return _parameters(insights()["totals"], since, until)


def _parameters(asked: dict[str, Any], since: date, until: date) -> dict[str, str]:
    if since > until:
        raise BadInput("Figures are asked for by two days in order.", remedy="Give a first and a last day.")
    told = {name: value if isinstance(value, str) else json.dumps(value) for name, value in asked.items()}
    days = json.dumps({"since": since.isoformat(), "until": until.isoformat()})
    return {**told, "fields": ",".join(asked["fields"]), "time_range": days}
