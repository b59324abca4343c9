"""Meta's insights at campaign level, a row a campaign and day: spend exactly, purchases counted once. Pure."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from credora_agent.ledger.platform_rows import AdDayRow
from credora_agent.sync.normalize import cells
from credora_agent.sync.normalize.ads import Read, ad_step
from credora_agent.sync.normalize.cells import BadNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from credora_agent.sync.normalize.ads import Account, AdStep

PURCHASES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")
"""The names the same purchases go by, the widest first: exactly one of them counts."""
WINDOWS = ("7d_click", "1d_view")
"""The attribution windows asked for; a purchase is in one of them, so their sum counts each once."""
UNSTATED = "account default"


def day_records(
    rows: Iterable[Any], account: Account, since: date, until: date, *, windows: Sequence[str] = WINDOWS
) -> AdStep:
    """Return what the insights rows say of the account's days from `since` to `until`; see `ad_step` for refusals.

    Purchases and their value are the sum over `windows`, which `attribution` names; where the platform gives no
    window at all its own total is taken and said so.
    """
    return ad_step(rows, account, since, until, partial(_read, account=account, windows=tuple(windows)))


def account_id(text: Any) -> str:
    """Return an account's number without Meta's "act_". Raises BadNode."""
    return cells.number_of(text).removeprefix("act_")


def _read(row: Mapping[str, Any], *, account: Account, windows: tuple[str, ...]) -> Read:
    day, stop = cells.day(row.get("date_start")), cells.day(row.get("date_stop") or row.get("date_start"))
    if day != stop:
        raise BadNode(f"it covers {day} to {stop}, not one day")
    purchases, attribution = _counted(row.get("actions"), windows)
    value, of_value = _counted(row.get("action_values"), windows)
    campaign = cells.number_of(row.get("campaign_id"))
    return Read(
        account=account_id(row.get("account_id") or account.id),
        day=AdDayRow(
            campaign_id=campaign,
            day=day,
            currency=cells.currency(row.get("account_currency") or account.currency),
            spend=cells.micros(row["spend"]) if row.get("spend") is not None else 0,
            impressions=cells.whole(row.get("impressions")),
            clicks=cells.whole(row.get("clicks")),
            purchases=purchases,
            purchase_value=cells.micros(value),
            attribution=attribution or of_value or "+".join(windows),
        ),
        name=cells.name(row.get("campaign_name")) or campaign,
        status=cells.name(row.get("campaign_status") or row.get("effective_status")),
        channel=cells.name(row.get("objective")),
    )


def _counted(actions: Any, windows: tuple[str, ...]) -> tuple[Decimal, str | None]:
    """Return the purchases among a row's actions and the rule they were counted by, None when there are none."""
    by_type = {str(each.get("action_type")): each for each in cells.listed(actions) if isinstance(each, dict)}
    action = next((by_type[name] for name in PURCHASES if name in by_type), None)
    if action is None:
        return Decimal(0), None
    if any(window in action for window in windows) or "value" not in action:
        return sum((cells.decimal(action.get(window)) for window in windows), Decimal(0)), "+".join(windows)
    windowed = any(key[:1].isdigit() for each in by_type.values() for key in each)
    return (Decimal(0), None) if windowed else (cells.decimal(action["value"]), UNSTATED)
