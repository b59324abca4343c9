"""An advertising report's lines before they are shown: a campaign's sums, or those of some days in one currency."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from credora_agent.analytics.campaigns.performance import figures
from credora_agent.core.money import decimal_string
from credora_agent.core.period import Grain, Period, around
from credora_agent.ledger.adverts import Sums
from credora_agent.ledger.load_ad_reports import AdCampaign
from credora_agent.reports.ad_sources import Sources, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from fractions import Fraction

    from credora_agent.ledger.load_ad_reports import Added

By = Literal["campaign", "day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its days, its sums in one currency, and the campaign it is of, None for all of them together."""

    id: str
    label: str
    period: Period
    currency: str
    sums: Sums
    campaign: AdCampaign | None = None

    def rank(self, name: str, *, mixed: bool) -> Fraction | None:
        """Return what it is ordered by: the figure of that name, among several currencies in the shop's."""
        return figures(self.sums.in_shop() if mixed else self.sums)[name]


def campaign_lines(added: Iterable[Added], period: Period, sources: Sources, known: Iterable[AdCampaign]) -> list[Line]:
    """Return a line for each campaign that was shown or paid for."""
    names = {(each.connection, each.campaign_id): each for each in known}
    found = []
    for row in added:
        if row.connection is not None and row.campaign_id is not None and any(row.sums):
            unnamed = AdCampaign(row.connection, row.campaign_id, row.campaign_id, None, None)
            campaign = names.get((row.connection, row.campaign_id), unnamed)
            found.append(Line(key(sources, campaign), campaign.name, period, row.currency, row.sums, campaign))
    return _told_apart(found)


def time_lines(added: Iterable[Added], period: Period, by: By) -> list[Line]:
    """Return a line for each day, week or month with anything reported, cut at the period's ends."""
    found = []
    for row in added:
        if row.bucket is not None:
            piece = _piece(row.bucket, by, period)
            found.append(Line(f"{row.bucket}", _label(by, piece), piece, row.currency, row.sums))
    mixed = len({line.currency for line in found}) > 1
    return [_named(line) for line in found] if mixed else found


def total(lines: Iterable[Line]) -> Sums:
    """Return all lines together; money of several currencies is only meant in the shop's."""
    sums = Sums()
    for line in lines:
        sums = sums.plus(line.sums)
    return sums


def by_currency(lines: Iterable[Line]) -> str:
    """Return what the lines come to in each currency, in words."""
    sums: dict[str, Sums] = defaultdict(Sums)
    for line in lines:
        sums[line.currency] = sums[line.currency].plus(line.sums)
    return "; ".join(
        f"{currency} spend {decimal_string(of.spend)}, conversion value {decimal_string(of.value)}{_roas(of)}"
        for currency, of in sorted(sums.items())
    )


def _roas(of: Sums) -> str:
    return f", ROAS {of.value / of.spend:.2f}" if of.spend else ""


def _told_apart(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those of one campaign in several currencies named after theirs."""
    often = Counter(line.id for line in lines)
    return [_named(line) if often[line.id] > 1 else line for line in lines]


def _named(line: Line) -> Line:
    return replace(line, id=f"{line.id}:{line.currency}", label=f"{line.label} {line.currency}")


def _piece(first: date, by: By, period: Period) -> Period:
    return around(first, Grain(by)).meet(period) or period


def _label(by: By, piece: Period) -> str:
    if by == "month":
        return f"{piece.start:%Y-%m}"
    return f"{piece.start}" if by == "day" else f"{piece.start} to {piece.end}"
