"""The exchange rates stream: what the configured source publishes, for the currencies the books need and no others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.sync.normalize.findings import Finding
from credora_agent.sync.rates import to_shop_currency
from credora_agent.sync.streams.base import Step, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.sync.rates_source import RatesSource
    from credora_agent.sync.streams.base import Source

EARLIER = timedelta(days=7)
"""A rate serves for so many days after it was published."""
REREAD = timedelta(days=14)
KIND = "no_rates_for_currency"


async def step(client: RatesSource, cursor: Mapping[str, Any], source: Source) -> Step:
    """Take in the rates of the needed currencies published since the last reading; all of them for a new one."""
    needs = sorted(client.needs)
    if not needs:
        return Step(cursor={}, doing="every amount is in the shop's own currency", done=True)
    given = await client.published(source.now)
    rates = [rate for rate in to_shop_currency(given, source.currency) if rate.base in client.needs]
    newest = max((rate.day for rate in rates), default=None)
    known = {rate.base for rate in rates}
    lacking = [Finding(KIND, code, {"source": client.name}) for code in needs if code not in known]
    if set(needs) <= set(cursor.get("needs", ())) and cursor.get("newest"):
        rates = [rate for rate in rates if rate.day.isoformat() > _back(cursor["newest"])]
    elif client.since is not None:
        rates = [rate for rate in rates if rate.day >= client.since - EARLIER]
    return Step(
        cursor={"needs": needs, "newest": newest.isoformat() if newest else None},
        doing=f"rates of {', '.join(needs)} up to {newest or 'no day'}",
        done=True,
        rates=rates,
        rows=len(rates),
        covered_until=source.now if not lacking else None,
        findings=lacking,
        checked={KIND: None},
    )


def _back(newest: str) -> str:
    return (date.fromisoformat(newest) - REREAD).isoformat()


def _rewound(_cursor: Mapping[str, Any], _since: date, _source: Source) -> Mapping[str, Any]:
    return {}


RATES = Stream("rates", step, _rewound, cadence=timedelta(hours=6))
