"""The report on campaigns: what each cost, what its platform claims, what that is worth, and how it moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.campaigns.decay import BLOCK, REACHES, Decay, decay
from credora_agent.analytics.campaigns.economics import (
    CHARGED,
    Economics,
    Told,
    Verdict,
    Worth,
    economics,
    products_worth,
    shop_worth,
)
from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import REGISTRY
from credora_agent.analytics.products.lines import merged
from credora_agent.core.money import to_decimal
from credora_agent.core.period import Period
from credora_agent.ledger.adverts import MEASURES
from credora_agent.ledger.load_adverts import load_campaign_blocks, load_campaign_days
from credora_agent.reports import goods_data
from credora_agent.reports.asking import check_days, tenant_of
from credora_agent.reports.build import date_range
from credora_agent.reports.campaign_columns import BEFORE, ORDERS, PROVISIONAL_DAYS, column, columns
from credora_agent.reports.kept import kept
from credora_agent.reports.ordering import check_order, ordered
from credora_agent.reports.sheets import Behind, Sheet, SheetReport, SheetRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.adverts import Campaign, CampaignDays
    from credora_agent.ledger.view import Books

AT = {name: i for i, name in enumerate(MEASURES)}
RULES = (
    "POAS, break-even ROAS and profit are at the CM2 rate of what a campaign advertises, else of the whole shop.",
    "Rates are on the base platforms report: purchase values before returns, with tax and shipping.",
    "Profit is by the platform's word: it credits itself with sales that would have come anyway, and others claim too.",
    "A verdict needs 10 purchases, and an 80 % interval of POAS that lies on one side of 1.",
)
BRAND = frozenset({"brand", "branded"})
VISITORS = frozenset({"retargeting", "remarketing"})
STOPPED = {"PAUSED": "paused", "REMOVED": "removed", "DELETED": "removed", "ARCHIVED": "archived"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days, and in which order."""

    period: Period
    today: date
    order: str = "ad_spend"
    lowest_first: bool = False
    limit: int | None = None
    compare: Period | None = None


async def campaigns(database: Database, caller: Caller, asked: Asked) -> SheetReport:
    """Return what each campaign cost and what its platform says it brought.

    Raises BadInput for an unknown order or limit, BadPeriod for days after today.
    """
    check_order(asked.order, ORDERS, asked.limit)
    check_days(asked.period, asked.today)
    tenant = tenant_of(caller)
    args = {
        "period": str(asked.period), "today": asked.today, "order": asked.order, "lowest_first": asked.lowest_first,
        "limit": asked.limit, "compare": str(asked.compare),
    }  # fmt: skip

    async def work(session: ReadSession) -> SheetReport:
        books, stock = await goods_data.books_and_stock(session, tenant)
        found = await goods_data.product_data(session, tenant, books, asked.period, stock=stock)
        return await report(session, tenant, books, asked, found)

    return await kept(database, caller, name="campaigns", args=args, schema=SheetReport, work=work)


async def report(
    session: ReadSession, tenant: UUID, books: Books, asked: Asked, found: goods_data.Goods
) -> SheetReport:
    """Return what each campaign cost and brought, beside the period's goods."""
    trend = trend_period(asked.period, asked.today)
    days = found.days
    blocks = await load_campaign_blocks(session, tenant, trend, days=BLOCK)
    moves = {key: moved for key, of in blocks.items() if (moved := decay(*of)) is not None}
    before = await load_campaign_days(session, tenant, asked.compare) if asked.compare else None
    rows = _Rows(asked, found, days, moves, before)
    made = [rows.row(i) for i in range(len(days.campaigns)) if rows.moved(i)]
    shown, left_out = ordered(made, asked.order, lowest_first=asked.lowest_first, limit=asked.limit)
    sheet = Sheet(
        title="Campaigns",
        currency=books.currency,
        columns=columns(compared=asked.compare is not None),
        rows=shown,
        total=rows.total() if made else None,
        left_out=left_out,
        order=f"by {column(asked.order).label}, {'lowest' if asked.lowest_first else 'highest'} first",
    )
    return SheetReport(
        shop=books.shop,
        currency=books.currency,
        period=date_range(asked.period),
        as_of=books.as_of,
        ledger_version=books.version,
        sheet=sheet,
        rules=RULES if made else (),
        notes=_notes(found, asked, rows, made),
        notable=notable(made),
    )


def trend_period(period: Period, today: date) -> Period:
    """Return the days whose trend is told: two years up to the period's end, without days still provisional."""
    end = min(period.end, today - timedelta(days=PROVISIONAL_DAYS + 1))
    return Period(end - timedelta(days=REACHES[-1] * BLOCK - 1), end)


def notable(rows: Sequence[SheetRow]) -> tuple[SheetRow, ...]:
    """Return the campaigns that lose by their platform's own word, costliest first, then those that decay."""
    losing = [row for row in rows if Verdict.LOSES.value in row.marks]
    decaying = [row for row in rows if "decaying" in row.marks and row not in losing]
    for some in (losing, decaying):
        some.sort(key=lambda row: (row.values["profit_after_ads"] or Decimal(0), row.id))
    return (*losing[:3], *decaying[:2])


