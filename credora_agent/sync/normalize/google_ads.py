"""Google Ads' campaign days: cost in exact micros, conversions as the account attributes them. Pure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from credora_agent.core.money import to_micros
from credora_agent.ledger.platform_rows import AdDayRow
from credora_agent.sync.normalize import cells
from credora_agent.sync.normalize.ads import Read, ad_step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from credora_agent.sync.normalize.ads import Account, AdStep

ATTRIBUTION = "primary conversions, by click day"
"""What `metrics.conversions` counts: the account's primary actions, dated on the day of the click."""


def day_records(rows: Iterable[Any], account: Account, since: date, until: date) -> AdStep:
    """Return what the rows of a campaign query say of the account's days; see `ad_step` for refusals."""
    return ad_step(rows, account, since, until, partial(_read, account=account))


def _read(row: Mapping[str, Any], *, account: Account) -> Read:
    customer, campaign, metrics = (row.get(part) or {} for part in ("customer", "campaign", "metrics"))
    number = cells.number_of(campaign.get("id"))
    return Read(
        account=cells.number_of(customer.get("id") or account.id),
        day=AdDayRow(
            campaign_id=number,
            day=cells.day((row.get("segments") or {}).get("date")),
            currency=cells.currency(customer.get("currencyCode") or account.currency),
            spend=cells.whole(metrics.get("costMicros")),
            impressions=cells.whole(metrics.get("impressions")),
            clicks=cells.whole(metrics.get("clicks")),
            purchases=cells.decimal(metrics.get("conversions")),
            purchase_value=to_micros(cells.decimal(metrics.get("conversionsValue"))),
            attribution=ATTRIBUTION,
        ),
        name=cells.name(campaign.get("name")) or number,
        status=cells.name(campaign.get("status")),
        channel=cells.name(campaign.get("advertisingChannelType")),
    )