class _Rows:
    """How a campaign becomes a row."""

    def __init__(
        self,
        asked: Asked,
        found: goods_data.Goods,
        days: CampaignDays,
        moves: Mapping[str, Decay],
        before: CampaignDays | None,
    ) -> None:
        self.asked, self.found, self.days, self.moves = asked, found, days, moves
        self.sums = days.sums([asked.period])[0]
        self.whole = merged(found.lines, id_="", label="")
        self.worth = shop_worth(found.shop, self.whole)
        self.before = _by_key(before, asked.compare) if before and asked.compare else {}
        self.late = self._late()
        self.spent = int(self.sums[:, AT["spend"]].sum())

    def moved(self, i: int) -> bool:
        """Return whether a campaign has anything in the period itself."""
        return bool(self.sums[i].any())

    def row(self, i: int) -> SheetRow:
        """Return a campaign's row."""
        campaign, told = self.days.campaigns[i], _told(self.sums[i])
        worth = self._worth(campaign)
        of = economics(told, worth)
        moved = self.moves.get(campaign.key)
        values = {**_values(told, of, self.sums[i]), "share_of_spend": _share(told.spend, self.spent)}
        values["cost_trend"] = _decimal(Fraction(moved.factor) - 1) if moved and moved.sure else None
        values["trend_weeks"] = Decimal(moved.blocks * BLOCK // 7) if moved and moved.sure else None
        values["provisional_days"] = Decimal(int(self.late[i]))
        for name in BEFORE if self.asked.compare else ():
            values[f"{name}_before"] = self.before.get(campaign.key, {}).get(name)
        unconverted = bool(self.sums[i][AT["unconverted"]])
        return SheetRow(
            id=campaign.key,
            label=campaign.name,
            values=values,
            bounds=_bounds(worth, values, unconverted=unconverted),
            marks=self._marks(campaign, told, of, moved, unconverted=unconverted),
            texts=self._texts(campaign, of, worth, moved),
            entries=int(self.sums[i][AT["entries"]]),
            behind=Behind(start=self.asked.period.start, end=self.asked.period.end, campaign=campaign.key),
            tied=tie.skus if (tie := self.found.tied.get(campaign.key)) else (),
        )

    def total(self) -> SheetRow:
        """Return the row of all campaigns, with what revenue as a whole was to them."""
        sums = self.sums.sum(axis=0)
        told = _told(sums)
        of = economics(told, self.worth)
        values = {**_values(told, of, sums), "share_of_spend": None}
        revenue, marketing = self.whole.amounts["revenue"], -self.whole.amounts["marketing"]
        charged = sum(self.found.shop.amounts.get(name, 0) for name in CHARGED)
        recorded = "gross_sales" not in self.found.shop.missing
        values |= {
            "revenue": to_decimal(revenue) if recorded else None,
            "blended_roas": _over(revenue, told.spend) if recorded else None,
            "mer": _over(revenue, marketing) if recorded else None,
            "claimed_share": _over(told.value, charged),
        }
        return SheetRow(
            id="total",
            label="All campaigns",
            values=values,
            bounds=_bounds(self.worth, values, unconverted=bool(sums[AT["unconverted"]])),
            entries=int(sums[AT["entries"]]),
            behind=Behind(start=self.asked.period.start, end=self.asked.period.end),
        )

    def _worth(self, campaign: Campaign) -> Worth:
        tie = self.found.tied.get(campaign.key)
        if tie is None:
            return self.worth
        return products_worth([line for line in self.found.lines if line.id in tie.skus], self.found.shop, self.worth)

    def _late(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return how many days with spend of each campaign lie in the period and are still provisional."""
        first = (self.asked.today - timedelta(days=PROVISIONAL_DAYS)).toordinal()
        inside = (self.days.days >= max(first, self.asked.period.start.toordinal())) & (
            self.days.days <= self.asked.period.end.toordinal()
        )
        spent = inside & (self.days.measures[AT["spend"]] > 0)
        return np.bincount(self.days.positions[spent], minlength=len(self.days.campaigns))

    def _marks(
        self, campaign: Campaign, told: Told, of: Economics, moved: Decay | None, *, unconverted: bool
    ) -> tuple[str, ...]:
        words = campaign.name.casefold().replace("-", " ").split()
        marks = {
            of.verdict.value: True,
            "decaying": moved is not None and moved.decaying,
            "improving": moved is not None and moved.sure and not moved.decaying,
            "no purchases": told.spend > 0 and not told.purchases,
            "brand search": not BRAND.isdisjoint(words),
            "past visitors": not VISITORS.isdisjoint(words),
            "new": self.asked.period.start < campaign.first_day <= self.asked.period.end,
            STOPPED.get(campaign.status or "", ""): campaign.status in STOPPED,
            "stopped": campaign.status not in STOPPED and campaign.last_day < self.asked.today - timedelta(days=7),
            "no exchange rate": unconverted,
        }
        return tuple(mark for mark, holds in marks.items() if holds)

    def _texts(self, campaign: Campaign, of: Economics, worth: Worth, moved: Decay | None) -> dict[str, str]:
        tie = self.found.tied.get(campaign.key)
        texts = {
            "platform": campaign.platform,
            "account": campaign.account,
            "currency": campaign.currency,
            "status": campaign.status or "",
            "channel": campaign.channel or "",
            "attribution": campaign.attribution,
            "verdict": of.verdict.value,
            "cm2_rate_of": worth.of,
            "products": f"{', '.join(tie.skus)} ({tie.how})" if tie else "",
        }
        if moved is not None:
            sure = "surely" if moved.sure else "not surely"
            until = trend_period(self.asked.period, self.asked.today).end
            texts["trend"] = (
                f"cost per purchase × {moved.factor:.2f} over {moved.blocks} blocks of {BLOCK} days to {until}, second"
                f" half × {moved.halves:.2f} of the first; {sure} more than chance ({moved.purchases:.0f} purchases)"
            )
        return {key: text for key, text in texts.items() if text}


def _told(sums: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Told:
    return Told(int(sums[AT["spend"]]), int(sums[AT["value"]]), int(sums[AT["purchases"]]))


def _values(told: Told, of: Economics, sums: np.ndarray[tuple[int], np.dtype[np.int64]]) -> dict[str, Decimal | None]:
    return {
        "ad_spend": to_decimal(told.spend),
        "attributed_value": to_decimal(told.value),
        "attributed_purchases": to_decimal(told.purchases),
        "platform_roas": _decimal(of.roas),
        "break_even_roas": _decimal(of.break_even),
        "poas": _decimal(of.poas),
        "cost_per_purchase": to_decimal(round(of.cost_per_purchase)) if of.cost_per_purchase is not None else None,
        "profit_after_ads": to_decimal(of.profit) if of.profit is not None else None,
        "impressions": Decimal(int(sums[AT["impressions"]])),
        "clicks": Decimal(int(sums[AT["clicks"]])),
    }


def _bounds(worth: Worth, values: Mapping[str, Decimal | None], *, unconverted: bool) -> dict[str, Bound]:
    found: dict[str, Bound] = {}
    if worth.bound is not Bound.EXACT:
        turned = {Bound.AT_MOST: Bound.AT_LEAST, Bound.AT_LEAST: Bound.AT_MOST}
        found = {"poas": worth.bound, "profit_after_ads": worth.bound}
        found["break_even_roas"] = turned.get(worth.bound, worth.bound)
    if unconverted:
        money = ("ad_spend", "attributed_value", "platform_roas", "poas", "cost_per_purchase", "profit_after_ads")
        found |= dict.fromkeys(money, Bound.PARTIAL)
    return {name: bound for name, bound in found.items() if values.get(name) is not None}


def _by_key(days: CampaignDays, period: Period) -> dict[str, dict[str, Decimal | None]]:
    sums = days.sums([period])[0]
    nothing = Worth(None, Bound.EXACT, "")
    return {
        campaign.key: _values(_told(sums[i]), economics(_told(sums[i]), nothing), sums[i])
        for i, campaign in enumerate(days.campaigns)
    }


def _share(part: int, whole: int) -> Decimal | None:
    return _over(part, whole)


def _over(above: int, below: int) -> Decimal | None:
    return _decimal(Fraction(above, below)) if below > 0 else None


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else (Decimal(value.numerator) / value.denominator).quantize(Decimal("1e-10"))


def _notes(found: goods_data.Goods, asked: Asked, rows: _Rows, made: Sequence[SheetRow]) -> tuple[str, ...]:
    if not made:
        if rows.days.campaigns:
            return ("No campaign spent anything in this period.",)
        return ("No advertising is connected, so nothing can be said of campaigns: see `credora connections add`.",)
    notes = []
    if rows.late.any():
        first = max(asked.today - timedelta(days=PROVISIONAL_DAYS), asked.period.start)
        notes.append(
            f"Days from {first} on are provisional: platforms add purchases to them for 3 to 28 days more,"
            " so what they earn is understated."
        )
    if rows.worth.rate is None:
        lacks = ", ".join(REGISTRY[name].label for name in sorted(found.shop.missing)) or "sales"
        notes.append(f"What campaigns earn cannot be said: {lacks} not recorded for this period.")
    elif rows.worth.bound is not Bound.EXACT:
        notes.append("Some costs are not recorded, so POAS and profit are at most what is shown (≤).")
    if any("brand search" in row.marks or "past visitors" in row.marks for row in made):
        notes.append(
            "Brand search and retargeting reach people who were coming anyway: their ROAS says little of what they add."
        )
    charged = rows.total().values["claimed_share"]
    if charged is not None and charged > 1:
        notes.append("The platforms together claim more than customers were charged: they count the same orders twice.")
    return tuple(notes)
